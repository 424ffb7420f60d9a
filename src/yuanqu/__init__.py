"""Yuanqu 园区: a city's industrial-park policy as data, and the answers computed from it."""

__all__ = ["__version__"]

__version__ = "0.1.0"
