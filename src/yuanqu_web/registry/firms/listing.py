"""The list of firms as a table: the same object is shown, exported and totalled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu.packs.model import Decision, Pack
from yuanqu_web.assessments.models import OutcomeRow
from yuanqu_web.assessments.wording import decision_value
from yuanqu_web.assessments.words import state_words
from yuanqu_web.registry.firms.query import FirmQuery, Sums
from yuanqu_web.registry.firms.words import cluster_name, firm_name, industry_name, place_name
from yuanqu_web.registry.models import Enterprise, Origin
from yuanqu_web.ui import numbers
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.states import LOOKS
from yuanqu_web.ui.tables import Cell, Column, Row, Table

Outcomes = Mapping[tuple[UUID, str], list[OutcomeRow]]


def columns(pack: Pack, money: str) -> tuple[Column, ...]:
    """Every column there is; those of single decisions only on request."""
    unit = numbers.money_unit(money, "万元")
    fixed = (
        Column("name", _("企业"), sort="name"),
        Column("entitled", _("政策金额"), "number", unit, 2, sort="entitled"),
        Column("favoured", _("符合项"), "number", digits=0, sort="favoured"),
        Column("place", _("所在地")),
        Column("industry", _("产业")),
        Column("cluster", _("主集群"), shown=False),
        Column("revenue", _("主营业务收入"), "number", unit, 2, sort="revenue"),
        Column("tax", _("确认税收"), "number", unit, 2, sort="tax"),
        Column("tax_per_mu", _("亩均税收"), "number", "万元/亩", 2, sort="tax_per_mu"),
        Column("employees", _("从业人员"), "number", "人", 0, sort="employees", shown=False),
        Column("founded", _("成立日期"), "date", sort="founded", shown=False),
        Column("code", _("代码"), shown=False),
    )
    return fixed + tuple(_decision_column(decision, unit) for decision in pack.decisions.values())


def _decision_column(decision: Decision, unit: str) -> Column:
    id = f"d-{decision.id}"
    if decision.kind == "money":
        return Column(id, said(decision.name), "number", unit, 2, shown=False)
    return Column(id, said(decision.name), shown=False)


def decisions_asked(pack: Pack, wanted: Sequence[str]) -> list[str]:
    """Decisions whose columns the reader asked for."""
    return [id for id in pack.decisions if f"d-{id}" in wanted]


def table(
    *,
    pack: Pack,
    rows: Sequence[Enterprise],
    query: FirmQuery,
    totals: Sums,
    outcomes: Outcomes,
    money: str,
    next: str = "",
    about: str = "",
) -> Table:
    cols = columns(pack, money)
    return Table(
        id="firms",
        caption=_("名单"),
        columns=cols,
        rows=tuple(_row(pack, row, outcomes, money) for row in rows),
        totals=_totals(cols, totals, money) if totals.sample else None,
        sort=query.sort,
        next=next,
        about=about,
        count=totals.sample + totals.published,
        empty_title=_("没有符合条件的企业"),
        empty_hint=_("请减少筛选条件，或换一个词：名称、统一社会信用代码、拼音或拼音首字母均可。"),
    )


def _row(pack: Pack, row: Enterprise, outcomes: Outcomes, money: str) -> Row:
    href = reverse("registry:firm", args=[row.pk])
    figures = vars(row)
    sample = row.origin == Origin.SAMPLE
    name = firm_name(row)
    tax_per_mu = figures.get("now_tax_per_mu_fen")
    return Row(
        id=str(row.pk),
        href=href,
        cells=(
            Cell(
                name,
                href=href,
                foreign=name == row.name,
                mark="sample" if sample else "",
                note="" if sample else _("公开报道点名"),
            ),
            Cell(numbers.fen_in(figures.get("now_entitled_fen"), money)),
            Cell(figures.get("now_favoured")),
            Cell(place_name(pack, row.place) or None),
            Cell(industry_name(pack, row.industry) or None),
            Cell(cluster_name(pack, row.cluster) or None),
            Cell(numbers.fen_in(figures.get("now_revenue_fen"), money)),
            Cell(numbers.fen_in(figures.get("now_tax_fen"), money)),
            Cell(None if tax_per_mu is None else Decimal(tax_per_mu) / 1_000_000),
            Cell(figures.get("now_employees")),
            Cell(row.founded_on),
            Cell(row.code or None),
            *(
                _outcome(pack, decision, outcomes.get((row.pk, id), []), money)
                for id, decision in pack.decisions.items()
            ),
        ),
    )


def _outcome(pack: Pack, decision: Decision, found: Sequence[OutcomeRow], money: str) -> Cell:
    """The amount, or the states in words, of one decision; several subjects of a firm are counted."""
    if decision.kind == "money":
        known = [one.fen for one in found if one.fen is not None]
        return Cell(numbers.fen_in(sum(known), money) if known else None)
    if not found:
        return Cell(None)
    if len(found) == 1:
        one = found[0]
        known_value = one.value is not None and one.state not in ("no_data", "refused")
        text = decision_value(pack, decision, one, money) if known_value else ""
        return Cell(text or _word(decision, one.state))
    states = [one.state for one in found]
    stop = "、" if language() == "zh" else ", "
    return Cell(stop.join(f"{_word(decision, s)} {states.count(s)}" for s in dict.fromkeys(states)))


def _word(decision: Decision, state: str) -> str:
    return state_words(decision, state) or str(LOOKS[state].label)


def _totals(cols: Sequence[Column], totals: Sums, money: str) -> Row:
    figures = {
        "entitled": numbers.fen_in(totals.entitled_fen, money),
        "revenue": numbers.fen_in(totals.revenue_fen, money),
        "tax": numbers.fen_in(totals.tax_fen, money),
        "employees": totals.employees,
    }
    first = Cell(_("合计（仅 %(count)s 家示例企业）") % {"count": numbers.plain(totals.sample)})
    return Row((first, *(Cell(figures.get(column.id, "")) for column in cols[1:])))


def short(table: Table) -> Table:
    """The list within another page: fewer columns, no export, no order to choose."""
    keep = ("name", "entitled", "industry", "revenue", "tax_per_mu")
    visible = replace(table, sort="", export=False, totals=None, next="").visible(keep)
    plain = tuple(replace(column, sort="") for column in visible.columns)
    return replace(visible, columns=plain, all_columns=())
