"""Outcomes of decisions at rest, and their explanation."""
