"""Proves decision tables: what no row takes, what several take, and rows that never apply; exactly, with witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from types import MappingProxyType

from yuanqu.dmn.model import Decision, Model, Table
from yuanqu.feel import nodes as n
from yuanqu.feel.compare import satisfies
from yuanqu.feel.constants import constant_of
from yuanqu.proofs.budget import STEPS, Budget, TooLarge
from yuanqu.proofs.domains import Domain
from yuanqu.proofs.finding import Finding, finding
from yuanqu.proofs.grid import Grid, Line, read_grid
from yuanqu.proofs.outputs import output_findings, same_outputs, type_findings
from yuanqu.proofs.pairs import overlapping
from yuanqu.proofs.places import Place, places_of, places_of_service
from yuanqu.proofs.reader import computed
from yuanqu.proofs.spans import Spans, meet, outside, single
from yuanqu.proofs.sweep import Box, Sweep
from yuanqu.proofs.witness import witness_of

SINGLE_HIT = ("UNIQUE", "FIRST", "ANY", "PRIORITY")
MOST_GAPS = 10  # findings of one kind and table that are told apart; the rest is counted
MOST_PAIRS = 100
MOST_COUNTED = 1000
MOST_TRIED = 30  # rows of which a smallest covering set is sought
_NONE: Mapping[str, object] = MappingProxyType({})
_NO_DOMAINS: Mapping[str, Domain] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Proof:
    """All that was found of one table. `complete`: False when the table was too large or a cell can't be read."""

    table: str
    findings: tuple[Finding, ...]
    complete: bool


def prove_model(
    model: Model, *, constants: Mapping[str, object] = _NONE, domains: Mapping[str, Domain] = _NO_DOMAINS
) -> tuple[Proof, ...]:
    """A proof of each table: those of decisions, and those inside knowledge models and boxed expressions.

    A table inside another box is named by its path: `decision.entry`. A decision service whose caller gives the value
    of a decision has proofs of the tables that read it, with what only such a caller can meet.
    """
    proofs = [_prove_place(place, constants, domains) for place in places_of(model)]
    told = {_gist(found) for proof in proofs for found in proof.findings}
    for service in model.services:
        for place in places_of_service(model, service):
            proof = _prove_place(place, constants, domains)
            fresh = tuple(found for found in proof.findings if _gist(found) not in told)
            if fresh:
                proofs.append(replace(proof, findings=fresh))
    return tuple(proofs)


def _gist(found: Finding) -> object:
    """What a finding says of a table, by whatever path the table was reached."""
    return found.diagnostic.code, found.place, found.rows, found.diagnostic.values["witness_en"]


def _prove_place(place: Place, constants: Mapping[str, object], domains: Mapping[str, Domain]) -> Proof:
    values, known = place.seen(constants), place.seen(domains)
    proof = prove_table(place.model, place.decision, constants=values, domains=known, under=place.under)
    if not place.nested:
        return proof
    named = tuple(_named(found, place.decision.name) for found in proof.findings)
    return replace(proof, findings=named)


def _named(found: Finding, name: str) -> Finding:
    """The finding at the path of its table."""
    where = replace(found.diagnostic.where, item=name)
    return replace(found, diagnostic=replace(found.diagnostic, where=where))


def prove_table(
    model: Model,
    decision: Decision,
    *,
    constants: Mapping[str, object] = _NONE,
    domains: Mapping[str, Domain] = _NO_DOMAINS,
    steps: int = STEPS,
    under: tuple[n.Node, ...] = (),
) -> Proof:
    """A proof of one decision table.

    `constants`: values of names in cells (parameters at a date); `domains`: what inputs can be, by name. Inputs are
    taken as independent of each other, except that a column `a != null` follows from column `a`; where two columns
    read the same input, or a condition in `under` that decides whether the table is reached reads it, gaps and overlaps
    are warnings. Cells that can't be read count for neither: what is found
    holds whatever they mean.
    """
    assert decision.table is not None
    prover = _Prover(model, decision, decision.table, constants, domains, Budget(steps), under)
    found = tuple(prover.findings())
    return Proof(
        decision.name, found, not any(f.kind in ("too large", "unreadable", "unproved") for f in found)
    )


class _Prover:
    def __init__(
        self,
        model: Model,
        decision: Decision,
        table: Table,
        values: Mapping[str, object],
        domains: Mapping[str, Domain],
        budget: Budget,
        under: tuple[n.Node, ...],
    ) -> None:
        self.model, self.decision, self.table, self.values, self.budget = (
            model,
            decision,
            table,
            values,
            budget,
        )
        self.name = decision.name
        self.grid: Grid = read_grid(model, table, values, domains, under)
        self.lines = [line for line in self.grid.lines if self.occurs(line)]

    def occurs(self, line: Line) -> bool:
        return self.grid.meeting(line.sets, line.sets) is not None

    def findings(self) -> Iterator[Finding]:
        yield from output_findings(self.decision, self.table, self.values)
        yield from type_findings(self.model, self.decision, self.table, self.grid)
        for axis in self.grid.beyond:
            yield finding("PRF-024", "unproved", self.table, self.name, column=axis.label, type=axis.kind)
        for number, cell in self.grid.unreadable:
            yield finding(
                "PRF-017",
                "unreadable",
                self.table,
                self.name,
                rows=(number,),
                where=cell.where,
                text=cell.text,
            )
        yield from self.empty_rows()
        unfinished = False
        for part in (self.rows, self.gaps):
            steps = self.budget.left
            try:
                yield from part()
            except TooLarge:
                unfinished = True
            self.budget = Budget(steps)
        if unfinished:
            yield finding("PRF-018", "too large", self.table, self.name, count=len(self.table.rules))

    # -- rows

    def empty_rows(self) -> Iterator[Finding]:
        """Rows with a cell that nothing passes."""
        passed = {item.rule for item in self.grid.odd} | {line.number for line in self.lines}
        for line in self.grid.lines:
            if line.number in passed:
                continue
            axis = next((a for a, own in zip(self.grid.axes, line.sets, strict=True) if not own), None)
            yield finding(
                "PRF-008", "unreachable", self.table, self.name, rows=(line.number,),
                column="–" if axis is None else axis.label,
            )  # fmt: skip

    def rows(self) -> Iterator[Finding]:
        exact = [line for line in self.lines if line.exact]
        pairs = list(overlapping(self.grid, exact, self.budget))
        alike = {(a.number, b.number) for a, b in pairs if a.sets == b.sets}
        beside: dict[int, list[Line]] = {}
        for a, b in pairs:
            winner, loser = (b, a) if self.wins(b, a) else (a, b)
            if (a.number, b.number) not in alike:
                beside.setdefault(loser.number, []).append(winner)
        hidden = {number for pair in alike for number in pair[1:]}
        if self.table.hit_policy in ("FIRST", "PRIORITY"):
            for line in self.lines:
                if line.number not in hidden:
                    for found in self.unreachable(line, beside.get(line.number, [])):
                        hidden.add(line.number)
                        yield found
        told = 0
        for a, b in pairs:
            for found in self.pair(a, b, hidden):
                told += found.kind == "overlap"
                if told <= MOST_PAIRS:
                    yield found
        if told > MOST_PAIRS:
            yield finding("PRF-020", "more", self.table, self.name, count=told - MOST_PAIRS)

    def pair(self, a: Line, b: Line, hidden: set[int]) -> Iterator[Finding]:
        """What two rows that take the same input mean under the hit policy."""
        policy, same = self.table.hit_policy, same_outputs(a.rule, b.rule, self.values)
        rows = (a.number, b.number)
        if a.sets == b.sets and not (policy == "UNIQUE" and same):
            if same:
                yield finding("PRF-011", "duplicate", self.table, self.name, rows=rows)
            elif policy in SINGLE_HIT:
                yield finding("PRF-010", "same inputs", self.table, self.name, rows=rows, policy=policy)
            return
        if policy not in SINGLE_HIT or (same and policy != "UNIQUE"):
            return
        box = self.grid.meeting(a.sets, b.sets)
        witness = witness_of(self.grid, box) if box is not None else ()
        if policy in ("FIRST", "PRIORITY"):
            winner, loser = (b, a) if self.wins(b, a) else (a, b)
            if loser.number in hidden:
                return
            special = self.grid.holds(loser, winner)
            yield finding(
                "PRF-006" if special else "PRF-005", "exception" if special else "overlap", self.table, self.name,
                rows=rows, witness=witness, winner=winner.number, loser=loser.number, policy=policy,
            )  # fmt: skip
            return
        code = "PRF-004" if policy == "ANY" else "PRF-003"
        if self.grid.shared:
            code = "PRF-023"
        yield finding(
            code, "overlap", self.table, self.name, rows=rows, witness=witness, policy=policy, shared="、".join(self.grid.shared)
        )  # fmt: skip

    def unreachable(self, line: Line, winners: list[Line]) -> Iterator[Finding]:
        """A row whose every input goes to rows that win over it, or every input but null."""
        if not winners:
            return
        rows = [winner.sets for winner in winners]
        covered = [
            Sweep([meet(a, b) for a, b in zip(line.sets, scenario, strict=True)], rows, self.budget).covered
            for scenario in self.grid.scenarios
        ]
        if all(covered):
            by = self.needed(line, winners, self.grid.scenarios)
            yield finding("PRF-007", "unreachable", self.table, self.name, rows=(line.number,), by=by)
            return
        plain = [meet(a, b) for a, b in zip(line.sets, self.grid.plain, strict=True)]
        if all(plain) and Sweep(plain, rows, self.budget).covered:
            by = self.needed(line, winners, (self.grid.plain,))
            yield finding("PRF-009", "null only", self.table, self.name, rows=(line.number,), by=by)

    def needed(self, line: Line, winners: list[Line], scenarios: Sequence[Sequence[Spans]]) -> str:
        """The numbers of rows that together take all of a row's inputs, none of which can be left out."""
        kept = list(winners)
        boxes = [[meet(a, b) for a, b in zip(line.sets, part, strict=True)] for part in scenarios]
        for winner in reversed(winners if len(winners) <= MOST_TRIED else []):
            rest = [other.sets for other in kept if other is not winner]
            if all(Sweep(box, rest, self.budget).covered for box in boxes):
                kept.remove(winner)
        return ", ".join(str(number) for number in sorted(winner.number for winner in kept))

    def wins(self, line: Line, other: Line) -> bool:
        """Whether a row is taken before another when both match."""
        if self.table.hit_policy == "PRIORITY":
            mine, theirs = self.rank(line), self.rank(other)
            if mine != theirs:
                return mine < theirs
        return line.number < other.number

    def rank(self, line: Line) -> tuple[int, ...]:
        ranks = []
        for cell, output in zip(line.rule.outputs, self.table.outputs, strict=True):
            listed = [constant_of(test) for test in output.values.tests] if output.values is not None else []
            known = computed(cell.node, self.values)
            places = (
                at for at, item in enumerate(listed)
                if item is not None and known is not None and satisfies(known.value, item.value) is True
            )  # fmt: skip
            ranks.append(next(places, len(listed)))
        return tuple(ranks)

    # -- gaps

    def gaps(self) -> Iterator[Finding]:
        table = self.table
        listing = table.hit_policy not in SINGLE_HIT and not table.aggregation
        if listing or any(output.default is not None for output in table.outputs):
            return
        rows = [line.sets for line in self.lines]
        sweep = Sweep(self.grid.plain, rows, self.budget)
        code = "PRF-002" if self.grid.shared else "PRF-001"
        found = list(islice((part for box in sweep.boxes() for part in self.parts(box)), MOST_COUNTED))
        for box in found[:MOST_GAPS]:
            yield finding(
                code,
                "gap",
                table,
                self.name,
                witness=witness_of(self.grid, box),
                shared="、".join(self.grid.shared),
            )
        if len(found) > MOST_GAPS:
            yield finding("PRF-020", "more", table, self.name, count=len(found) - MOST_GAPS)
        nulls = [axis.label for at, axis in enumerate(self.grid.axes) if self.null_gap(at, rows)]
        if nulls:
            yield finding(
                "PRF-019", "null", table, self.name, columns="、".join(nulls), columns_en=", ".join(nulls)
            )

    def parts(self, box: Box) -> Iterator[Box]:
        """A box by runs of lines and single texts, so that each gap is named."""
        pieces = []
        for axis, own, plain in zip(self.grid.axes, box, self.grid.plain, strict=True):
            if own == plain:
                pieces.append([own])
            elif axis.ordered:
                pieces.append([(run,) for run in own])
            else:
                pieces.append([single(at) for first, last in own for at in range(first, last + 1)])
        yield from product(*pieces)

    def null_gap(self, at: int, rows: list[tuple[Spans, ...]]) -> bool:
        """Whether null in one column, and values in all others, can leave the table without a result."""
        for scenario in self.grid.scenarios:
            domain = [
                meet(part, single(axis.null)) if own == at else outside(single(axis.null), part)
                for own, (axis, part) in enumerate(zip(self.grid.axes, scenario, strict=True))
            ]
            if all(domain) and not Sweep(domain, rows, self.budget).covered:
                return True
        return False
