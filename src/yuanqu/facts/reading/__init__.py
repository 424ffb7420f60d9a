"""Reading facts from workbooks, CSV and Parquet: checked cell by cell, loaded whole or not at all."""

from yuanqu.facts.reading.load import Loaded, read_facts

__all__ = ["Loaded", "read_facts"]
