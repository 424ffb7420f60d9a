"""DMN: models read from XML, compiled, evaluated to a value, diagnostics and a trace.

Names are imported when first used: the XML reader and the compiler cost more than a bare import should.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yuanqu.dmn.model import Clause, Decision, Input, Loaded, Model, Rule, Table, TableInput, TableOutput
    from yuanqu.dmn.prepared import Answer, Prepared
    from yuanqu.dmn.program import Program, Result, compile_model
    from yuanqu.dmn.reading import read_model
    from yuanqu.dmn.trace import DecisionTrace, InputTrace, RuleTrace, TableTrace
    from yuanqu.dmn.writing import (
        EditError,
        add_rule,
        remove_rule,
        set_cell,
        set_expression,
        set_rule_description,
        write_model,
    )

_HOMES = {
    "model": "Clause Decision Input Loaded Model Rule Table TableInput TableOutput",
    "prepared": "Answer Prepared",
    "program": "Program Result compile_model",
    "reading": "read_model",
    "trace": "DecisionTrace InputTrace RuleTrace TableTrace",
    "writing": "EditError add_rule remove_rule set_cell set_expression set_rule_description write_model",
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Answer",
    "Clause",
    "Decision",
    "DecisionTrace",
    "EditError",
    "Input",
    "InputTrace",
    "Loaded",
    "Model",
    "Prepared",
    "Program",
    "Result",
    "Rule",
    "RuleTrace",
    "Table",
    "TableInput",
    "TableOutput",
    "TableTrace",
    "add_rule",
    "compile_model",
    "read_model",
    "remove_rule",
    "set_cell",
    "set_expression",
    "set_rule_description",
    "write_model",
]


def __getattr__(name: str) -> object:
    home = _WHERE.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
