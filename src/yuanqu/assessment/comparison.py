"""Two versions of a policy over the same facts: what each decision gives each subject today and under the draft."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal, TypeVar

from yuanqu.assessment.assess import Progress, assess
from yuanqu.assessment.model import Outcome, Payment, State
from yuanqu.assessment.programs import compile_pack
from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.facts import Facts
from yuanqu.facts.fields import Field, Schema
from yuanqu.packs import Decision, Pack
from yuanqu.values import Period, Text

# changed: another result that is neither better nor worse by the pack's own order
Effect = Literal["winner", "loser", "changed", "unchanged"]
Number = TypeVar("Number", int, Decimal)
QUARTERS = ("q1", "q2", "q3", "q4", "")


@dataclass(frozen=True, slots=True)
class Band:
    """The row of a table that a result rests on. `id` tells rows apart across versions."""

    id: str
    number: int
    description: str


@dataclass(frozen=True, slots=True)
class Side:
    """One version's result for one subject. `fen` is 0 where money was asked for and none is given."""

    state: State
    value: object
    fen: int
    payments: tuple[Payment, ...]
    band: Band | None


@dataclass(frozen=True, slots=True)
class Change:
    """A subject under one decision. A side is None when that version has no such decision or subject.

    `count` > 1: so many subjects whose result is unchanged, alike in all that is told here; `fen` and `payments` of
    a side are then their sums, and `subject`, `owner` and `name` are empty.
    """

    decision: str
    subject: str
    owner: str
    name: str
    place: str
    cluster: str
    size: str
    today: Side | None
    draft: Side | None
    effect: Effect
    count: int = 1

    @property
    def difference(self) -> int:
        """Draft less today, in 分."""
        return (self.draft.fen if self.draft else 0) - (self.today.fen if self.today else 0)

    @property
    def gained(self) -> bool:
        """Qualifies under the draft and not today."""
        return not _favoured(self.today) and _favoured(self.draft)

    @property
    def lost(self) -> bool:
        return _favoured(self.today) and not _favoured(self.draft)

    @property
    def crosses(self) -> bool:
        """Whether both versions rest on a row, and not on the same one."""
        a, b = (side.band if side is not None else None for side in (self.today, self.draft))
        return a is not None and b is not None and a.id != b.id


@dataclass(frozen=True, slots=True)
class Sizes:
    """How firms are sorted by size: quarters of a field that may be used for decisions. `edges`: three, in its unit."""

    field: Text
    unit: str
    edges: tuple[Decimal, ...]

    def of(self, value: object) -> str:
        if not isinstance(value, Decimal) or not self.edges:
            return ""
        return QUARTERS[sum(value > edge for edge in self.edges)]


@dataclass(frozen=True)
class Comparison:
    """`changes`: every decision and subject, unchanged ones too. `decisions`: the draft's, then those it drops."""

    today: Pack
    draft: Pack
    facts: str
    as_of: date
    decisions: tuple[Decision, ...]
    sizes: Sizes | None
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]
    origin: Text
    """What the facts say of themselves."""

    def of(self, decision: str) -> tuple[Change, ...]:
        return self._by_decision.get(decision, ())

    @cached_property
    def _by_decision(self) -> dict[str, tuple[Change, ...]]:
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.decision, []).append(change)
        return {decision: tuple(changes) for decision, changes in found.items()}


def compare(
    today: Pack,
    draft: Pack,
    facts: Facts,
    as_of: date,
    *,
    only: Collection[str] = (),
    progress: Progress | None = None,
) -> tuple[Comparison | None, tuple[Diagnostic, ...]]:
    """Assess both versions over the same facts. None with diagnostics when the draft is of another pack."""
    refused = tuple(refusals(today, draft, only))
    if refused:
        return None, refused
    sides = [_sides(pack, facts, as_of, only, progress) for pack in (today, draft)]
    homes = _Homes(draft, facts, as_of)
    decisions = decisions_of(today, draft, only)
    changes = []
    for key in dict.fromkeys((*sides[1], *sides[0])):
        before, after = sides[0].get(key), sides[1].get(key)
        changes.append(_change(today, draft, homes, before, after))
    notes = tuple(notes_on(today, draft, facts.schema, as_of, decisions))
    return Comparison(
        today, draft, facts.digest(), as_of, decisions, homes.sizes, tuple(changes), notes, facts.origin.title
    ), notes


def decisions_of(today: Pack, draft: Pack, only: Collection[str]) -> tuple[Decision, ...]:
    """The draft's decisions, then those it drops."""
    dropped = [d for id, d in today.decisions.items() if id not in draft.decisions]
    return tuple(d for d in (*draft.decisions.values(), *dropped) if not only or d.id in only)


def refusals(today: Pack, draft: Pack, only: Collection[str]) -> Iterator[Diagnostic]:
    if draft.identity.id != today.identity.id:
        yield diagnose("SIM-001", None, draft=draft.identity.ref, pack=today.identity.ref)
    known = {**today.decisions, **draft.decisions}
    for id in only:
        if id not in known:
            yield diagnose("SIM-002", None, decision=id, known=", ".join(known))


def notes_on(
    today: Pack, draft: Pack, schema: Schema, as_of: date, decisions: Collection[Decision]
) -> Iterator[Diagnostic]:
    if today.digest == draft.digest:
        yield diagnose("SIM-005")
    for decision in decisions:
        if (decision.id in today.decisions) != (decision.id in draft.decisions):
            side = Text("原版", "the pack") if decision.id in today.decisions else Text("草稿", "the draft")
            yield diagnose(
                "SIM-003",
                None,
                decision=decision.name.zh,
                decision_en=decision.name.en,
                side=side.zh,
                side_en=side.en,
            )
    shown = {decision.id for decision in decisions}
    for prepared in compile_pack(draft, as_of).prepared:
        if prepared.decision.id not in shown:
            continue
        name = prepared.decision.name
        for item in prepared.inputs:
            if not schema.has_name(item):
                yield diagnose("SIM-004", None, decision=name.zh, decision_en=name.en, name=item)


_Key = tuple[str, str]


def _sides(
    pack: Pack, facts: Facts, as_of: date, only: Collection[str], progress: Progress | None
) -> dict[_Key, Outcome]:
    found = assess(pack, facts, as_of, progress=progress)
    return {(o.decision, o.subject): o for o in found.outcomes if not only or o.decision in only}


def _change(today: Pack, draft: Pack, homes: _Homes, before: Outcome | None, after: Outcome | None) -> Change:
    known = after or before
    assert known is not None
    decision = draft.decisions.get(known.decision) or today.decisions[known.decision]
    sides = [
        None if outcome is None else _side(pack.decisions[outcome.decision], outcome)
        for pack, outcome in ((today, before), (draft, after))
    ]
    return Change(
        known.decision, known.subject, known.owner, known.name, known.place,
        homes.cluster(known.owner), homes.size(known.owner), sides[0], sides[1], effect(decision, sides[0], sides[1]),
    )  # fmt: skip


def _side(decision: Decision, outcome: Outcome) -> Side:
    return Side(outcome.state, outcome.value, outcome.fen or 0, outcome.payments, band_of(decision, outcome))


def band_of(decision: Decision, outcome: Outcome) -> Band | None:
    """The row fired in the table that sets the bands: the one distances are told of, else the last of single hits."""
    tables = [step for step in outcome.trace if step.table is not None and len(step.table.fired) == 1]
    named = decision.distance.decision if decision.distance is not None else decision.decision
    step = next((s for s in tables if s.name == named), tables[-1] if tables else None)
    if step is None or step.table is None:
        return None
    rule = next((r for r in step.table.rules if r.number == step.table.fired[0]), None)
    return (
        None if rule is None else Band(rule.id or f"{step.name}#{rule.number}", rule.number, rule.description)
    )


def _favoured(side: Side | None) -> bool:
    return side is not None and side.state == "favoured"


def effect(decision: Decision, today: Side | None, draft: Side | None) -> Effect:
    """More money wins; else qualifying does; else a result that the pack names earlier."""
    if decision.kind == "money":
        difference = (draft.fen if draft else 0) - (today.fen if today else 0)
        if difference:
            return "winner" if difference > 0 else "loser"
    if _favoured(today) != _favoured(draft):
        return "winner" if _favoured(draft) else "loser"
    values = (today.value if today else None), (draft.value if draft else None)
    if values[0] == values[1] and type(values[0]) is type(values[1]):
        return "unchanged"
    order = list(decision.names)
    places = [order.index(str(value)) if str(value) in order else None for value in values]
    if places[0] is None or places[1] is None:
        return "changed"
    return "winner" if places[1] < places[0] else "loser"


class _Homes:
    """Cluster and size of the firm a subject belongs to."""

    def __init__(self, pack: Pack, facts: Facts, as_of: date) -> None:
        schema = facts.schema
        kinds = {kind.id for kind in schema.subjects}
        fields = schema.subject("enterprise").fields if "enterprise" in kinds else ()
        last = as_of + timedelta(days=1)
        rows = facts.rows("enterprise", Period.year(last.year - 1)) if fields else []
        self.rows: Mapping[str, Mapping[str, object]] = {row.key: row for row in rows}
        self.cluster_field = next((f.name.zh for f in fields if f.type.target == "clusters"), "")
        self.size_field, self.sizes = "", _sizes(pack, facts, as_of, self.rows)
        if self.sizes is not None:
            self.size_field = self.sizes.field.zh

    def cluster(self, owner: str) -> str:
        return str(self.rows.get(owner, {}).get(self.cluster_field) or "")

    def size(self, owner: str) -> str:
        return self.sizes.of(self.rows.get(owner, {}).get(self.size_field)) if self.sizes is not None else ""


def _sizes(pack: Pack, facts: Facts, as_of: date, rows: Mapping[str, Mapping[str, object]]) -> Sizes | None:
    field = size_field(pack, facts.schema, as_of)
    if field is None:
        return None
    values = sorted(v for row in rows.values() if isinstance(v := row.get(field.name.zh), Decimal))
    edges = tuple(quantile(values, part) for part in (25, 50, 75)) if values else ()
    return Sizes(field.name, field.unit or "元", edges)


def size_field(pack: Pack, schema: Schema, as_of: date) -> Field | None:
    """The first money field, not statistical, that a tier of firms is decided on."""
    fields = {f.name.zh: f for s in schema.subjects if s.id == "enterprise" for f in s.fields}
    for prepared in compile_pack(pack, as_of).prepared:
        if prepared.decision.kind != "tier" or prepared.decision.subject != "enterprise":
            continue
        for name in prepared.inputs:
            field = fields.get(name)
            if field is not None and field.unit == "元" and field.use != "statistical":
                return field
    return None


def quantile(values: list[Number], percent: int) -> Number:
    """The smallest of the sorted values that at least `percent` of them don't exceed."""
    return values[max(0, -(-len(values) * percent // 100) - 1)]
