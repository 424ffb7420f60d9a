"""Staged imports: a file is kept, checked, previewed, committed once, and can be undone as a whole."""
