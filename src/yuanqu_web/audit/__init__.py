"""The record at rest: the chain of entries, its heads, its pages."""
