"""The ways to a better outcome: exact, of what can be changed alone, and nothing nearer does; in words of both languages."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from yuanqu.assessment import assess_one, compile_pack
from yuanqu.assessment.explanation import explain, parameters_of
from yuanqu.assessment.way_words import WayWords, plain_amount
from yuanqu.feel.text import text_of

HAN = re.compile("[\u4e00-\u9fff，。：；（）、“”]")
D = Decimal


@pytest.fixture(scope="module")
def programs(pack):
    return {p.decision.id: p for p in compile_pack(pack, pack.identity.as_of).prepared}


@pytest.fixture(scope="module")
def every_outcome(pack, city, assessment):
    """One subject for each decision, state and value (for money: whether there is some), with all its ways."""
    found = {}
    for outcome in assessment.outcomes:
        value = outcome.shown.get("减免比例", bool(outcome.fen)) if outcome.fen is not None else outcome.value
        found.setdefault((outcome.decision, outcome.state, text_of(value)), outcome.subject)
    programs = compile_pack(pack, assessment.as_of)
    return {key: assess_one(programs, city, key[0], subject)[0] for key, subject in found.items()}


def context_of(pack, city, prepared, outcome):
    row = next(r for r in city.rows(outcome.subject_kind, outcome.period) if r.key == outcome.subject)
    return {name: row.get(name) for name in prepared.inputs}


def test_every_decision_is_met_with_each_of_its_outcomes(pack, every_outcome):
    assert {key[0] for key in every_outcome} == set(pack.decisions)
    for id, decision in pack.decisions.items():
        states = {key[1] for key in every_outcome if key[0] == id}
        assert {"favoured", "not_yet"} <= states or id in ("interest_subsidy",), (id, states, decision)


def test_each_way_evaluated_anew_gives_its_outcome_and_a_shorter_one_does_not(
    pack, city, programs, every_outcome
):
    tried = set()
    for outcome in every_outcome.values():
        prepared = programs[outcome.decision]
        if outcome.ways is None:
            assert prepared.decision.distance is None or outcome.state in ("no_data", "refused")
            continue
        context = context_of(pack, city, prepared, outcome)
        domains = {f.name.zh: f for f in pack.schema.subject(prepared.decision.subject).fields}

        def run(name, value, prepared=prepared, context=context):
            asked = prepared.decision.distance
            return text_of(prepared.program.evaluate(asked.decision, {**context, name: value}).value)

        for way in outcome.ways.ways:
            assert way.verified
            assert way.input in prepared.decision.distance.changes
            assert {run(way.input, value) for value in way.values} == {text_of(way.outcome)}
            tried.add((outcome.decision, way.input))
            if way.change is not None:
                digit = D(1).scaleb(-(domains[way.input].type.scale or 0))
                shorter = way.values[0] - digit.copy_sign(way.change)
                assert run(way.input, shorter) != text_of(way.outcome)
    assert {decision for decision, _ in tried} >= {
        "land_use_tax", "revenue_tier", "credit_grade", "leader_gate", "line_over_limits",
        "loan_recommendation", "cluster_completeness", "project_fit",
    }  # fmt: skip


def test_a_choice_that_is_no_way_does_not_reach_it(pack, city, programs, every_outcome):
    below = every_outcome["leader_gate", "not_yet", "false"]
    (way,) = below.ways.ways
    prepared, context = programs["leader_gate"], context_of(pack, city, programs["leader_gate"], below)
    grades = ("AAA", "AA", "A", "B", "C")
    reach = {g for g in grades if prepared.program.evaluate("可参加优选", {**context, "信用等级": g}).value}
    assert set(way.values) == reach == {"AAA", "AA", "A"}


def test_what_one_change_cannot_reach_is_told(every_outcome):
    both = every_outcome["line_over_limits", "not_yet", "energy_emission"]
    assert both.ways.closed == ("none",)
    assert {way.outcome for way in both.ways.ways} == {"energy", "emission"}
    refused = every_outcome["loan_recommendation", "not_yet", "not_recommended"]
    assert (refused.ways.ways, refused.ways.closed) == ((), ("recommend",))
    assert every_outcome["credit_grade", "favoured", "AAA"].ways.best


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_outcome_is_explained_to_the_clause(pack, every_outcome, lang):
    """Inputs, each row and why, the parameters with their day, the clause, the outcome by its own name, the ways."""
    for (id, state, _), outcome in every_outcome.items():
        decision, day = pack.decisions[id], date(2014, 9, 30)
        lines = explain(pack, outcome, day, lang)
        text = "\n".join(line.text for line in lines)
        assert decision.clause in text
        if state in decision.states:
            result = next(line.text for line in lines if line.kind == "result")
            assert decision.states[state].get(lang) in result
        for parameter in parameters_of(pack, outcome):
            line = next(x.text for x in lines if x.text.startswith(f"{parameter.name.get(lang)} = "))
            assert re.search(r"\d{4}-\d\d-\d\d", line), line
            assert parameter.clause in line
        rows = [line.text for line in lines if line.text[:1] in "✓✗–"]
        failed = [row for row in rows if row.startswith("✗")]
        assert all(("不符合" if lang == "zh" else "which is not") in row for row in failed), failed
        if decision.distance and state in ("favoured", "not_yet"):
            assert ("更好的结果" if lang == "zh" else "etter outcome") in text
        if lang == "en":
            own = [
                x.text for x in lines if x.kind != "title" and not x.text.startswith(("FEEL", "Reason for"))
            ]
            assert not [t for t in own if HAN.search(t.replace("“", "").replace("”", ""))], own


def test_the_words_of_the_firm_of_the_brief(pack, every_outcome):
    """A band is told in the number that the table bands, beside the fact itself to the 分."""
    outcome = every_outcome["land_use_tax", "favoured", "0.3"]
    decision = pack.decisions["land_use_tax"]
    half, full = outcome.ways.ways
    zh = WayWords(pack, decision, "zh", plain_amount("zh"), str)
    assert re.fullmatch(
        r"确认税收再增 [\d,.]+ 元，达到 [\d,.]+ 元（亩均税收再增 [\d,.]+ (万元|元)/亩，达到 15 万元/亩）",
        zh.way(half),
    )
    assert re.fullmatch(
        r"亩均税收再增 .* (万元|元)/亩，达到 15 万元/亩：30 % → 50 %", zh.nearest(half, D("0.3"))
    )
    assert full.outcome == 1
    en = WayWords(pack, decision, "en", plain_amount("en"), str)
    assert en.nearest(half, D("0.3")).endswith("to reach 150,000 yuan/mu; 30 % → 50 %")


def test_a_distance_is_never_told_shorter_than_it_is(pack):
    words = WayWords(pack, pack.decisions["land_use_tax"], "zh", plain_amount("zh"), str)
    assert words.moved("甲", D("0.00001"), D("15"), "万元/亩") == "甲再增 1 元/亩，达到 15 万元/亩"
    assert words.moved("甲", D("-0.0085"), D("1"), "1") == "甲再减 0.85 个百分点，降到 100 %"
