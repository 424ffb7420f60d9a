"""Facts: their schema, the data, and the files they come in and go out by."""

from yuanqu.facts.building import make_facts
from yuanqu.facts.codes import check_enterprise_code, check_industry_code, make_uscc
from yuanqu.facts.data import Facts, Origin, Row
from yuanqu.facts.fields import Choice, Complete, Field, FieldType, Form, Once, Schema, SubjectKind
from yuanqu.facts.labels import heading, unit_label
from yuanqu.facts.marked_up import write_marked_up
from yuanqu.facts.reading import Loaded, read_facts
from yuanqu.facts.schema import read_schema
from yuanqu.facts.template import write_template
from yuanqu.facts.writing import write_facts

__all__ = [
    "Choice",
    "Complete",
    "Facts",
    "Field",
    "FieldType",
    "Form",
    "Loaded",
    "Once",
    "Origin",
    "Row",
    "Schema",
    "SubjectKind",
    "check_enterprise_code",
    "check_industry_code",
    "heading",
    "make_facts",
    "make_uscc",
    "read_facts",
    "read_schema",
    "unit_label",
    "write_facts",
    "write_marked_up",
    "write_template",
]
