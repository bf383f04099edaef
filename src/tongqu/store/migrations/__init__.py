"""Migrations of the schema, run by `tongqu.store.startup`."""
