"""Decisions over columns: typed against the facts' schema, compiled to one relational expression, exact to the cent."""

from yuanqu.columns.compiling import compile
from yuanqu.columns.plan import Output, Plan
from yuanqu.columns.running import run
from yuanqu.columns.schema import InputColumn, inputs_of, subject_inputs

__all__ = ["InputColumn", "Output", "Plan", "compile", "inputs_of", "run", "subject_inputs"]
