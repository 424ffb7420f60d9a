"""Reading assessments: totals of decisions, outcomes of one enterprise, the run in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from yuanqu.assessment.model import Assessment, DecisionTotal, Outcome, Payment
from yuanqu_web.assessments.models import AssessmentRun, DecisionTotalRow, EnterpriseSummary, OutcomeRow
from yuanqu_web.registry.models import Enterprise, Origin


def current_run(origin: str = Origin.SAMPLE) -> AssessmentRun | None:
    """The assessment in use of an origin. Origins are never joined."""
    return AssessmentRun.objects.filter(origin=origin, is_current=True).select_related("dataset").first()


def decision_totals(origin: str = Origin.SAMPLE) -> Mapping[str, DecisionTotal]:
    """Totals of the run in use, by decision; empty when nothing was assessed."""
    rows = DecisionTotalRow.objects.filter(run__origin=origin, run__is_current=True)
    return {
        row.decision: DecisionTotal(
            decision=row.decision,
            favoured=row.favoured,
            not_yet=row.not_yet,
            no_data=row.no_data,
            refused=row.refused,
            fen=row.fen,
            payers=dict(row.payers),
            largest=(row.largest[0], row.largest[1]) if row.largest else None,
        )
        for row in rows
    }


def outcomes_of_enterprise(enterprise: Enterprise) -> tuple[OutcomeRow, ...]:
    """What each decision says of an enterprise, its buildings, lines and people, in the run in use."""
    return tuple(
        OutcomeRow.objects.filter(
            owner=enterprise, run__is_current=True, run__origin=enterprise.origin
        ).order_by("decision", "subject_key")
    )


def outcomes_of_page(
    run: AssessmentRun, decisions: Iterable[str], enterprises: Iterable[UUID]
) -> Mapping[tuple[UUID, str], list[OutcomeRow]]:
    """Outcomes of some decisions for some enterprises, without their traces."""
    found: dict[tuple[UUID, str], list[OutcomeRow]] = {}
    rows = OutcomeRow.objects.filter(
        run=run, decision__in=list(decisions), owner_id__in=list(enterprises)
    ).defer("trace", "nearest", "shown", "diagnostics")
    for row in rows:
        if row.owner_id is not None:
            found.setdefault((row.owner_id, row.decision), []).append(row)
    return found


def outcome(enterprise: Enterprise, decision: str, subject: str) -> OutcomeRow | None:
    """The stored answer to one decision; without a subject, the enterprise's own."""
    rows = OutcomeRow.objects.filter(
        owner=enterprise, decision=decision, run__is_current=True, run__origin=enterprise.origin
    ).select_related("run")
    return rows.filter(subject_key=subject).first() if subject else rows.order_by("subject_key").first()


def summary_of(enterprise: Enterprise) -> EnterpriseSummary | None:
    return EnterpriseSummary.objects.filter(
        enterprise=enterprise, run__is_current=True, run__origin=enterprise.origin
    ).first()


def stored_assessment(run: AssessmentRun) -> Assessment:
    """A run as the library states it, without values, traces and distances: enough for totals and summaries."""
    columns = (
        "decision",
        "subject_kind",
        "subject_key",
        "owner__key",
        "name",
        "place",
        "state",
        "fen",
        "payments",
    )
    rows = OutcomeRow.objects.filter(run=run).order_by("pk").values_list(*columns)
    outcomes = tuple(
        Outcome(
            decision=decision,
            subject_kind=kind,
            subject=key,
            owner=owner or "",
            name=name,
            place=place,
            period=None,
            state=state,
            value=None,
            shown={},
            missing=(),
            fen=fen,
            payments=tuple(Payment(one["treasury"], one["fen"]) for one in payments),
            nearest=None,
            trace=(),
            diagnostics=(),
        )
        for decision, kind, key, owner, name, place, state, fen, payments in rows
    )
    return Assessment(run.pack, run.facts, run.as_of, outcomes, ())
