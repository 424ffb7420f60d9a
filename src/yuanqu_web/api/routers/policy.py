"""The policy: sentences, targets with how they stand, decisions with their totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from yuanqu.powers import Act
from yuanqu_web.api.described import words
from yuanqu_web.api.describing import READS, Words
from yuanqu_web.api.problems import missing
from yuanqu_web.api.reading import Day
from yuanqu_web.api.security import needs
from yuanqu_web.assessments.selectors import decision_totals
from yuanqu_web.board.selectors import shown_date, standings_on
from yuanqu_web.policies.selectors import current_pack, sentences

router = Router()


class SentenceOut(Schema):
    """`id`: s6.3 is article 6, sentence 3. `summary`: in our own words."""

    id: str
    article: int
    summary: Words
    carried_out: bool


class TargetOut(Schema):
    """`state`: met, on_track, at_risk, off_track or no_data; null when nothing was computed for the day."""

    id: str
    clause: str
    name: Words
    unit: str
    value: Decimal | None
    due: date | None
    state: str | None
    as_of: date


class DecisionOut(Schema):
    """Counts and money of the sample city; `fen` null: not a money decision."""

    id: str
    clause: str
    name: Words
    favoured: int | None
    not_yet: int | None
    no_data: int | None
    refused: int | None
    fen: int | None


@router.get("/sentences", response={200: list[SentenceOut], **READS}, operation_id="list_sentences")
@needs(Act.POLICY_READ)
def list_sentences(request: HttpRequest) -> list[SentenceOut]:
    """Every sentence of the text, in order, and whether it is carried out."""
    pack = current_pack()
    done = {one.sentence.id: one.carried_out for one in sentences(pack)}
    return [
        SentenceOut(
            id=one.id,
            article=one.article,
            summary=Words(zh=one.summary.zh, en=one.summary.en),
            carried_out=done.get(one.id, False),
        )
        for one in pack.sentences
    ]


@router.get("/targets", response={200: list[TargetOut], **READS}, operation_id="list_targets")
@needs(Act.BOARD_READ)
def list_targets(request: HttpRequest, as_of: Day | None = None) -> list[TargetOut]:
    """Every target of the text with its state by published figures; `as_of` a day for which it was computed, else the
    newest."""
    pack, day = current_pack(), shown_date(request)
    standings = standings_on(pack, day).published
    return [
        TargetOut(
            id=one.id,
            clause=one.clause,
            name=Words(zh=one.name.zh, en=one.name.en),
            unit=pack.indicators[one.indicator].unit,
            value=one.value,
            due=one.due,
            state=str(standings[one.id].state) if one.id in standings else None,
            as_of=day,
        )
        for one in pack.targets.values()
    ]


@router.get("/decisions", response={200: list[DecisionOut], **READS}, operation_id="list_decisions")
@needs(Act.BOARD_READ)
def list_decisions(request: HttpRequest) -> list[DecisionOut]:
    """Every decision of the pack with its totals."""
    pack, totals = current_pack(), decision_totals()
    found = []
    for one in pack.decisions.values():
        total = totals.get(one.id)
        found.append(
            DecisionOut(
                id=one.id,
                clause=one.clause,
                name=Words(zh=one.name.zh, en=one.name.en),
                favoured=total.favoured if total else None,
                not_yet=total.not_yet if total else None,
                no_data=total.no_data if total else None,
                refused=total.refused if total else None,
                fen=total.fen if total else None,
            )
        )
    return found


@router.get("/decisions/{id}", response={200: DecisionOut, **READS}, operation_id="get_decision")
@needs(Act.BOARD_READ)
def get_decision(request: HttpRequest, id: str) -> DecisionOut:
    """One decision of the pack with its totals."""
    found = next((one for one in list_decisions(request) if one.id == id), None)
    if found is None:
        raise missing()
    return found


class PlaceOut(Schema):
    """`kind`: city, county, zone, park, …; `industrial`: whether industry is counted there."""

    id: str
    name: Words
    kind: str
    division_code: str
    industrial: bool


class ObservationOut(Schema):
    """A published value; decimals as text. `growth`: year on year, 0.16 is 16 %. `used`: the one of its period that counts.
    `mirror`: the address only republishes it."""

    indicator: str
    period: str
    value: str
    unit: str
    growth: str | None
    basis: str
    bound: str
    used: bool
    source: Words
    url: str
    published: date | None
    mirror: bool


@router.get("/places", response={200: list[PlaceOut], **READS}, operation_id="list_places")
@needs(Act.POLICY_READ)
def list_places(request: HttpRequest) -> list[PlaceOut]:
    """Places that the policy speaks of."""
    return [
        PlaceOut(
            id=one.id,
            name=words(one.name),
            kind=one.kind,
            division_code=one.division_code,
            industrial=one.industrial,
        )
        for one in current_pack().places.values()
    ]


@router.get(
    "/targets/{id}/observations",
    response={200: list[ObservationOut], **READS},
    operation_id="list_observations",
)
@needs(Act.BOARD_READ)
def list_observations(request: HttpRequest, id: str, as_of: Day | None = None) -> list[ObservationOut]:
    """Every published value behind a target, with its source; those used first."""
    pack = current_pack()
    if id not in pack.targets:
        raise missing()
    standing = standings_on(pack, shown_date(request)).published.get(id)
    if standing is None:
        return []
    both = [(one, True) for one in standing.series.used] + [(one, False) for one in standing.series.others]
    return [
        ObservationOut(
            indicator=one.indicator,
            period=str(one.period),
            value=f"{one.value:f}",
            unit=one.unit,
            growth=None if one.growth is None else f"{one.growth:f}",
            basis=one.basis,
            bound=one.bound,
            used=used,
            source=words(one.source.title),
            url=one.source.url,
            published=one.source.published,
            mirror=one.source.mirror,
        )
        for one, used in both
    ]
