"""Enterprises: identity, search, and the page of one firm."""
