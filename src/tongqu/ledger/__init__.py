"""The ledger: works and matters, who owes what by when, and what was known when."""
