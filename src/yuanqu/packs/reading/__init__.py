"""Readers of the pack's files: each turns one file into frozen data and reports every misfit."""
