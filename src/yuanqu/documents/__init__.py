"""YAML documents read strictly: every entry keeps its line, every misfit becomes a diagnostic."""

from yuanqu.documents.entry import Entry, as_decimal
from yuanqu.documents.yamlfile import YamlFile, read_yaml

__all__ = ["Entry", "YamlFile", "as_decimal", "read_yaml"]
