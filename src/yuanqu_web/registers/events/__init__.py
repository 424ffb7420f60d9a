"""The history of enterprises by events: rename, new code, move, merger, split. Permanent ids never change."""
