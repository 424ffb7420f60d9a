"""Drafts of a rule side by side: what they share is computed once, in one scan of the facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from yuanqu.columns.bindings import Bindings
from yuanqu.columns.compiling import assemble, variant
from yuanqu.columns.decisions import Compiled
from yuanqu.columns.nodes import Expr
from yuanqu.columns.plan import Output, Plan
from yuanqu.columns.schema import Declared, inputs_of
from yuanqu.diagnostics import Diagnostic
from yuanqu.dmn import Model, Program


@dataclass(frozen=True)
class Draft:
    """A variant of a rule: a model, the values of its constants, and the name its outputs carry."""

    name: str
    model: Model | Program
    constants: Mapping[str, object] = field(default_factory=dict)


def compile_drafts(
    drafts: Sequence[Draft],
    decision: str | Sequence[str],
    schema_types: Mapping[str, Declared],
    *,
    matched: bool = False,
) -> Plan:
    """One plan for all drafts: outputs are named decision@draft, those that no draft changes decision alone."""
    names = (decision,) if isinstance(decision, str) else tuple(decision)
    inputs, survey = inputs_of(schema_types), Bindings()
    for draft in drafts if len(drafts) > 1 else ():
        variant(_model(draft), names, inputs, draft.constants, survey, Compiled())
    edges = {key: tuple(sorted(found)) for key, found in survey.surveyed.items()}  # type: ignore[type-var]
    bindings, compiled = Bindings(edges), Compiled()
    outputs: list[Output] = []
    problems: list[Diagnostic] = []
    for draft in drafts:
        model = draft.model.model if isinstance(draft.model, Program) else draft.model
        made, found = variant(
            model,
            names,
            inputs,
            draft.constants,
            bindings,
            compiled,
            matched=matched,
            suffix=f"@{draft.name}",
        )
        outputs += made
        problems += found
    return assemble(names, bindings, compiled, _shared(outputs, len(drafts)), problems)


def _model(draft: Draft) -> Model:
    return draft.model.model if isinstance(draft.model, Program) else draft.model


def _shared(outputs: Sequence[Output], count: int) -> list[Output]:
    """What no draft changes comes out once, under its plain name."""
    alike: dict[tuple[str, str, Expr], int] = {}
    for output in outputs:
        key = (_plain(output), output.role, output.expr)
        alike[key] = alike.get(key, 0) + 1
    kept: dict[str, Output] = {}
    for output in outputs:
        shared = alike[_plain(output), output.role, output.expr] == count
        name = _plain(output) if shared else output.name
        kept.setdefault(name, replace(output, name=name))
    return list(kept.values())


def _plain(output: Output) -> str:
    return output.name.rpartition("@")[0]
