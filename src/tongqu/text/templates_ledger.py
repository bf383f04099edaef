"""The English words of the ledger's problem codes, which `tongqu.text.templates` joins."""

TEMPLATES = {
    # --- kinds ----------------------------------------------------------------------------------
    "unknown_state": 'the kind "{kind}" has no state "{id}"',
    "unknown_action": 'the kind "{kind}" has no action "{id}"; it has: {known}',
}
