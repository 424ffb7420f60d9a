"""The tables of the parks pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu.packs.model import Pack
from yuanqu_web.places.selectors import PlaceFigures
from yuanqu_web.ui import numbers
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.tables import Cell, Column, Row, Table

LEADING, ROLE = "s2.2", "s15.2"


def kind_name(kind: str) -> str:
    names = {"park": _("工业园区"), "district": _("县区"), "logistics_park": _("物流园区"), "zone": _("片区")}
    return names.get(kind, kind)


def focus_names(pack: Pack, ids: Sequence[str]) -> str:
    stop = "、" if language() == "zh" else ", "
    return stop.join(said(pack.focuses[id]) for id in ids if id in pack.focuses)


def places_table(pack: Pack, figures: Sequence[PlaceFigures], money: str, about: str) -> Table:
    unit = numbers.money_unit(money, "亿元")
    small = numbers.money_unit(money, "万元")
    years = {one.year for one in figures if one.year}
    year = years.pop() if len(years) == 1 else ""
    columns = (
        Column("name", _("名称")),
        Column("kind", _("类型"), shown=False),
        Column("firms", _("示例企业"), "number", "户", 0),
        Column(
            "revenue",
            _("%(year)s年主营业务收入") % {"year": year} if year else _("主营业务收入"),
            "number",
            unit,
            2,
        ),
        Column("entitled", _("政策金额"), "number", small, 2),
        Column("leading", _("主导产业（第二条）")),
        Column("role", _("功能（第十五条）")),
        Column("published", _("公开点名企业"), "number", "家", 0, shown=False),
    )
    rows = tuple(
        Row(
            (
                Cell(said(one.place.name), href=reverse("places:park", args=[one.place.id])),
                Cell(kind_name(one.place.kind)),
                Cell(one.firms or None, mark="sample" if one.firms else ""),
                Cell(numbers.fen_in(one.revenue_fen, money, natural="亿元")),
                Cell(numbers.fen_in(one.entitled_fen, money)),
                Cell(focus_names(pack, one.focuses(LEADING)) or None),
                Cell(focus_names(pack, one.focuses(ROLE)) or None),
                Cell(one.published or None),
            ),
            href=reverse("places:park", args=[one.place.id]),
            id=f"place-{one.place.id}",
        )
        for one in figures
    )
    return Table(
        id="places",
        caption=_("园区与片区"),
        columns=columns,
        rows=rows,
        totals=_totals(figures, money),
        about=about,
        empty_title=_("政策包里没有园区"),
    )


def decisions_table(pack: Pack, one: PlaceFigures, money: str) -> Table:
    """What each decision comes to in one place."""
    unit = numbers.money_unit(money, "万元")
    columns = (
        Column("decision", _("事项")),
        Column("status", _("性质")),
        Column("favoured", _("符合"), "number", digits=0),
        Column("not_yet", _("未达到"), "number", digits=0),
        Column("no_data", _("无数据"), "number", digits=0),
        Column("fen", _("金额"), "number", unit, 2),
    )
    words = {"text": _("依文本"), "reading": _("依读法"), "sample": _("示例，待实施细则")}
    rows = []
    for at in one.decisions:
        decision = pack.decisions[at.decision]
        href = f"{reverse('registry:firms')}?place={one.place.id}&state={at.decision}:favoured"
        named = Cell(said(decision.name), href=href if decision.subject not in ("project", "cluster") else "")
        counts = (Cell(at.favoured), Cell(at.not_yet), Cell(at.no_data))
        amount = numbers.fen_in(at.fen, money) if decision.kind == "money" else None
        rows.append(
            Row(
                (named, Cell(words[decision.status]), *counts, Cell(amount)),
                href=named.href,
                id=f"d-{at.decision}",
            )
        )
    return Table(
        id="park-decisions",
        caption=_("各项政策在本园区"),
        columns=columns,
        rows=tuple(rows),
        about=_("示例数据"),
        empty_title=_("还没有测算结果"),
        empty_hint=_("装入企业数据并完成测算后，这里按事项列出户数和金额。"),
    )


def _totals(figures: Sequence[PlaceFigures], money: str) -> Row | None:
    if not any(one.firms for one in figures):
        return None
    revenue = [one.revenue_fen for one in figures if one.revenue_fen is not None]
    entitled = [one.entitled_fen for one in figures if one.entitled_fen is not None]
    return Row(
        (
            Cell(_("合计（仅示例企业）")),
            Cell(""),
            Cell(sum(one.firms for one in figures)),
            Cell(numbers.fen_in(sum(revenue), money, natural="亿元") if revenue else None),
            Cell(numbers.fen_in(sum(entitled), money) if entitled else None),
            Cell(""),
            Cell(""),
            Cell(sum(one.published for one in figures)),
        )
    )
