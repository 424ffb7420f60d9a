"""The page of one firm: who it is, what the policy gives it, what it reported, its land and what it owns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yuanqu.assessment.programs import required_inputs
from yuanqu.packs.model import Pack
from yuanqu_web.assessments.models import OutcomeRow
from yuanqu_web.assessments.selectors import current_run, outcomes_of_enterprise
from yuanqu_web.assessments.wording import money_text
from yuanqu_web.registry.firms.filed import latest, period_table, record_table, trend
from yuanqu_web.registry.firms.land import LandTax, land_tax
from yuanqu_web.registry.firms.lines import PolicyLine, policy_lines, total_fen
from yuanqu_web.registry.firms.public import About, PublicFigure, about, public_figures
from yuanqu_web.registry.firms.words import cluster_name, firm_name, industry_name, place_name
from yuanqu_web.registry.models import Enterprise, EnterpriseCode, EnterpriseName, Origin
from yuanqu_web.registry.selectors import published_figures
from yuanqu_web.returns.selectors import Filed, records_of, returns_of
from yuanqu_web.ui.charts import Figure
from yuanqu_web.ui.language import language
from yuanqu_web.ui.tables import Table

LAND_TAX_PAID = "land_tax_paid"
CONFIRMED = "enterprise_confirmed"


@dataclass(frozen=True, slots=True)
class FirmPage:
    """`total`: sum of the settled lines, in words. `payer_open`: some of it has no treasury yet. `no_data`, `close`:
    how many settled lines lack data, and how many are one step from more."""

    enterprise: Enterprise
    name: str
    foreign: bool
    is_sample: bool
    place: str
    industry: str
    cluster: str
    recognition: str
    as_of: date | None
    year: str
    settled: tuple[PolicyLine, ...]
    samples: tuple[PolicyLine, ...]
    total: str
    payer_open: bool
    no_data: int
    trends: tuple[Figure, ...]
    tables: tuple[Table, ...]
    owned: tuple[Table, ...]
    land: LandTax | None
    land_why: str
    figures: tuple[PublicFigure, ...]
    about: About | None
    codes: tuple[EnterpriseCode, ...]
    names: tuple[EnterpriseName, ...]


def firm_page(pack: Pack, enterprise: Enterprise, money: str) -> FirmPage:
    """Everything the page shows, by a fixed number of queries."""
    sample = enterprise.origin == Origin.SAMPLE
    run = current_run(enterprise.origin)
    outcomes = outcomes_of_enterprise(enterprise)
    settled, samples = policy_lines(pack, enterprise, outcomes, money)
    filed = returns_of(enterprise, schema=pack.schema)
    records = records_of(enterprise, schema=pack.schema)
    year = str(run.as_of.year - 1) if run else ""
    reward = _land_reward(pack, outcomes)
    name = firm_name(enterprise)
    forms = [form for form in pack.schema.forms_of("enterprise") if not form.is_register]
    return FirmPage(
        enterprise=enterprise,
        name=name,
        foreign=name == enterprise.name,
        is_sample=sample,
        place=place_name(pack, enterprise.place),
        industry=industry_name(pack, enterprise.industry),
        cluster=cluster_name(pack, enterprise.cluster),
        recognition=_recognition(pack, enterprise),
        as_of=run.as_of if run else None,
        year=year,
        settled=settled,
        samples=samples,
        total=money_text(total, money) if (total := total_fen(settled)) is not None else "",
        payer_open=any(
            payment["treasury"] is None
            for row in outcomes
            if pack.decisions[row.decision].status != "sample"
            for payment in row.payments
        ),
        no_data=sum(line.state == "no_data" for line in settled),
        trends=_trends(pack, filed, money),
        tables=tuple(t for form in forms if (t := period_table(pack.schema, form, filed, money))),
        owned=tuple(
            t for form in pack.schema.forms if (t := record_table(pack.schema, form, records, money))
        ),
        land=land_tax(latest(filed, CONFIRMED, year), reward.fen if reward else None),
        land_why=reward.decision if reward else "",
        figures=() if sample else tuple(public_figures(published_figures(enterprise), money)),
        about=about(enterprise),
        codes=tuple(enterprise.codes.order_by("start")),
        names=tuple(enterprise.names.order_by("start")),
    )


def _trends(pack: Pack, filed: Sequence[Filed], money: str) -> tuple[Figure, ...]:
    forms = [
        form for form in pack.schema.forms_of("enterprise") if form.id != CONFIRMED and not form.is_register
    ]
    drawn = (trend(pack.schema, form, filed, money, f"trend-{form.id.replace('_', '-')}") for form in forms)
    return tuple(figure for figure in drawn if figure is not None)


def _land_reward(pack: Pack, outcomes: Sequence[OutcomeRow]) -> OutcomeRow | None:
    """The answer of the money decision that reads the land-use tax paid."""
    paid = pack.schema.field(LAND_TAX_PAID).name.zh
    for row in outcomes:
        decision = pack.decisions[row.decision]
        if row.fen is not None and paid in required_inputs(pack, decision, decision.decision):
            return row
    return None


def _recognition(pack: Pack, enterprise: Enterprise) -> str:
    """Whether the firm's cluster is recognised, by which document; membership needs a list of its own."""
    cluster = pack.clusters.get(enterprise.cluster)
    if cluster is None:
        return ""
    if cluster.recognised is None:
        return _("集群未认定")
    member = any(m.enterprise in (enterprise.code, enterprise.key) for m in pack.memberships)
    document = cluster.recognised.document
    if language() == "en":
        return f"recognised by {document}" + ("" if member else "; member list not entered")
    return f"已由 {document} 认定" + ("" if member else "；成员名单待录入")
