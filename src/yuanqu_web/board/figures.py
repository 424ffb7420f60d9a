"""Every published figure as it was read: several values of one period stand side by side, the one used is named."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanqu.packs.model import Pack
from yuanqu_web.board.codec import observation_from_json
from yuanqu_web.board.detail import COLUMNS, observation_row
from yuanqu_web.board.models import FigureRow, StandingSet
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.tables import Cell, Column, Table


def figures_table(pack: Pack, day: date) -> Table:
    """Published figures of periods that ended by `day`, by indicator, the newest period first."""
    newest = StandingSet.objects.filter(pack=pack.digest, as_of=day).order_by("-stored_at").values("id")[:1]
    kept = FigureRow.objects.filter(set_id=Subquery(newest))
    found = [(row, observation_from_json(row.body)) for row in kept]
    seen = [(row, o) for row, o in found if o.period.end <= day + timedelta(days=1)]
    order = {row.indicator: at for at, (row, _o) in reversed(list(enumerate(seen)))}
    seen.sort(
        key=lambda item: (order[item[0].indicator], -item[1].period.end.toordinal(), not item[1].preferred)
    )
    rows = []
    for row, observation in seen:
        name = row.name_en if language() == "en" else row.name_zh
        place = pack.places.get(observation.scope or "")
        before = (Cell(name), Cell(said(place.name) if place else _("全市")))
        rows.append(observation_row(observation, used=observation.preferred, sample=False, before=before))
    return Table(
        id="figures",
        caption=_("公布数据"),
        columns=(Column("indicator", gettext_lazy("指标")), Column("scope", gettext_lazy("范围")), *COLUMNS),
        rows=tuple(rows),
        about=_("产业占比不是集群占比；推算数由所列公布数算出，不是公布数。"),
        count=len(rows),
        empty_title=_("还没有载入公布数据"),
        empty_hint=_("运行 ./run 或 yuanqu demo 载入。"),
    )
