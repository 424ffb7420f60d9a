"""yuanqu targets: how each target stands, with gap and pace."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from yuanqu.commands.inputs import Unusable, day, open_facts, open_observations, open_pack
from yuanqu.commands.session import OK, Session
from yuanqu.commands.summary import STATES
from yuanqu.indicators import Observation, Standing, published_series, standings
from yuanqu.indicators.reasons import percent
from yuanqu.packs import Pack, sample_file
from yuanqu.values import Language, unit
from yuanqu.values.shown import shown_number

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "about": "≈"}
_ORIGINS = {"published": ("公布", "published"), "sample": ("示例", "sample")}


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "targets",
        parents=[common],
        help="各目标的现值、差距、所需增速与状态"
        if zh
        else "value, gap, pace needed and state of each target",
    )
    parser.add_argument("pack", metavar="PACK")
    parser.add_argument(
        "facts",
        metavar="FACTS",
        nargs="?",
        help="企业事实；示例数据与公布数据分开列"
        if zh
        else "facts of firms; sample and published stand apart",
    )
    parser.add_argument(
        "--observations",
        type=Path,
        help="公布数据 observations.yaml（默认用随程序所带）"
        if zh
        else "published figures, observations.yaml (default: those shipped)",
    )
    parser.add_argument("--as-of", type=day, help="截至日期" if zh else "date of assessment")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    try:
        pack = open_pack(session, options.pack)
        facts = open_facts(session, pack, options.facts) if options.facts else None
        path = options.observations or sample_file(pack.identity.id, "observations.yaml")
        observations = open_observations(session, pack, None if path is None else str(path))
    except Unusable as error:
        return error.code
    as_of = options.as_of or pack.identity.as_of
    found = standings(pack, observations, facts, as_of)
    zh = session.lang == "zh"
    session.table(
        ("条款", "目标", "来源", "状态", "现值（折合全年）", "目标值", "单位", "所需年增", "已见增速")
        if zh
        else (
            "Clause",
            "Target",
            "Origin",
            "State",
            "Now, full year",
            "Aim",
            "Unit",
            "Pace needed",
            "Pace seen",
        ),
        [_row(pack, standing, session.lang) for standing in found],
        right=(4, 5, 7, 8),
    )
    session.line()
    for standing in found:
        if standing.latest is not None:
            target = pack.targets[standing.target]
            origin = _ORIGINS[standing.origin][0 if zh else 1]
            session.line(f"{target.clause} {target.name.zh}（{origin}）：{standing.reason.zh}",
                         f"{target.clause} {target.name.en} ({origin}): {standing.reason.en}")  # fmt: skip
    context = _context(pack, observations, as_of, session)
    return session.finish(
        OK, as_of=as_of, targets=[_plain(pack, standing) for standing in found], context=context
    )


def _context(
    pack: Pack, observations: Sequence[Observation], as_of: date, session: Session
) -> list[dict[str, object]]:
    """Published indicators without a target: the newest value used, and others stated for the same period."""
    aimed = {target.indicator for target in pack.targets.values()}
    rows, plain_rows = [], []
    for indicator in pack.indicators.values():
        series = published_series(indicator, observations, as_of, pack.indicators)
        if indicator.id in aimed or not series.used:
            continue
        latest = series.used[-1]
        others = [o.value for o in series.others if o.period == latest.period]
        rows.append(
            (
                indicator.name.get(session.lang),
                latest.period.label(session.lang),
                shown_number(latest.value),
                unit(indicator.unit).name.get(session.lang),
                "、".join(shown_number(value) for value in others) or "—",
                latest.source.title.get(session.lang),
            )
        )
        plain_rows.append({"indicator": indicator.id, "period": latest.period, "value": latest.value,
                           "unit": indicator.unit, "others": others, "source": latest.source.title})  # fmt: skip
    session.line("\n背景指标（公布数据；产业占比不是集群占比）",
                 "\nContext (published figures; the share of an industry is not that of a cluster)", "bold")  # fmt: skip
    zh = session.lang == "zh"
    session.table(
        ("指标", "期间", "采用值", "单位", "同期其他值", "来源")
        if zh
        else ("Indicator", "Period", "Value used", "Unit", "Others stated", "Source"),
        rows,
        right=(2, 4),
    )
    return plain_rows


def _row(pack: Pack, standing: Standing, lang: Language) -> tuple[str, ...]:
    target = pack.targets[standing.target]
    return (
        target.clause,
        target.name.get(lang),
        _ORIGINS[standing.origin][0 if lang == "zh" else 1],
        STATES[standing.state].get(lang),
        shown_number(standing.level, 3),
        f"{SIGNS[target.comparison]} {shown_number(target.value, 4)}",
        unit(target.unit).name.get(lang),
        "—" if standing.pace_needed is None else percent(standing.pace_needed, 1),
        "—" if standing.pace_seen is None else percent(standing.pace_seen, 1),
    )


def _plain(pack: Pack, standing: Standing) -> dict[str, object]:
    target = pack.targets[standing.target]
    return {
        "target": target.id,
        "clause": target.clause,
        "origin": standing.origin,
        "state": standing.state,
        "rests_on": standing.rests_on,
        "level": standing.level,
        "unit": target.unit,
        "aim": f"{target.comparison} {target.value}",
        "due": target.due,
        "gap": standing.gap,
        "pace_needed": standing.pace_needed,
        "pace_seen": standing.pace_seen,
        "probability": standing.forecast.probability if standing.forecast else None,
        "reason": standing.reason,
    }
