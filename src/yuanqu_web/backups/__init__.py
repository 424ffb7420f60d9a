"""Backup and restore: one logical form for both databases, with a digest of what was in it."""
