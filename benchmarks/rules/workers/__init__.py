"""Sides of the comparisons, each run as a process of its own (benchmarks.rounds)."""
