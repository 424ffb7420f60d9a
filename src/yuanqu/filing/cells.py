"""One typed cell of a return: its value in the stored unit, or why it can't be read. The text itself is kept."""

from __future__ import annotations

from dataclasses import dataclass

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.facts import Field
from yuanqu.facts.data import Value
from yuanqu.facts.reading.cells import parser_of
from yuanqu.facts.reading.numbers import NumberParser
from yuanqu.facts.reading.parser import Reject


@dataclass(frozen=True, slots=True)
class Read:
    """`value` None without `problem`: no data, which isn't zero."""

    value: Value
    problem: Diagnostic | None = None


def read_cell(field: Field, text: str, symbol: str | None = None) -> Read:
    """Read what a person typed or pasted. `symbol`: the unit typed in, else the one people are shown.

    Thousands separators, full-width digits, blanks and dashes for "no data" are understood as in workbooks.
    """
    number = field.type.is_number
    parser = NumberParser(field, symbol or field.shown_unit) if number else parser_of(field)
    try:
        return Read(parser("".join(text.split()) if number else text))
    except Reject as why:
        return Read(None, diagnose(why.code, Where(item=field.name.zh), **why.values))
