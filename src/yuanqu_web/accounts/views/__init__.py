"""Pages of accounts and of the record."""
