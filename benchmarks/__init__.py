"""Benchmarks: fixed seeds, public tools only."""
