"""Facts: their schema, the data, and the files they come in and go out by."""

from yuanqu.facts.data import Facts, Origin, Row
from yuanqu.facts.fields import Choice, Field, FieldType, Form, Schema, SubjectKind
from yuanqu.facts.schema import read_schema

__all__ = [
    "Choice",
    "Facts",
    "Field",
    "FieldType",
    "Form",
    "Origin",
    "Row",
    "Schema",
    "SubjectKind",
    "read_schema",
]
