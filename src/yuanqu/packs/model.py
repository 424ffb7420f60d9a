"""A policy pack as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from yuanqu.dmn import Model
from yuanqu.facts import Schema
from yuanqu.filing import Calendar, FormHead
from yuanqu.indicators import Indicator, Target
from yuanqu.values import Text

Kind = Literal["target", "benefit", "selection", "register", "service", "monitoring", "duty"]
Status = Literal["text", "reading", "sample"]
ResultKind = Literal["money", "ratio", "grade", "flag", "tier", "text"]


@dataclass(frozen=True, slots=True)
class Identity:
    """pack.yaml. `as_of`: default date of assessment. `in_force` None: the text names no day."""

    id: str
    version: str
    title: Text
    issuer: Text
    number: str
    issued: date
    in_force: date | None
    in_force_reading: Text | None
    language: str
    as_of: date
    source_sha256: str
    source_note: Text

    @property
    def ref(self) -> str:
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Article:
    number: int
    title: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """How an ambiguity was settled, and why. `answers`: findings of the proofs that it settles, by their keys."""

    id: str
    about: Text
    reading: Text
    why: Text
    alternatives: tuple[Text, ...]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """ "decision:land_use_tax" as (kind, id)."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Duty:
    id: str
    kind: Kind
    rows: tuple[str, ...]
    summary: Text
    carried_out_by: tuple[Reference, ...]
    missing: Text | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the text, in our own words."""

    id: str
    article: int
    number: int
    summary: Text
    readings: tuple[Reading, ...]
    duties: tuple[Duty, ...]

    def label(self, lang: Literal["zh", "en"]) -> str:
        if lang == "zh":
            return f"第{chinese_number(self.article)}条第{self.number}句"
        return f"Article {self.article}, sentence {self.number}"


@dataclass(frozen=True, slots=True)
class DatedValue:
    start: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the policy: value by date. `cell`/`target`: where its home is when it isn't here."""

    id: str
    name: Text
    unit: str
    clause: str
    status: Status
    note: Text | None
    values: tuple[DatedValue, ...]
    cell: str | None
    target: str | None

    def at(self, day: date) -> Decimal | None:
        """The value in force on a day; None before the first."""
        found = None
        for dated in self.values:
            if dated.start <= day:
                found = dated.value
        return found


@dataclass(frozen=True, slots=True)
class Distance:
    """What leads to a better outcome. `changes`: the facts (FEEL names) that the subject itself can change.
    `decision`: the DMN decision whose outcome counts; `input`: the number that its table bands, "" when it bands
    the facts themselves. `reach`: the outcomes worth reaching; () for all that are better."""

    decision: str
    input: str
    changes: tuple[str, ...]
    reach: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """How one DMN decision is used: on whom, for which sentence, and what its result means.
    `names`: what people see for values that its DMN decisions give, best first. `states`: what people see for
    "favoured" and "not_yet" where the decision isn't a benefit to qualify for."""

    id: str
    name: Text
    row: str
    clause: str
    file: str
    decision: str
    shows: tuple[str, ...]
    subject: str
    period: Literal["year", "none"]
    status: Status
    kind: ResultKind
    unit: str
    good: str
    payer: str | None
    distance: Distance | None
    names: Mapping[str, Text]
    note: Text | None
    states: Mapping[str, Text] = field(default_factory=dict)

    @property
    def article(self) -> int:
        return int(self.clause[1:].split(".")[0])


@dataclass(frozen=True, slots=True)
class Industry:
    id: str
    name: Text
    tier: str
    in_1_6: bool
    codes: tuple[tuple[str, tuple[str, ...]], ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class Brand:
    id: str
    name: Text
    industry: str
    start: date
    source: Text


@dataclass(frozen=True, slots=True)
class Recognition:
    document: str
    day: date | None
    issuer: Text
    note: Text | None


@dataclass(frozen=True, slots=True)
class Cluster:
    id: str
    name: Text
    place: str | None
    industry: str | None
    recognised: Recognition | None


@dataclass(frozen=True, slots=True)
class Membership:
    enterprise: str
    cluster: str
    start: date
    end: date | None
    document: str


@dataclass(frozen=True, slots=True)
class Focus:
    id: str
    clause: str


@dataclass(frozen=True, slots=True)
class Point:
    lon: Decimal
    lat: Decimal
    approximate: bool


@dataclass(frozen=True, slots=True)
class Place:
    id: str
    name: Text
    kind: str
    division_code: str
    industrial: bool
    focuses: tuple[Focus, ...]
    point: Point | None
    boundary: str | None
    note: Text | None


@dataclass(frozen=True, slots=True)
class TreasuryShare:
    """Who receives the tax of firms in a place, by date and document. Parts sum to one."""

    place: str
    start: date
    end: date | None
    document: str
    parts: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Case:
    name: Text
    given: Mapping[str, object]
    expect: Mapping[str, object]
    hits: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    file: str
    decision: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A loaded pack. `english`: DMN file → element id → English text. `filing`: form id → the form as a return.
    `digest`: SHA-256 over its files."""

    identity: Identity
    digest: str
    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...]
    across: tuple[Duty, ...]
    schema: Schema
    parameters: Mapping[str, Parameter]
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    decisions: Mapping[str, Decision]
    models: Mapping[str, Model]
    industries: Mapping[str, Industry]
    brands: Mapping[str, Brand]
    focuses: Mapping[str, Text]
    industries_source: Text
    clusters: Mapping[str, Cluster]
    memberships: tuple[Membership, ...]
    places: Mapping[str, Place]
    boundaries: Mapping[str, object] | None
    boundaries_attribution: Text | None
    treasuries: Mapping[str, Text]
    shares: tuple[TreasuryShare, ...]
    cases: tuple[CaseFile, ...]
    english: Mapping[str, Mapping[str, str]]
    filing: Mapping[str, FormHead]
    calendar: Calendar

    def sentence(self, id: str) -> Sentence:
        for sentence in self.sentences:
            if sentence.id == id:
                return sentence
        raise KeyError(id)


_DIGITS = "零一二三四五六七八九"


def chinese_number(n: int) -> str:
    """1–99 in Chinese numerals, as articles are counted."""
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")
