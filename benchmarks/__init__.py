"""Benchmarks: `./bench rules` runs them. Nothing here is imported by the product."""
