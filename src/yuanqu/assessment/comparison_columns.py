"""The same comparison over columns: both versions compiled into one plan, one scan of Parquet facts.

Only subjects whose result changes become rows of Python; those that keep theirs are counted and summed by the engine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import pyarrow.parquet as pq

from yuanqu.assessment.bulk import Group, check_files, constants_of, source_of, statistical, with_columns
from yuanqu.assessment.comparison import (
    Band,
    Change,
    Comparison,
    Side,
    Sizes,
    decisions_of,
    effect,
    notes_on,
    refusals,
    size_field,
)
from yuanqu.assessment.model import Payment, State
from yuanqu.assessment.payers import payments_of
from yuanqu.assessment.programs import Prepared, compile_pack
from yuanqu.columns import duckdb_engine
from yuanqu.columns import typing as t
from yuanqu.columns.bindings import Bindings
from yuanqu.columns.compiling import assemble, variant
from yuanqu.columns.decisions import Compiled
from yuanqu.columns.duckdb_engine import Unusable, first_that_fits
from yuanqu.columns.forms import Source
from yuanqu.columns.parts import Part, parts_of
from yuanqu.columns.plan import Output, Plan
from yuanqu.columns.schema import subject_inputs
from yuanqu.columns.sql import quoted
from yuanqu.diagnostics import Diagnostic
from yuanqu.dmn.model import Rule
from yuanqu.facts.fields import Schema
from yuanqu.facts.manifest import FILE_NAME, Manifest, parse_manifest
from yuanqu.packs import Decision, Pack
from yuanqu.values import to_fen

PART_ROWS = 250_000
KEYS = ("#key", "#owner", "#name", "#place", "#cluster", "#size")
Progress = Callable[[int, int], None]


class NotInColumns(Exception):  # noqa: N818 - the caller compares row by row
    """A decision or a source that can't be compared over columns; the text says which."""


@dataclass(frozen=True)
class _Side:
    """Where one version's results of one decision stand. `rules`: of the tables, the one that sets bands first."""

    prepared: Prepared
    value: str
    kind: t.Kind
    good: str
    rules: tuple[tuple[str, str, tuple[Rule, ...]], ...]


_Sides = tuple[_Side | None, _Side | None]


def compare_in_columns(
    today: Pack,
    draft: Pack,
    facts: Path,
    as_of: date,
    *,
    only: Collection[str] = (),
    progress: Progress | None = None,
) -> tuple[Comparison | None, tuple[Diagnostic, ...]]:
    """As `compare`, from Parquet. Raises NotInColumns where only the scalar evaluator will do, Unusable for the facts."""
    refused = tuple(refusals(today, draft, only))
    if refused:
        return None, refused
    manifest = _manifest(facts)
    members = [_grouped(pack, as_of, only) for pack in (today, draft)]
    changes: list[Change] = []
    with duckdb_engine.connect(memory="60%") as connection:
        sizes = _homes(connection, draft, today.schema, facts, as_of)
        for group in dict.fromkeys((*members[1], *members[0])):
            source = source_of(today, facts, group, as_of)
            if source is None:
                continue
            sides = [members[at].get(group, ()) for at in (0, 1)]
            scan = _Scan(connection, today, draft, as_of, group, source, sides)
            parts = parts_of(source.files, PART_ROWS)
            for at, part in enumerate(parts, 1):
                changes += scan.changes(part)
                if progress:
                    progress(at, len(parts))
    decisions = decisions_of(today, draft, only)
    notes = tuple(notes_on(today, draft, today.schema, as_of, decisions))
    return Comparison(
        today, draft, manifest.digest, as_of, decisions, sizes, tuple(changes), notes, manifest.origin.title
    ), notes


def _grouped(pack: Pack, as_of: date, only: Collection[str]) -> dict[Group, list[Prepared]]:
    found: dict[Group, list[Prepared]] = {}
    for prepared in compile_pack(pack, as_of).prepared:
        decision = prepared.decision
        if not only or decision.id in only:
            found.setdefault((decision.subject, decision.period != "none"), []).append(prepared)
    return found


def _manifest(facts: Path) -> Manifest:
    """What a folder states of itself, once every part is found to be what it lists."""
    if not (facts / FILE_NAME).is_file():
        raise NotInColumns(FILE_NAME)
    try:
        manifest = parse_manifest((facts / FILE_NAME).read_bytes())
        for part in manifest.parts:
            with (facts / part.file).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != part.sha256:
                    raise NotInColumns(part.file)
    except (OSError, ValueError) as error:
        raise NotInColumns(str(error)) from None
    return manifest


def _columns(source: Source) -> set[str]:
    return {name for path in source.all_files for name in pq.read_schema(path).names}


def _homes(
    connection: duckdb.DuckDBPyConnection, pack: Pack, schema: Schema, facts: Path, as_of: date
) -> Sizes | None:
    """The table `homes`: place, cluster and size of each firm. The edges between the sizes."""
    connection.execute("CREATE TEMP TABLE homes (key VARCHAR, place VARCHAR, cluster VARCHAR, size VARCHAR)")
    kinds = {kind.id for kind in schema.subjects}
    source = source_of(pack, facts, ("enterprise", True), as_of) if "enterprise" in kinds else None
    if source is None:
        return None
    present, fields = _columns(source), schema.subject("enterprise").fields
    place, cluster = (
        next((quoted(f.id, "duckdb") for f in fields if f.type.target == target and f.id in present), "NULL")
        for target in ("places", "clusters")
    )
    field = size_field(pack, schema, as_of)
    if field is not None and field.derived:
        raise NotInColumns(field.name.zh)
    size = quoted(field.id, "duckdb") if field is not None and field.id in present else "NULL"
    for part in parts_of(source.files, PART_ROWS):
        connection.execute(
            f"INSERT INTO homes SELECT {quoted(source.key, 'duckdb')}, COALESCE({place}, ''), COALESCE({cluster}, ''), {size} "  # noqa: S608 - names are quoted
            f"FROM {source.relation(part, 'duckdb')}"
        )
    if field is None:
        return None
    number = f"CAST(size AS DECIMAL(38, {getattr(subject_inputs(schema, 'enterprise')[field.name.zh].kind, 'scale', 0)}))"
    edges = connection.execute(
        f"SELECT value FROM (SELECT {number} AS value, ROW_NUMBER() OVER (ORDER BY {number}) AS nth, COUNT(*) OVER () AS n "  # noqa: S608 - names are our own
        "FROM homes WHERE size IS NOT NULL) WHERE nth IN (GREATEST(1, (n * 25 + 99) // 100), GREATEST(1, (n * 50 + 99) // 100), "
        "GREATEST(1, (n * 75 + 99) // 100)) ORDER BY nth"
    ).fetchall()
    found = tuple(value for (value,) in edges)
    if found and len(found) < 3:  # too few firms for three places: some edges are the same
        raise NotInColumns(field.name.zh)
    sized = "''"
    if found:
        above = " + ".join(f"CASE WHEN {number} > {edge} THEN 1 ELSE 0 END" for edge in found)
        sized = f"CASE WHEN size IS NULL THEN '' ELSE 'q' || CAST(1 + {above} AS VARCHAR) END"
    connection.execute(f"UPDATE homes SET size = {sized}")  # noqa: S608 - names are our own
    return Sizes(field.name, field.unit or "元", found)


class _Scan:
    """Both versions' decisions of one kind of subject, compiled; changes of one part at a time."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        today: Pack,
        draft: Pack,
        as_of: date,
        group: Group,
        source: Source,
        members: Sequence[Sequence[Prepared]],
    ) -> None:
        self.connection, self.packs, self.as_of = connection, (today, draft), as_of
        self.group, self.source, self.schema = group, source, today.schema
        self.inputs = subject_inputs(today.schema, group[0])
        self.present = _columns(source)
        self.sides: dict[str, _Sides] = {}
        self.plan = self._compiled(members)
        if problems := check_files(self.plan.inputs, source):
            raise Unusable(problems)
        self.plan = with_columns(self.plan, source)
        duckdb_engine.make_lookups(connection, self.plan)

    def _compiled(self, members: Sequence[Sequence[Prepared]]) -> Plan:
        bindings, compiled = Bindings(), Compiled()
        outputs: list[Output] = []
        found: list[dict[str, _Side]] = [{}, {}]
        for at, side in enumerate(members):
            for prepared in side:
                made, own = self._variant(at, prepared, bindings, compiled)
                outputs += made
                found[at][prepared.decision.id] = own
        for id in dict.fromkeys((*found[1], *found[0])):
            both = found[0].get(id), found[1].get(id)
            kinds = {
                type(s.kind) if isinstance(s.kind, t.Number) else s.kind
                for s in both
                if s and s.kind != t.NULL
            }
            if len(kinds) > 1:
                raise NotInColumns(id)  # results of two types
            self.sides[id] = both
        return assemble((), bindings, compiled, outputs, ())

    def _variant(
        self, at: int, prepared: Prepared, bindings: Bindings, compiled: Compiled
    ) -> tuple[list[Output], _Side]:
        decision, model = prepared.decision, prepared.program.model
        unknown = {name: None for name in (*prepared.inputs, *prepared.beside) if name not in self.inputs}
        constants = constants_of(prepared, self.as_of) | unknown  # what no fact tells is null, as row by row
        if statistical(self.packs[at], prepared):
            raise NotInColumns(decision.id)
        own = Compiled(used=compiled.used)
        made, problems = variant(
            model,
            (decision.decision,),
            self.inputs,
            constants,
            bindings,
            own,
            matched=True,
            good=decision.good,
        )
        values = [o for o in made if o.role == "value"]
        if problems or len(values) != 1:
            raise NotInColumns(decision.id)
        beside: list[Output] = []
        known = {o.decision for o in made}
        for shown in decision.shows:
            more, unfit = variant(model, (shown,), self.inputs, constants, bindings, own, matched=True)
            beside += [] if unfit else [o for o in more if o.role == "rule" and o.decision not in known]
            known.update(o.decision for o in more)
        prefix = f"{at}.{decision.id}."
        kept = [replace(o, name=prefix + o.name) for o in (*made, *beside) if o.role != "violation"]
        named = {o.decision: o.name for o in kept if o.role == "rule"}
        rules: list[tuple[str, str, tuple[Rule, ...]]] = []
        for name in _order(prepared, named):
            table = found.table if (found := model.decision(name)) is not None else None
            if table is not None:
                rules.append((named[name], name, table.rules))
        own_side = _Side(
            prepared, prefix + values[0].name, values[0].kind, next(o.name for o in kept if o.role == "good"), tuple(rules),
        )  # fmt: skip
        return kept, own_side

    def changes(self, part: Part) -> Iterator[Change]:
        """All changes of a part: each changed subject, and the unchanged in groups."""
        duckdb_engine.make_view(self.connection, self.plan, self._origin(part), keys=KEYS)
        texts = [
            f"CREATE OR REPLACE TEMP TABLE made AS {self.plan.sql(keys=KEYS, narrow=narrow)}"
            for narrow in (True, False)
        ]
        first_that_fits(texts, self.connection.execute)
        for id, sides in self.sides.items():
            yield from self._changed(id, sides)
            yield from self._unchanged(id, sides)

    def _origin(self, part: Part) -> str:
        """The rows of a part with their home, under names that no field has."""
        fields = [f for f in self.schema.subject(self.group[0]).fields if f.id in self.present]
        key = f"s.{quoted(self.source.key, 'duckdb')}"
        ref = next((f.id for f in fields if f.type.kind == "ref"), None)
        owner = (
            key
            if self.group[0] == "enterprise"
            else "''"
            if ref is None
            else f"COALESCE(s.{quoted(ref, 'duckdb')}, '')"
        )
        title = next((f.id for f in fields if f.type.kind == "text" and f.id.endswith("name")), None)
        name = key if title is None else f"COALESCE(NULLIF(s.{quoted(title, 'duckdb')}, ''), {key})"
        place = next(
            (f"COALESCE(s.{quoted(f.id, 'duckdb')}, '')" for f in fields if f.type.target == "places"), "''"
        )
        homes = (
            f"CASE WHEN h.key IS NULL THEN {place} ELSE h.place END",
            "COALESCE(h.cluster, '')",
            "COALESCE(h.size, '')",
        )
        given = zip(KEYS, (key, owner, name, *homes), strict=True)
        columns = ", ".join(f"{text} AS {quoted(n, 'duckdb')}" for n, text in given)
        relation = self.source.relation(part, "duckdb")
        return f"(SELECT s.*, {columns} FROM {relation} AS s LEFT JOIN homes AS h ON h.key = {owner})"  # noqa: S608 - names are quoted

    # -- reading what was made

    @staticmethod
    def _texts(side: _Side | None) -> tuple[str, str, list[str]]:
        """SQL of a side's value, its state, and the rules of its tables."""
        if side is None:
            return "NULL", "NULL", []
        value = quoted(side.value, "duckdb")
        known = f"WHEN {quoted(side.good, 'duckdb')} THEN 'favoured' ELSE 'not_yet' END"
        state = f"CASE WHEN {value} IS NULL THEN 'no_data' {known}"
        return value, state, [quoted(name, "duckdb") for name, _, _ in side.rules]

    def _differ(self, sides: _Sides) -> str:
        values = [quoted(s.value, "duckdb") if s is not None else "NULL" for s in sides]
        goods = [quoted(s.good, "duckdb") if s is not None else "FALSE" for s in sides]
        return f"({values[0]} IS DISTINCT FROM {values[1]} OR {goods[0]} IS DISTINCT FROM {goods[1]})"

    def _changed(self, id: str, sides: _Sides) -> Iterator[Change]:
        texts = [self._texts(side) for side in sides]
        chosen = [*(quoted(k, "duckdb") for k in KEYS), *(x for v, s, rules in texts for x in (v, s, *rules))]
        found = self.connection.execute(f"SELECT {', '.join(chosen)} FROM made WHERE {self._differ(sides)}")  # noqa: S608 - names are quoted
        decision = self._decision(id)
        while rows := found.fetchmany(20_000):
            for row in rows:
                key, owner, name, place, cluster, size, *rest = row
                before, rest = self._side(sides[0], rest, place, 0)
                after, _ = self._side(sides[1], rest, place, 1)
                told = effect(decision, before, after)
                yield Change(id, key, owner, name, place, cluster, size, before, after, told)

    def _side(self, side: _Side | None, row: list[Any], place: str, at: int) -> tuple[Side | None, list[Any]]:
        if side is None:
            return None, row[2:]
        value, state, rest = row[0], cast(State, row[1]), row[2:]
        fen = to_fen(value) if side.prepared.decision.kind == "money" and isinstance(value, Decimal) else 0
        paid = payments_of(fen, place, self.as_of, self.packs[at].shares)
        return Side(state, value, fen, paid, _band(side, rest)), rest[len(side.rules) :]

    def _unchanged(self, id: str, sides: _Sides) -> Iterator[Change]:
        texts = [self._texts(side) for side in sides]
        known = [quoted(k, "duckdb") for k in KEYS[3:]]
        told = [x for _, state, rules in texts for x in (state, *rules)]
        money = next(
            (
                v
                for (v, _, _), s in zip(texts, sides, strict=True)
                if s and s.prepared.decision.kind == "money"
            ),
            None,
        )
        total = f"SUM({money})" if money is not None else "NULL"
        found = self.connection.execute(
            f"SELECT {', '.join([*known, *told])}, COUNT(*), {total} FROM made "  # noqa: S608 - names are quoted
            f"WHERE NOT {self._differ(sides)} GROUP BY ALL"
        ).fetchall()
        paid = [self._paid(sides, at, money) for at in (0, 1)]
        for *row, count, amount in found:
            place, cluster, size, *rest = row
            fen = 0 if amount is None else to_fen(amount)
            made: list[Side | None] = []
            for at, side in enumerate(sides):
                if side is None:
                    made.append(None)
                    rest = rest[1:]
                    continue
                own = fen if side.prepared.decision.kind == "money" else 0
                band = _band(side, rest[1:])
                made.append(Side(cast(State, rest[0]), None, own, self._payments(own, place, paid[at]), band))
                rest = rest[1 + len(side.rules) :]
            yield Change(id, "", "", "", place, cluster, size, made[0], made[1], "unchanged", count)

    def _paid(self, sides: _Sides, at: int, money: str | None) -> dict[str, tuple[Payment, ...]]:
        """Per place whose payments are split: the payments of all unchanged, each split apart."""
        shares = [s for s in self.packs[at].shares if s.document]
        if money is None or not shares:
            return {}
        found = self.connection.execute(
            f'SELECT "#place", {money}, COUNT(*) FROM made WHERE NOT {self._differ(sides)} AND {money} <> 0 GROUP BY ALL'  # noqa: S608 - names are quoted
        ).fetchall()
        sums: dict[str, dict[str | None, int]] = {share.place: {} for share in shares}
        for place, amount, count in found:
            if place in sums:
                for payment in payments_of(to_fen(amount), place, self.as_of, self.packs[at].shares):
                    sums[place][payment.treasury] = sums[place].get(payment.treasury, 0) + payment.fen * count
        return {place: tuple(Payment(t_, fen) for t_, fen in by.items()) for place, by in sums.items()}

    @staticmethod
    def _payments(fen: int, place: str, paid: dict[str, tuple[Payment, ...]]) -> tuple[Payment, ...]:
        """Of a place whose payments are split, all are told with its first group."""
        if place in paid:
            told, paid[place] = paid[place], ()
            return told
        return (Payment(None, fen),) if fen else ()

    def _decision(self, id: str) -> Decision:
        return self.packs[1].decisions.get(id) or self.packs[0].decisions[id]


def _order(prepared: Prepared, named: Mapping[str, str]) -> list[str]:
    """Tables in the order in which a band is looked for: the one distances are told of, then the last first."""
    decision = prepared.decision
    trail: list[str] = []
    for name in (decision.decision, *decision.shows):
        for step in prepared.program.evaluate(name, {}, trace=True).trace:
            if step.name in named and step.name not in trail:
                trail.append(step.name)
    first = decision.distance.decision if decision.distance is not None else decision.decision
    trail.reverse()
    return sorted(trail, key=lambda name: name != first)


def _band(side: _Side, fired: Sequence[object]) -> Band | None:
    """The row of the first table of which just one row fired."""
    for (_, name, rules), number in zip(side.rules, fired, strict=False):
        text = "" if number is None else str(number)
        if text.isdigit():
            rule = rules[int(text) - 1]
            return Band(rule.id or f"{name}#{rule.number}", rule.number, rule.description)
    return None
