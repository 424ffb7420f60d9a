"""The pack's own cases hold, and hit each row and each band edge of each table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn import Program, Result, compile_model
from yuanqu.documents import as_decimal
from yuanqu.feel import compile_expression
from yuanqu.packs.model import Case, CaseFile, Decision, Pack
from yuanqu.proofs import edges


def check_cases(pack: Pack) -> Iterator[Diagnostic]:
    covered: dict[str, _Coverage] = defaultdict(_Coverage)
    tested = set()
    for file in pack.cases:
        decision = pack.decisions.get(file.decision)
        if decision is None or decision.file not in pack.models:
            yield diagnose(
                "PACK-050", Where(file.file), id=file.file, kind="决策", kind_en="decision", ref=file.decision
            )
            continue
        tested.add(decision.id)
        runner = CaseRunner(pack, decision)
        covered[decision.file].constants = runner.constants
        for case in file.cases:
            yield from runner.run(file, case, covered[decision.file])
    for decision in pack.decisions.values():
        if decision.id not in tested:
            yield diagnose("PACK-055", Where("decisions.yaml", decision.id), decision=decision.id)
    for file_name, coverage in covered.items():
        yield from coverage.gaps(pack, file_name)


class CaseRunner:
    """Runs cases of one decision with the parameters in force at the pack's date."""

    def __init__(self, pack: Pack, decision: Decision) -> None:
        self.model = pack.models[decision.file]
        day = pack.identity.as_of
        constants = {p.name.zh: p.at(day) for p in pack.parameters.values() if not p.cell and not p.target}
        inputs = {item.name for item in self.model.inputs}
        bound = {name: value for name, value in constants.items() if name in inputs}
        self.constants = bound
        self.program: Program = compile_model(self.model, constants=bound)
        self.names = inputs | {item.name for item in self.model.decisions}

    def run(self, file: CaseFile, case: Case, coverage: _Coverage) -> Iterator[Diagnostic]:
        where = Where(file.file, row=case.line or None)
        for name in (*case.given, *case.expect):
            if name not in self.names:
                yield diagnose("PACK-046", where, case=case.name.zh, case_en=case.name.en, name=name)
        context = {name: value_of(raw) for name, raw in case.given.items()}
        hits: set[str] = set()
        for name, raw in case.expect.items():
            if name not in self.names:
                continue
            result = self.program.evaluate(name, context)
            hits |= coverage.note(result)
            expected = value_of(raw)
            if not same(result.value, expected):
                yield diagnose("PACK-040", where, case=case.name.zh, case_en=case.name.en, name=name,
                               expected=show(expected), found=show(result.value))  # fmt: skip
        for hit in case.hits:
            if hit not in hits:
                yield diagnose("PACK-043", where, case=case.name.zh, case_en=case.name.en, expected=hit,
                               found=", ".join(sorted(hits)) or "–")  # fmt: skip


class _Coverage:
    """Which rows the cases hit, and which values stood in each input of each table."""

    def __init__(self) -> None:
        self.rows: set[tuple[str, int]] = set()
        self.values: dict[tuple[str, int], set[Decimal]] = defaultdict(set)
        self.constants: Mapping[str, object] = {}

    def note(self, result: Result) -> set[str]:
        hits = set()
        for step in result.trace:
            if step.table is None:
                continue
            for number in step.table.matched:
                self.rows.add((step.name, number))
                hits.add(f"{step.name}#{number}")
            for index, item in enumerate(step.table.inputs):
                if isinstance(item.value, Decimal):
                    self.values[step.name, index].add(item.value)
        return hits

    def gaps(self, pack: Pack, file: str) -> Iterator[Diagnostic]:
        for decision in pack.models[file].decisions:
            if decision.table is None:
                continue
            where = Where(file, decision.name)
            for rule in decision.table.rules:
                if (decision.name, rule.number) not in self.rows:
                    yield diagnose("PACK-041", where, table=decision.name, rule=rule.number)
            for index in range(len(decision.table.inputs)):
                for edge in sorted(
                    set(edges(decision.table, index, self.constants)) - self.values[decision.name, index]
                ):
                    yield diagnose("PACK-042", where, table=decision.name, edge=edge)


def value_of(raw: object) -> object:
    """A value of a case: "=…" is FEEL, a number a decimal, anything else itself."""
    if isinstance(raw, str) and raw.startswith("="):
        return compile_expression(raw[1:], ()).evaluate({}).value
    if isinstance(raw, int) and not isinstance(raw, bool):
        return as_decimal(raw)
    return raw


def same(found: object, expected: object) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return found is expected
    return found == expected


def show(value: object) -> str:
    return "null" if value is None else str(value)
