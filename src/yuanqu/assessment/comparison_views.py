"""A comparison as tables: the same views for the terminal, for charts and for the workbook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from yuanqu.assessment.comparison import QUARTERS, Band, Change, Comparison, Side, quantile
from yuanqu.assessment.tables import state_name, status_name
from yuanqu.packs import Decision, Pack
from yuanqu.values import Language, Text, convert
from yuanqu.values.shown import shown_amount, shown_number

ENTITLING = ("text", "reading")  # a sample is never an entitlement
TO_BE_FIXED = Text("付款财政待定", "payer to be fixed")
_TOTAL = Text("合计（文本已定，不含示例）", "Total (fixed by the text, samples left out)")
_SAMPLES = Text("示例小计（待实施细则）", "Samples (rules to be issued)")
_NONE = Text("（未填）", "(not stated)")
_SIZES = dict(
    zip(
        QUARTERS,
        (
            Text("最小的四分之一", "smallest quarter"),
            Text("次小的四分之一", "second quarter"),
            Text("次大的四分之一", "third quarter"),
            Text("最大的四分之一", "largest quarter"),
            Text("无数据", "no data"),
        ),
        strict=True,
    )
)
MOST_SUBJECTS = 20_000  # for each decision: more is for no reader, and a sheet has a million rows
PERCENTS = (0, 10, 25, 50, 75, 90, 100)

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, count, or yuan (an exact amount)."""

    id: str
    head: Text
    kind: Literal["text", "count", "yuan"] = "text"


@dataclass(frozen=True, slots=True)
class View:
    """A table with a title; texts in the language asked for. `note` says how to read it."""

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def views(comparison: Comparison, lang: Language) -> tuple[View, ...]:
    """Cost, winners and losers, distribution, bands, eligibility, and each changed subject."""
    words = _Words(comparison, lang)
    return (
        _cost(comparison, words), _winners(comparison, words), _distribution(comparison, words),
        _bands(comparison, words), _eligibility(comparison, words), _subjects(comparison, words),
    )  # fmt: skip


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


class _Words:
    def __init__(self, comparison: Comparison, lang: Language) -> None:
        self.comparison, self.lang = comparison, lang

    def decision(self, decision: Decision) -> str:
        return decision.name.get(self.lang)

    def treasury(self, id: str | None) -> str:
        if id is None:
            return TO_BE_FIXED.get(self.lang)
        known = {**self.comparison.today.treasuries, **self.comparison.draft.treasuries}
        return known[id].get(self.lang) if id in known else id

    def place(self, id: str) -> str:
        found = self.comparison.draft.places.get(id)
        return found.name.get(self.lang) if found else id or _NONE.get(self.lang)

    def cluster(self, id: str) -> str:
        found = self.comparison.draft.clusters.get(id)
        return found.name.get(self.lang) if found else id or _NONE.get(self.lang)

    def size(self, id: str) -> str:
        return _SIZES[id].get(self.lang)

    def band(self, pack: Pack, decision: Decision, band: Band) -> str:
        english = pack.english.get(decision.file, {}).get(band.id, "")
        text = english if self.lang == "en" and english else band.description
        return (
            f"第 {band.number} 行 {text}".rstrip()
            if self.lang == "zh"
            else f"row {band.number} {text}".rstrip()
        )

    def result(self, decision: Decision, side: Side | None) -> str:
        if side is None or side.value is None:
            return "—" if side is None else state_name(side.state, self.lang, decision)
        if isinstance(side.value, bool):
            return state_name(side.state, self.lang, decision)
        if isinstance(side.value, Decimal):
            return shown_number(side.value)
        name = decision.names.get(str(side.value))
        return name.get(self.lang) if name else str(side.value)

    def status(self, decision: Decision) -> str:
        return status_name(decision.status, self.lang)

    def sizes(self) -> str:
        """How sizes are told, with the edges between the quarters."""
        found = self.comparison.sizes
        if found is None:
            return ""
        edges = [
            shown_amount(convert(edge, found.unit, "万元"), "万元", self.lang, 0) for edge in found.edges
        ]
        if self.lang == "zh":
            return f"规模按{found.field.zh}的四分位：{'、'.join(edges)}。"
        return f"Size: quarters of {found.field.en.lower()}, parted at {', '.join(edges)}."


_DECISION = Column("decision", Text("事项", "Decision"))
_MONEY = (
    Column("today", Text("现行（元）", "Today (yuan)"), "yuan"),
    Column("draft", Text("草稿（元）", "Draft (yuan)"), "yuan"),
    Column("difference", Text("差额（元）", "Difference (yuan)"), "yuan"),
)


def _cost(comparison: Comparison, words: _Words) -> View:
    columns = (
        Column("clause", Text("依据", "Clause")), _DECISION, Column("status", Text("性质", "Rests on")),
        Column("treasury", Text("由谁支付", "Who pays")), *_MONEY,
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    sums: dict[bool, Counter[str | None]] = {True: Counter(), False: Counter()}
    before: dict[bool, Counter[str | None]] = {True: Counter(), False: Counter()}
    for decision in comparison.decisions:
        if decision.kind != "money":
            continue
        paid = [_paid(comparison.of(decision.id), lambda change: change.today),
                _paid(comparison.of(decision.id), lambda change: change.draft)]  # fmt: skip
        for payer in dict.fromkeys((*paid[0], *paid[1])):
            named = (decision.clause, words.decision(decision), words.status(decision), words.treasury(payer))
            rows.append((*named, *_money(paid[0][payer], paid[1][payer])))
        for pack, amounts, into in ((comparison.today, paid[0], before), (comparison.draft, paid[1], sums)):
            own = pack.decisions.get(decision.id, decision)
            into[own.status in ENTITLING].update(amounts)
    for fixed, name in ((True, _TOTAL), (False, _SAMPLES)):
        for payer in dict.fromkeys((*before[fixed], *sums[fixed])):
            total = _money(before[fixed][payer], sums[fixed][payer])
            rows.append(("", name.get(words.lang), "", words.treasury(payer), *total))
    return View("cost", Text("各级财政的支出", "Cost per treasury"), columns, tuple(rows))


def _money(today: int, draft: int) -> tuple[Cell, ...]:
    return yuan(today), yuan(draft), yuan(draft - today)


def _paid(changes: Sequence[Change], side: Callable[[Change], Side | None]) -> Counter[str | None]:
    paid: Counter[str | None] = Counter()
    for change in changes:
        own = side(change)
        for payment in own.payments if own else ():
            paid[payment.treasury] += payment.fen
    return paid


def _touched(comparison: Comparison) -> Iterator[tuple[Decision, tuple[Change, ...]]]:
    """Decisions with any change, what the text fixes first."""
    for decision in sorted(comparison.decisions, key=lambda d: d.status not in ENTITLING):
        changes = comparison.of(decision.id)
        if any(change.effect != "unchanged" for change in changes):
            yield decision, changes


def _winners(comparison: Comparison, words: _Words) -> View:
    columns = (
        _DECISION, Column("status", Text("性质", "Rests on")), Column("by", Text("分组", "Grouped by")),
        Column("group", Text("组", "Group")), Column("winners", Text("受益", "Winners"), "count"),
        Column("losers", Text("受损", "Losers"), "count"), Column("changed", Text("结果改变", "Otherwise changed"), "count"),
        Column("unchanged", Text("不变", "Unchanged"), "count"), *_MONEY,
    )  # fmt: skip
    zh = words.lang == "zh"
    ways: list[tuple[str, Callable[[Change], str], Callable[[str], str]]] = [
        ("全部" if zh else "All", lambda change: "", lambda _: "全部" if zh else "all"),
        ("按所在地" if zh else "By place", lambda change: change.place, words.place),
        ("按集群" if zh else "By cluster", lambda change: change.cluster, words.cluster),
    ]
    if comparison.sizes is not None:
        ways.append(("按规模" if zh else "By size", lambda change: change.size, words.size))
    rows: list[tuple[Cell, ...]] = []
    for decision, changes in _touched(comparison):
        for name, key, say in ways:
            groups: dict[str, list[Change]] = defaultdict(list)
            for change in changes:
                groups[key(change)].append(change)
            order: Sequence[str] = QUARTERS if say == words.size else sorted(groups, key=lambda g: (not g, g))
            named = (words.decision(decision), words.status(decision), name)
            rows += [(*named, say(group), *_counted(groups[group])) for group in order if group in groups]
    return View("winners", Text("谁受益、谁受损", "Winners and losers"), columns, tuple(rows), words.sizes())


def _counted(changes: Sequence[Change]) -> tuple[Cell, ...]:
    effects: Counter[str] = Counter()
    for change in changes:
        effects[change.effect] += change.count
    today = sum(change.today.fen for change in changes if change.today)
    draft = sum(change.draft.fen for change in changes if change.draft)
    return (
        effects["winner"],
        effects["loser"],
        effects["changed"],
        effects["unchanged"],
        *_money(today, draft),
    )


def _distribution(comparison: Comparison, words: _Words) -> View:
    """Of the subjects whose amount changes."""
    names = {0: Text("最小", "Least"), 50: Text("中位", "Median"), 100: Text("最大", "Most")}
    columns = (
        _DECISION, Column("status", Text("性质", "Rests on")), Column("count", Text("金额有变", "Amounts changed"), "count"),
        *(Column(f"p{p}", names.get(p, Text(f"{p}%分位", f"{p}th pct")), "yuan") for p in PERCENTS),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for decision, changes in _touched(comparison):
        found = sorted(change.difference for change in changes if change.difference)
        if decision.kind == "money" and found:
            rows.append((words.decision(decision), words.status(decision), len(found),
                         *(yuan(quantile(found, p)) for p in PERCENTS)))  # fmt: skip
    return View(
        "distribution",
        Text("变动金额的分布（元）", "Distribution of the change (yuan)"),
        columns,
        tuple(rows),
    )


def _bands(comparison: Comparison, words: _Words) -> View:
    columns = (
        _DECISION, Column("status", Text("性质", "Rests on")), Column("from", Text("现行所在行", "Row today")),
        Column("to", Text("草稿所在行", "Row under the draft")), Column("count", Text("对象数", "Subjects"), "count"),
        Column("difference", Text("差额（元）", "Difference (yuan)"), "yuan"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for decision, changes in _touched(comparison):
        groups: dict[tuple[str, str], list[Change]] = defaultdict(list)
        for change in changes:
            if change.crosses and (ends := _ends(comparison, decision, words, change)):
                groups[ends].append(change)
        for (start, end), inside in sorted(groups.items()):
            total = sum(change.difference for change in inside)
            rows.append(
                (
                    words.decision(decision),
                    words.status(decision),
                    start,
                    end,
                    sum(c.count for c in inside),
                    yuan(total),
                )
            )
    return View("bands", Text("谁跨了档", "Who crosses a band"), columns, tuple(rows))


def _ends(
    comparison: Comparison, decision: Decision, words: _Words, change: Change
) -> tuple[str, str] | None:
    if change.today is None or change.draft is None or change.today.band is None or change.draft.band is None:
        return None
    return (words.band(comparison.today, decision, change.today.band),
            words.band(comparison.draft, decision, change.draft.band))  # fmt: skip


def _eligibility(comparison: Comparison, words: _Words) -> View:
    columns = (
        Column("clause", Text("依据", "Clause")), _DECISION, Column("status", Text("性质", "Rests on")),
        Column("today", Text("现行符合", "Qualify today"), "count"), Column("draft", Text("草稿符合", "Under the draft"), "count"),
        Column("gained", Text("新符合", "Newly qualify"), "count"), Column("lost", Text("不再符合", "No longer"), "count"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for decision in comparison.decisions:
        changes = comparison.of(decision.id)
        favoured = [sum(count for side, count in sides if side is not None and side.state == "favoured")
                    for sides in ([(c.today, c.count) for c in changes], [(c.draft, c.count) for c in changes])]  # fmt: skip
        gained, lost = sum(c.count for c in changes if c.gained), sum(c.count for c in changes if c.lost)
        rows.append(
            (decision.clause, words.decision(decision), words.status(decision), *favoured, gained, lost)
        )
    return View("eligibility", Text("资格的得失", "Eligibility gained and lost"), columns, tuple(rows))


def _subjects(comparison: Comparison, words: _Words) -> View:
    effects = {
        "winner": Text("受益", "winner"), "loser": Text("受损", "loser"), "changed": Text("结果改变", "changed"),
    }  # fmt: skip
    columns = (
        _DECISION, Column("status", Text("性质", "Rests on")), Column("subject", Text("编号", "Subject")),
        Column("name", Text("名称", "Name")), Column("place", Text("所在地", "Place")), Column("cluster", Text("集群", "Cluster")),
        Column("size", Text("规模", "Size")), Column("effect", Text("影响", "Effect")),
        Column("result_today", Text("现行结果", "Result today")), Column("result_draft", Text("草稿结果", "Result under the draft")),
        *_MONEY, Column("from", Text("现行所在行", "Row today")), Column("to", Text("草稿所在行", "Row under the draft")),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    left_out = 0
    for decision, changes in _touched(comparison):
        touched = sorted(
            (change for change in changes if change.effect != "unchanged"),
            key=lambda c: (-abs(c.difference), c.subject),
        )
        left_out += max(0, len(touched) - MOST_SUBJECTS)
        for change in touched[:MOST_SUBJECTS]:
            ends = _ends(comparison, decision, words, change) if change.crosses else None
            rows.append((
                words.decision(decision), words.status(decision), change.subject, change.name, words.place(change.place),
                words.cluster(change.cluster), words.size(change.size), effects[change.effect].get(words.lang),
                words.result(decision, change.today), words.result(decision, change.draft),
                *_money(change.today.fen if change.today else 0, change.draft.fen if change.draft else 0),
                *(ends or ("", "")),
            ))  # fmt: skip
    note = "" if not left_out else Text(
        f"每项决策只列变动最大的{MOST_SUBJECTS}个，另有{left_out}个未列出。",
        f"The {MOST_SUBJECTS} largest changes of each decision; {left_out} more are not listed.",
    ).get(words.lang)  # fmt: skip
    return View("subjects", Text("逐个对象", "Each subject changed"), columns, tuple(rows), note)
