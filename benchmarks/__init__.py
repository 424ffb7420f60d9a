"""Benchmarks: `./bench rules` runs those of the rules engine. Nothing here is imported by the product."""
