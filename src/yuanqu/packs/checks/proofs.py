"""The pack's decision tables proved at its date; what a reading answers is silent, and so is what is by design."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn import Table
from yuanqu.facts import Field
from yuanqu.feel.nodes import Name
from yuanqu.packs.model import Pack
from yuanqu.proofs import Domain, Finding, Proof, prove_model
from yuanqu.proofs.finding import ANSWERABLE
from yuanqu.proofs.places import places_of
from yuanqu.proofs.reader import names_in
from yuanqu.values import Text

# by design: no data gives no result, and a special case stands before its rule
QUIET = frozenset({"null", "exception"})
_KEY = re.compile(
    rf"(?P<table>[^#]+#.+?) (?P<kind>{'|'.join(k.replace(' ', '-') for k in ANSWERABLE)})(?: (?P<tail>.+))?"
)
_CELL = re.compile(r"(?P<file>[^#]+)#(?P<rule>.+)\.(?P<input>\d+)")


def check_proofs(pack: Pack) -> Iterator[Diagnostic]:
    """What the proofs found and no reading answers; answers that answer nothing; units at odds."""
    answers = [
        Answer(reading.id, text) for s in pack.sentences for reading in s.readings for text in reading.answers
    ]
    used: set[Answer] = set()
    for proof in proofs_of(pack):
        for found in proof.findings:
            by = [answer for answer in answers if answer.to(found)]
            used.update(by)
            if not by and found.kind not in QUIET:
                yield found.diagnostic
    for answer in answers:
        if answer not in used:
            yield diagnose(
                "PRF-021", Where("clauses.yaml", answer.reading), reading=answer.reading, key=answer.text
            )
    yield from _units(pack)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reading says it answers: "file#table kind rows", or "file#table gap witness"."""

    reading: str
    text: str

    def to(self, found: Finding) -> bool:
        """The same key; for rows also any of those that are listed."""
        if not found.answerable:
            return False
        if self.text == found.key:
            return True
        mine, theirs = _KEY.fullmatch(self.text), _KEY.fullmatch(found.key)
        if (
            mine is None
            or theirs is None
            or (mine["table"], mine["kind"]) != (theirs["table"], theirs["kind"])
        ):
            return False
        listed = {part.strip() for part in (mine["tail"] or "").split(",")}
        return bool(found.rows) and {str(row) for row in found.rows} <= listed


def proofs_of(pack: Pack) -> Iterator[Proof]:
    """The proofs of all tables, with the parameters at the pack's date and the facts' types and choices."""
    parameters = {
        p.name.zh: p.at(pack.identity.as_of) for p in pack.parameters.values() if not p.cell and not p.target
    }
    for file, model in pack.models.items():
        subjects = {d.subject for d in pack.decisions.values() if d.file == file}
        domains = {name: domain for subject in subjects for name, domain in domains_of(pack, subject).items()}
        named = {item.name for item in model.inputs}
        constants = {name: value for name, value in parameters.items() if name in named}
        yield from prove_model(model, constants=constants, domains=domains)


def domains_of(pack: Pack, subject: str) -> Mapping[str, Domain]:
    """What the fields of a subject can be, by FEEL name."""
    kinds = {kind.id for kind in pack.schema.subjects}
    fields = pack.schema.subject(subject).fields if subject in kinds else ()
    return {field.name.zh: domain_of_field(field) for field in fields if field.derived is None}


def domain_of_field(field: Field) -> Domain:
    kind = field.type
    if kind.kind == "choice":
        names: dict[object, Text] = {choice.id: choice.name for choice in field.choices}
        return Domain("string", tuple(names), names=names)
    if kind.is_number:
        return Domain("number", None, field.minimum, field.maximum, kind.scale)
    return Domain(kind.feel)


def _units(pack: Pack) -> Iterator[Diagnostic]:
    """A band edge or a parameter in a cell has the unit of the fact that the column reads."""
    by_name = {p.name.zh: p for p in pack.parameters.values()}
    edges: dict[tuple[str, str, int], str] = {}
    for parameter in pack.parameters.values():
        match = _CELL.fullmatch(parameter.cell or "")
        if match:
            edges[match["file"], match["rule"], int(match["input"])] = parameter.name.zh
    for decision in pack.decisions.values():
        fields = {f.name.zh: f for s in pack.schema.subjects if s.id == decision.subject for f in s.fields}
        model = pack.models.get(decision.file)
        for place in places_of(model) if model is not None else ():
            table = place.decision.table
            for at, field in _read(table, place.seen(fields)):
                assert table is not None
                for rule in table.rules:
                    names = names_in(rule.inputs[at].node) | {edges.get((decision.file, rule.id, at + 1), "")}
                    for name in sorted(names & set(by_name)):
                        unit = by_name[name].unit
                        if field.unit and unit != field.unit:
                            yield diagnose(
                                "PRF-022", rule.inputs[at].where, name=name, unit=unit, input=field.name.zh, expected=field.unit
                            )  # fmt: skip


def _read(table: Table | None, fields: Mapping[str, Field]) -> Iterator[tuple[int, Field]]:
    """Columns that read a fact as it is."""
    for at, column in enumerate(table.inputs if table is not None else ()):
        if isinstance(column.node, Name) and column.node.name in fields:
            yield at, fields[column.node.name]
