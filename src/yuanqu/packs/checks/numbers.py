"""Each number of the policy has one home, and what repeats it says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.feel import compile_expression
from yuanqu.packs.model import Pack, Parameter
from yuanqu.values import convert

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CELL = re.compile(r"(?P<file>[^#]+)#(?P<rule>.+)\.(?P<input>\d+)")


def check_numbers(pack: Pack) -> Iterator[Diagnostic]:
    for parameter in pack.parameters.values():
        where = Where("parameters.yaml", parameter.id)
        if parameter.cell is not None:
            yield from _cell(pack, parameter, parameter.cell, where)
        elif parameter.target is not None:
            yield from _target(pack, parameter, parameter.target, where)
        elif parameter.at(pack.identity.as_of) is None:
            yield diagnose("PACK-047", where, name=parameter.name.zh, day=pack.identity.as_of)
    yield from _units(pack)
    yield from _aggregates(pack)


def _cell(pack: Pack, parameter: Parameter, cell: str, where: Where) -> Iterator[Diagnostic]:
    """A band edge is repeated in parameters.yaml and must equal a number of its cell."""
    text = cell_text(pack, cell)
    value = parameter.at(pack.identity.as_of)
    if text is None:
        yield diagnose("PACK-033", where, cell=cell)
    elif value is None or value not in {Decimal(n) for n in _NUMBER.findall(text)}:
        yield diagnose("PACK-032", where, parameter=value, cell=cell, found=text)


def cell_text(pack: Pack, cell: str) -> str | None:
    """Text of "file#rule id.number": a cell by its rule and the 1-based number of its input."""
    match = _CELL.fullmatch(cell)
    model = pack.models.get(match["file"]) if match else None
    if match is None or model is None:
        return None
    for decision in model.decisions:
        for rule in decision.table.rules if decision.table else ():
            if rule.id == match["rule"] and 1 <= int(match["input"]) <= len(rule.inputs):
                return str(rule.inputs[int(match["input"]) - 1].text)
    return None


def _target(pack: Pack, parameter: Parameter, id: str, where: Where) -> Iterator[Diagnostic]:
    target = pack.targets.get(id)
    value = parameter.at(pack.identity.as_of)
    if target is None:
        yield diagnose("PACK-050", where, id=parameter.id, kind="目标", kind_en="target", ref=id)
    elif value is None or convert(value, parameter.unit, target.unit) != target.value:
        yield diagnose("PACK-032", where, parameter=value, cell=id, found=target.value)


def _units(pack: Pack) -> Iterator[Diagnostic]:
    for target in pack.targets.values():
        indicator = pack.indicators.get(target.indicator)
        if indicator is None:
            continue
        try:
            convert(Decimal(1), target.unit, indicator.unit)
        except ValueError:
            where = Where("targets.yaml", target.id)
            yield diagnose("PACK-051", where, target=target.id, unit=target.unit, expected=indicator.unit)


def _aggregates(pack: Pack) -> Iterator[Diagnostic]:
    """Forms and fields of aggregates exist, and their filters can be read."""
    forms = {form.id: form for form in pack.schema.forms}
    for indicator in pack.indicators.values():
        aggregate = indicator.aggregate
        if aggregate is None:
            continue
        where = Where("indicators.yaml", indicator.id)
        form = forms.get(aggregate.form)
        if form is None:
            yield diagnose(
                "PACK-050", where, id=indicator.id, kind="报表", kind_en="form", ref=aggregate.form
            )
            continue
        fields = {field.id: field for field in pack.schema.subject(form.subject).fields}
        if aggregate.sum is not None and aggregate.sum not in fields:
            yield diagnose("PACK-053", where, name=aggregate.sum)
        if aggregate.where is not None:
            compiled = compile_expression(aggregate.where, [field.name.zh for field in fields.values()])
            for problem in compiled.diagnostics:
                yield diagnose("PACK-052", where, reason=problem.message("zh"))
