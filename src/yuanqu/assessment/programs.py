"""The pack's decisions compiled once, with the parameters in force on a day bound as constants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic
from yuanqu.dmn import Program, compile_model
from yuanqu.feel import Compiled, compile_unary_tests
from yuanqu.packs import Decision, Pack, Parameter


@dataclass(frozen=True, slots=True)
class Prepared:
    """One decision ready to run. `inputs`: fact fields it reads (FEEL names), over all the decisions it needs;
    `beside`: those read only by decisions shown with it."""

    decision: Decision
    program: Program
    inputs: tuple[str, ...]
    beside: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    good: Compiled


@dataclass(frozen=True, slots=True)
class Programs:
    """`day`: the day whose parameters are bound."""

    pack: Pack
    day: date
    prepared: tuple[Prepared, ...]
    diagnostics: tuple[Diagnostic, ...]


def compile_pack(pack: Pack, day: date) -> Programs:
    """Compile each decision of the pack with the parameters in force on `day`."""
    parameters = {p.name.zh: p for p in pack.parameters.values() if p.cell is None and p.target is None}
    found: list[Diagnostic] = []
    programs: dict[str, Program] = {}
    prepared = []
    for decision in pack.decisions.values():
        model = pack.models[decision.file]
        names = {item.name for item in model.inputs}
        if decision.file not in programs:
            programs[decision.file] = compile_model(model, constants=_bound(parameters, names, day))
        program = programs[decision.file]
        good = compile_unary_tests(decision.good, ())
        found.extend(good.diagnostics)
        needed = required_inputs(pack, decision, decision.decision)
        shown = {name: None for show in decision.shows for name in required_inputs(pack, decision, show)}
        prepared.append(
            Prepared(
                decision,
                program,
                tuple(name for name in needed if name not in parameters),
                tuple(name for name in shown if name not in parameters and name not in needed),
                tuple(parameters[name] for name in needed if name in parameters),
                good,
            )
        )
    return Programs(pack, day, tuple(prepared), tuple(found))


def _bound(parameters: dict[str, Parameter], names: set[str], day: date) -> dict[str, Decimal | None]:
    return {name: parameters[name].at(day) for name in names if name in parameters}


def required_inputs(pack: Pack, decision: Decision, asked: str) -> tuple[str, ...]:
    """Names of the input data that a DMN decision of the file needs, directly or through others, in order."""
    model = pack.models[decision.file]
    names: dict[str, None] = {}
    seen: set[str] = set()

    def walk(name: str) -> None:
        item = model.decision(name)
        if item is None or item.name in seen:
            return
        seen.add(item.name)
        for needed in item.required_decisions:
            walk(needed)
        names.update(dict.fromkeys(item.required_inputs))

    walk(asked)
    return tuple(names)
