"""Decisions fit the facts: known inputs of the right type and permitted use, a clause, rounded money, a diagram."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn import Model
from yuanqu.facts import Field
from yuanqu.feel import compile_unary_tests
from yuanqu.packs.model import Decision, Pack

_ROUNDED = re.compile(r"round half up\(.*,\s*2\s*\)", re.DOTALL)


def check_decisions(pack: Pack) -> Iterator[Diagnostic]:
    for file, model in pack.models.items():
        if not model.has_diagrams:
            yield diagnose("PACK-049", Where(file), file=file)
        yield from _rules(file, model)
    for decision in pack.decisions.values():
        yield from _decision(pack, decision)


def _rules(file: str, model: Model) -> Iterator[Diagnostic]:
    for decision in model.decisions:
        for rule in decision.table.rules if decision.table else ():
            if not rule.description:
                yield diagnose("PACK-048", Where(file, decision.name), table=decision.name, rule=rule.number)


def _decision(pack: Pack, decision: Decision) -> Iterator[Diagnostic]:
    where = Where("decisions.yaml", decision.id)
    model = pack.models.get(decision.file)
    if model is None:
        yield diagnose("PACK-001", where, file=decision.file)
        return
    by_name = {item.name: item for item in model.decisions}
    named = [decision.decision, *decision.shows]
    if decision.distance is not None:
        named += [decision.distance.decision]
    for name in named:
        if name not in by_name:
            yield diagnose("PACK-034", where, decision=name)
    if not any(s.id == decision.subject for s in pack.schema.subjects):
        yield diagnose(
            "PACK-050", where, id=decision.id, kind="对象", kind_en="subject", ref=decision.subject
        )
        return
    yield from _inputs(pack, decision, model)
    fields = {field.name.zh for field in pack.schema.subject(decision.subject).fields}
    for name in decision.distance.changes if decision.distance else ():
        if name not in fields or not any(item.name == name for item in model.inputs):
            yield diagnose("PACK-035", where, name=name)
    for value in decision.distance.reach if decision.distance else ():
        if value not in decision.names:
            yield diagnose("PACK-050", where, id=decision.id, kind="结果", kind_en="outcome", ref=value)
    answer = by_name.get(decision.decision)
    if answer is not None:
        if decision.clause not in {source.id for source in answer.clause_sources}:
            yield diagnose("PACK-039", Where(decision.file, answer.name), decision=answer.name)
        if decision.kind == "money" and not _ROUNDED.fullmatch((answer.expression or "").strip()):
            yield diagnose("PACK-038", Where(decision.file, answer.name), decision=answer.name)
    for problem in compile_unary_tests(decision.good, ()).diagnostics:
        yield diagnose("PACK-052", where, reason=problem.message("zh"))


def _inputs(pack: Pack, decision: Decision, model: Model) -> Iterator[Diagnostic]:
    """Each input of the file is a field of the subject or a parameter, of that type, and may be used to decide."""
    fields: dict[str, Field] = {f.name.zh: f for f in pack.schema.subject(decision.subject).fields}
    parameters = {p.name.zh for p in pack.parameters.values()}
    for item in model.inputs:
        where = Where(decision.file, item.name)
        if item.name in parameters:
            expected: str = "number"
        elif item.name in fields:
            field = fields[item.name]
            expected = field.type.feel
            if field.use == "statistical":
                yield diagnose("PACK-037", where, name=item.name)
        else:
            yield diagnose("PACK-035", where, name=item.name)
            continue
        found = item.type or "Any"
        if found != "Any" and found != expected:
            yield diagnose("PACK-036", where, name=item.name, found=found, expected=expected)
