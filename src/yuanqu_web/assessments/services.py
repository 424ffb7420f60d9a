"""Writing assessments: run every decision once over a data set and keep the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

import yuanqu
from yuanqu.assessment import assess, totals
from yuanqu.assessment.model import Assessment, DecisionTotal, Outcome
from yuanqu.facts import Facts
from yuanqu.packs.model import Pack
from yuanqu.values import Period
from yuanqu_web.assessments.models import AssessmentRun, DecisionTotalRow, EnterpriseSummary, OutcomeRow
from yuanqu_web.assessments.plain import plain, plain_trace
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.returns.selectors import facts_as_of

Say = Callable[[int, int], None]


def find_run(*, pack: Pack, dataset: Dataset, as_of: date) -> AssessmentRun | None:
    """The stored run of the same pack, facts, day and library."""
    return AssessmentRun.objects.filter(
        release=pack.digest, facts=dataset.digest, as_of=as_of, library=yuanqu.__version__
    ).first()


def assess_dataset(
    *, pack: Pack, dataset: Dataset, as_of: date, facts: Facts | None = None, say: Say | None = None
) -> AssessmentRun:
    """Assess a data set and keep the result as the current one of its origin. The same inputs again do nothing.

    `facts`: what the data set holds, when the caller has it already.
    """
    if run := find_run(pack=pack, dataset=dataset, as_of=as_of):
        return _make_current(run)
    if facts is None or facts.digest() != dataset.digest:
        facts = facts_as_of(dataset, None, schema=pack.schema)
    assessment = assess(pack, facts, as_of, progress=say)
    return store_assessment(pack=pack, dataset=dataset, facts=facts, assessment=assessment)


@atomic_write
def store_assessment(*, pack: Pack, dataset: Dataset, facts: Facts, assessment: Assessment) -> AssessmentRun:
    """Keep an assessment: its run, outcomes, totals and a row of figures per enterprise, all or nothing."""
    run = AssessmentRun.objects.create(
        dataset=dataset,
        origin=dataset.origin,
        pack=assessment.pack,
        release=pack.digest,
        facts=dataset.digest,
        as_of=assessment.as_of,
        library=yuanqu.__version__,
        diagnostics=plain(assessment.diagnostics),
        finished_at=timezone.now(),
    )
    ids = dict(Enterprise.objects.filter(dataset=dataset).values_list("key", "id"))
    OutcomeRow.objects.bulk_create((_row(run, one, ids) for one in assessment.outcomes), batch_size=400)
    DecisionTotalRow.objects.bulk_create(_total(run, one) for one in totals(pack, assessment))
    EnterpriseSummary.objects.bulk_create(_summaries(run, pack, facts, assessment, ids), batch_size=500)
    return _make_current(run)


def _make_current(run: AssessmentRun) -> AssessmentRun:
    if not run.is_current:
        AssessmentRun.objects.filter(origin=run.origin, is_current=True).update(is_current=False)
        run.is_current = True
        run.save(update_fields=["is_current"])
    return run


def _row(run: AssessmentRun, one: Outcome, ids: Mapping[str, UUID]) -> OutcomeRow:
    return OutcomeRow(
        run=run,
        decision=one.decision,
        subject_kind=one.subject_kind,
        subject_key=one.subject,
        owner_id=ids.get(one.owner),
        name=one.name,
        place=one.place or "",
        period=str(one.period) if one.period else "",
        state=one.state,
        value=plain(one.value),
        shown=plain(one.shown),
        missing=plain(one.missing),
        fen=one.fen,
        payments=plain(one.payments),
        nearest=plain(one.nearest),
        trace=plain_trace(one.trace),
        diagnostics=plain(one.diagnostics),
    )


def _total(run: AssessmentRun, one: DecisionTotal) -> DecisionTotalRow:
    return DecisionTotalRow(
        run=run,
        decision=one.decision,
        favoured=one.favoured,
        not_yet=one.not_yet,
        no_data=one.no_data,
        refused=one.refused,
        fen=one.fen,
        payers=[[treasury, fen] for treasury, fen in one.payers.items()],
        largest=list(one.largest) if one.largest else None,
    )


def _summaries(
    run: AssessmentRun, pack: Pack, facts: Facts, assessment: Assessment, ids: Mapping[str, UUID]
) -> Iterable[EnterpriseSummary]:
    """The last full year's figures of each enterprise and the money it is entitled to, samples left out."""
    year = Period.year(assessment.as_of.year - 1)
    entitled: dict[str, int] = {}
    counts: dict[tuple[str, str], int] = {}
    for one in assessment.outcomes:
        if pack.decisions[one.decision].status == "sample":
            continue  # never an entitlement, so counted nowhere
        counts[one.owner, one.state] = counts.get((one.owner, one.state), 0) + 1
        if one.fen is not None:
            entitled[one.owner] = entitled.get(one.owner, 0) + one.fen
    names = {field.id: field.name.zh for field in pack.schema.subject("enterprise").fields}

    def hundredths(row: Mapping[str, object], field: str) -> int | None:
        value = row.get(names.get(field, ""))
        return int(value * 100) if isinstance(value, Decimal) else None

    for row in facts.rows("enterprise", year):
        tax, land = hundredths(row, "tax_confirmed"), hundredths(row, "land_area")
        employees = row.get(names.get("employees", ""))
        yield EnterpriseSummary(
            run=run,
            enterprise_id=ids[row.key],
            year=str(year),
            revenue_fen=hundredths(row, "revenue"),
            employees=int(employees) if isinstance(employees, Decimal | int) else None,
            tax_fen=tax,
            land_m2_hundredths=land,
            tax_per_mu_fen=_per_mu(tax, land),
            entitled_fen=entitled.get(row.key),
            favoured=counts.get((row.key, "favoured"), 0),
            no_data=counts.get((row.key, "no_data"), 0),
        )


def _per_mu(tax_fen: int | None, land_hundredths: int | None) -> int | None:
    """分 per mu, rounded down; 1 m² is 0.0015 mu, so a hundredth of a m² is 15 millionths."""
    if tax_fen is None or not land_hundredths:
        return None
    return tax_fen * 1_000_000 // (land_hundredths * 15)
