"""A draft beside the policy over the same facts: money to the 分, winners and losers, bands, eligibility."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yuanqu.assessment import totals
from yuanqu.assessment.comparison import Side, compare, effect, quantile
from yuanqu.assessment.comparison_views import views
from yuanqu.packs import build
from yuanqu.packs.files import read_folder

TABLE = "decisions/land_use_tax.dmn"


@pytest.fixture(scope="module")
def files(pack_folder):
    return read_folder(pack_folder)


def draft_of(files, *changes):
    """The pack with texts replaced, given as (file, old, new)."""
    made = dict(files)
    for name, old, new in changes:
        text = made[name].decode()
        assert old in text, old
        made[name] = text.replace(old, new).encode()
    loaded = build(made)
    assert loaded.pack is not None, [d.text("en") for d in loaded.diagnostics]
    return loaded.pack


def compared(pack, draft, city, **how):
    found, diagnostics = compare(pack, draft, city, pack.identity.as_of, **how)
    assert found is not None, diagnostics
    return found


def rows(comparison, id, lang="en"):
    view = next(v for v in views(comparison, lang) if v.id == id)
    return [dict(zip((c.id for c in view.columns), row, strict=True)) for row in view.rows]


LOWER = [(TABLE, "&gt;= 20", "&gt;= 18"), (TABLE, "[15..20)", "[15..18)")]
HIGHER = [(TABLE, "&lt; 10", "&lt; 12"), (TABLE, "[10..15)", "[12..15)")]


@pytest.fixture(scope="module")
def lowered(pack, city, files):
    return compared(pack, draft_of(files, *LOWER), city)


def test_the_same_pack_changes_nothing(pack, city, files):
    found = compared(pack, draft_of(files), city)
    assert {change.effect for change in found.changes} == {"unchanged"}
    assert [d.code for d in found.diagnostics] == ["SIM-005"]
    assert rows(found, "winners") == rows(found, "bands") == rows(found, "subjects") == []


def test_costs_are_those_of_the_assessments_to_the_fen(pack, city, files, lowered, assessment):
    today = {t.decision: t.fen for t in totals(pack, assessment)}
    line = next(r for r in rows(lowered, "cost") if r["clause"] == "s13.2")
    assert line["today"] == Decimal(today["land_use_tax"]).scaleb(-2)
    assert line["difference"] == line["draft"] - line["today"]
    assert line["treasury"] == "payer to be fixed"
    assert (
        line["difference"]
        == sum((Decimal(c.difference) for c in lowered.of("land_use_tax")), Decimal(0)) / 100
    )


def test_samples_are_in_no_total(lowered):
    by_name = {r["decision"]: r for r in rows(lowered, "cost")}
    fixed = [r["draft"] for r in by_name.values() if r["status"] == "by a recorded reading"]
    assert by_name["Total (fixed by the text, samples left out)"]["draft"] == sum(fixed)
    assert by_name["Samples (rules to be issued)"]["draft"] == by_name["Loan interest subsidy"]["draft"]


def test_groups_of_one_kind_add_up_to_all(lowered):
    found = rows(lowered, "winners")
    whole = next(r for r in found if r["by"] == "All")
    assert whole["winners"] > 0
    assert whole["losers"] == 0
    for by in ("By place", "By cluster", "By size"):
        inside = [r for r in found if r["by"] == by]
        assert len(inside) > 1
        for column in ("winners", "losers", "unchanged", "today", "draft", "difference"):
            assert sum(r[column] for r in inside) == whole[column], (by, column)


def test_only_those_between_the_old_and_the_new_edge_cross(lowered):
    moved = [c for c in lowered.of("land_use_tax") if c.crosses]
    assert moved
    assert {(c.today.band.number, c.draft.band.number) for c in moved} == {(2, 1)}
    assert all(c.difference == c.today.fen or c.today.fen * 2 - c.draft.fen in (0, 1) for c in moved)
    (line,) = rows(lowered, "bands")
    assert line["count"] == len(moved)
    assert line["from"].startswith("row 2")
    assert line["to"].startswith("row 1")


def test_a_higher_edge_has_losers_and_lost_eligibility(pack, city, files):
    found = compared(pack, draft_of(files, *HIGHER), city, only=["land_use_tax"])
    assert {c.decision for c in found.changes} == {"land_use_tax"}
    (line,) = rows(found, "eligibility")
    lost = [c for c in found.changes if c.lost]
    assert line["lost"] == len(lost) > 0
    assert line["gained"] == 0
    assert line["today"] - line["draft"] == len(lost)
    assert all(c.effect == "loser" and c.draft.fen == 0 for c in lost)
    (spread,) = rows(found, "distribution")
    amounts = sorted(c.difference for c in found.changes if c.difference)
    assert (spread["p0"], spread["p100"]) == tuple(Decimal(a).scaleb(-2) for a in (amounts[0], amounts[-1]))


def test_a_draft_may_split_the_payment(pack, city, files):
    shares = 'shares: [{place: guixi_park, from: 2014-01-01, to: null, document: 府办抄字1号, parts: [{treasury: guixi, share: "1"}]}]'
    name = "treasuries.yaml"
    line = next(part for part in files[name].decode().splitlines() if part.startswith("shares:"))
    found = compared(pack, draft_of(files, (name, line, shares)), city)
    paid = {(r["decision"], r["treasury"]): r for r in rows(found, "cost")}
    guixi = paid["Land-use tax relief, paid as a reward", "Guixi treasury"]
    open_part = paid["Land-use tax relief, paid as a reward", "payer to be fixed"]
    assert guixi["today"] == 0
    assert guixi["draft"] == -open_part["difference"] > 0


def test_a_dropped_decision_is_told_and_counts_as_nothing(pack, city, files):
    made = dict(files)
    text = made["decisions.yaml"].decode()
    made["decisions.yaml"] = text[: text.index("  - id: land_use_tax")].encode()
    loaded = build(made)
    found = compared(pack, loaded.pack, city)
    assert [(d.code, d.values["side_en"]) for d in found.diagnostics] == [("SIM-003", "the pack")]
    gone = found.of("land_use_tax")
    assert all(c.draft is None for c in gone)
    assert sum(c.difference for c in gone) == -sum(c.today.fen for c in gone) < 0


def test_what_cannot_be_compared_is_refused(pack, city, files):
    other = draft_of(files, ("pack.yaml", "id: yingtan-2014-19", "id: elsewhere-1"))
    found, diagnostics = compare(pack, other, city, pack.identity.as_of)
    assert (found, [d.code for d in diagnostics]) == (None, ["SIM-001"])
    found, diagnostics = compare(pack, pack, city, pack.identity.as_of, only=["nothing"])
    assert (found, [d.code for d in diagnostics]) == (None, ["SIM-002"])


@pytest.mark.parametrize(
    ("decision", "today", "draft", "expected"),
    [
        ("land_use_tax", ("favoured", 100), ("favoured", 150), "winner"),
        ("land_use_tax", ("favoured", 100), ("no_data", 0), "loser"),
        ("land_use_tax", ("not_yet", 0), ("not_yet", 0), "unchanged"),
        ("leader_gate", ("not_yet", False), ("favoured", True), "winner"),
        ("revenue_tier", ("favoured", "over_20"), ("favoured", "over_50"), "winner"),
        ("revenue_tier", ("favoured", "over_100"), ("favoured", "over_50"), "loser"),
        ("credit_grade", ("favoured", "A"), ("favoured", "AA"), "winner"),
        ("credit_grade", ("favoured", "A"), None, "loser"),
        ("line_over_limits", ("not_yet", "clean"), ("not_yet", "energy"), "loser"),
        ("line_over_limits", ("no_data", None), ("not_yet", "clean"), "changed"),
    ],
)
def test_who_wins(pack, decision, today, draft, expected):
    rule = pack.decisions[decision]
    money = rule.kind == "money"
    sides = [
        None if s is None else Side(s[0], Decimal(s[1]) if money else s[1], s[1] if money else 0, (), None)
        for s in (today, draft)
    ]
    assert effect(rule, *sides) == expected


@pytest.mark.parametrize(("percent", "expected"), [(0, 1), (25, 1), (50, 2), (51, 3), (75, 3), (100, 4)])
def test_quantiles_are_values_that_occur(percent, expected):
    assert quantile([1, 2, 3, 4], percent) == expected
