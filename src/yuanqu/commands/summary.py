"""The readable summary: articles with their state, entitlements with who pays, targets, what stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from yuanqu.assessment import Assessment, DecisionTotal, totals
from yuanqu.assessment.tables import status_name
from yuanqu.commands.session import Session, money
from yuanqu.indicators import Standing
from yuanqu.packs import Pack, trace
from yuanqu.values import Language, Text

STATES = {
    "met": Text("● 已达成", "● met"),
    "on_track": Text("◆ 按期推进", "◆ on track"),
    "at_risk": Text("▲ 有风险", "▲ at risk"),
    "off_track": Text("▼ 偏离", "▼ off track"),
    "no_data": Text("◌ 无数据", "◌ no data"),
}
# a sample is never an entitlement; what rests on a recorded reading of the text is
ENTITLING = ("text", "reading")
_ORDER = ("off_track", "at_risk", "no_data", "on_track", "met")
TO_BE_FIXED = Text("付款财政待定", "payer to be fixed")


def article_states(pack: Pack, standings: Iterable[Standing]) -> dict[int, str | None]:
    """State of each article by published figures: the worst of its targets; None where it has no target."""
    states: dict[int, list[str]] = {article.number: [] for article in pack.articles}
    for standing in standings:
        if standing.origin == "published":
            states[pack.targets[standing.target].article].append(standing.state)
    return {n: min(found, key=_ORDER.index) if found else None for n, found in states.items()}


def print_summary(
    session: Session, pack: Pack, assessment: Assessment, standings: Sequence[Standing]
) -> None:
    """What `./run` prints."""
    identity = pack.identity
    session.line(f"\n{identity.title.zh}", f"\n{identity.title.en}", "bold")
    session.line(
        f"{identity.number} · 成文 {identity.issued} · 数据截至 {assessment.as_of}",
        f"{identity.number} · issued {identity.issued} · data as of {assessment.as_of}",
    )
    _print_articles(session, pack, standings)
    session.line("\n企业应得（仅文本已定的规则；示例城市，非真实企业）",
                 "\nWhat firms are entitled to (only rules that the text fixes; sample city, not real firms)", "bold")  # fmt: skip
    print_totals(session, pack, assessment, statuses=ENTITLING, only_money=True)
    session.line("\n值得注意（公布数据）", "\nWhat stands out (published figures)", "bold")
    for standing in standings:
        if standing.origin == "published" and standing.state in ("off_track", "at_risk"):
            target = pack.targets[standing.target]
            mark = STATES[standing.state].get(session.lang)
            session.line(
                f"{mark}  {target.name.zh}：{standing.reason.zh}",
                f"{mark}  {target.name.en}: {standing.reason.en}",
            )
    _print_sample_notes(session, pack, assessment)


def _print_articles(session: Session, pack: Pack, standings: Sequence[Standing]) -> None:
    states = article_states(pack, standings)
    traces = trace(pack)
    rows = []
    for article in pack.articles:
        inside = [t for t in traces if t.sentence.article == article.number]
        state = states[article.number]
        shown = (
            STATES[state].get(session.lang)
            if state
            else session.say("— 文本未设量化目标", "— no figure set by the text")
        )
        rows.append((
            str(article.number), article.title.get(session.lang), shown,
            f"{sum(t.carried_out for t in inside)}/{len(inside)}",
            str(sum(t.article == article.number for t in pack.targets.values()) or "—"),
        ))  # fmt: skip
    session.line()
    heads = (("条", "内容", "状态（公布数据）", "句已落实", "目标") if session.lang == "zh"
             else ("Art.", "Subject", "State (published figures)", "Sentences done", "Targets"))  # fmt: skip
    session.table(heads, rows, right=(0, 3, 4))


def print_totals(
    session: Session,
    pack: Pack,
    assessment: Assessment,
    *,
    statuses: Sequence[str] = ("text", "reading", "sample"),
    only_money: bool = False,
) -> None:
    """One line per decision with counts; for money also the sum per treasury or "payer to be fixed"."""
    rows = []
    for total in totals(pack, assessment):
        decision = pack.decisions[total.decision]
        if decision.status not in statuses or (only_money and total.fen is None):
            continue
        rows.append((
            decision.clause, decision.name.get(session.lang), status_name(decision.status, session.lang),
            str(total.favoured), str(total.not_yet), str(total.no_data), money(total.fen),
            payers(pack, total, session.lang),
        ))  # fmt: skip
    heads = (("依据", "事项", "性质", "符合", "暂不符合", "无数据", "金额（元）", "由谁支付") if session.lang == "zh"
             else ("Clause", "Decision", "Rests on", "Qualify", "Not yet", "No data", "Amount (yuan)", "Who pays"))  # fmt: skip
    session.table(heads, rows, right=(3, 4, 5, 6))
    fixed = [
        t
        for t in totals(pack, assessment)
        if pack.decisions[t.decision].status in ENTITLING and t.fen is not None
    ]
    together = sum(t.fen or 0 for t in fixed)
    per_payer: Counter[str | None] = Counter()
    for total in fixed:
        per_payer.update(total.payers)
    split = _join(pack, per_payer, session.lang)
    session.line(
        f"文本已定的奖励合计 {money(together)} 元：{split}",
        f"Rewards that the text fixes, in total: {money(together)} yuan: {split}",
    )


def payers(pack: Pack, total: DecisionTotal, lang: Language) -> str:
    return _join(pack, total.payers, lang) if total.fen else "—"


def _join(pack: Pack, amounts: object, lang: Language) -> str:
    assert isinstance(amounts, dict)
    parts = []
    for treasury, fen in amounts.items():
        name = TO_BE_FIXED.get(lang) if treasury is None else pack.treasuries[treasury].get(lang)
        parts.append(f"{name} {money(fen)}")
    return ("；" if lang == "zh" else "; ").join(parts) or "—"


def _print_sample_notes(session: Session, pack: Pack, assessment: Assessment) -> None:
    """The largest single amount and how many miss data, of the rules that the text fixes."""
    owners = {o.subject: o.name for o in assessment.outcomes if o.subject_kind == "enterprise"}
    names = {o.subject: owners.get(o.owner, o.name) for o in assessment.outcomes}
    for total in totals(pack, assessment):
        decision = pack.decisions[total.decision]
        if decision.status not in ENTITLING or total.largest is None:
            continue
        subject, fen = total.largest
        session.line(
            f"（示例）{decision.name.zh}：最大一笔 {money(fen)} 元，{names[subject]}；{total.no_data} 个对象缺数据",
            f"(sample) {decision.name.en}: largest {money(fen)} yuan, {names[subject]}; {total.no_data} subjects lack data",
        )
