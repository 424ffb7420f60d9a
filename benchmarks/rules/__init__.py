"""The rules engine: decisions over columns, one decision, drafts, large tables, starting; beside its peers."""
