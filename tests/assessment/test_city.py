"""The sample city: totals, what is a sample, the distance, the explanation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yuanqu.assessment import assess_one, compile_pack, outcome_table, totals
from yuanqu.assessment.explanation import explain
from yuanqu.assessment.writing import write_outcomes


def test_totals_are_the_sums_of_their_outcomes(pack, assessment):
    for total in totals(pack, assessment):
        own = [o for o in assessment.outcomes if o.decision == total.decision]
        assert total.favoured + total.not_yet + total.no_data + total.refused == len(own)
        if total.fen is not None:
            assert total.fen == sum(o.fen or 0 for o in own) == sum(total.payers.values())


def test_nothing_is_refused_in_the_shipped_city(assessment):
    assert [o for o in assessment.outcomes if o.state == "refused"] == []


def test_the_nearest_step_really_leads_to_a_better_result(assessment):
    steps = [o.nearest for o in assessment.outcomes if o.nearest is not None]
    assert len(steps) > 100
    assert all(step.verified and step.change != 0 for step in steps)


def test_who_has_the_best_result_has_no_step(assessment):
    best = [o for o in assessment.outcomes if o.decision == "land_use_tax" and o.shown["减免比例"] == 1]
    assert best
    assert all(o.nearest is None for o in best)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_outcome_can_be_explained(pack, assessment, lang):
    for outcome in assessment.outcomes[::37]:
        lines = explain(pack, outcome, assessment.as_of, lang)
        assert lines[0].kind == "title"
        assert any(line.kind == "result" for line in lines)
        if lang == "en":
            prose = [line.text for line in lines if line.kind in ("hit", "miss", "decision", "result")]
            assert not [
                text
                for text in prose
                if any("\u4e00" <= c <= "\u9fff" for c in text.replace(outcome.name, ""))
            ]


def test_one_explanation_equals_the_stored_outcome(pack, city, assessment):
    stored = next(o for o in assessment.outcomes if o.decision == "land_use_tax" and o.fen)
    alone, found = assess_one(compile_pack(pack, assessment.as_of), city, "land_use_tax", stored.subject)
    assert not found
    assert alone == stored


@pytest.mark.parametrize(
    ("decision", "subject", "code"), [("nothing", "x", "ASM-001"), ("land_use_tax", "x", "ASM-002")]
)
def test_unknown_decision_or_subject(pack, city, decision, subject, code):
    outcome, found = assess_one(compile_pack(pack, pack.identity.as_of), city, decision, subject)
    assert outcome is None
    assert [d.code for d in found] == [code]


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_the_table_is_written_whole(pack, assessment, tmp_path, suffix):
    table = outcome_table(pack, assessment)
    path = tmp_path / f"o{suffix}"
    write_outcomes(table, path)
    assert list(tmp_path.iterdir()) == [path]
    if suffix == ".parquet":
        import pyarrow.parquet as pq

        assert pq.read_table(path).equals(table)
    else:
        from python_calamine import CalamineWorkbook

        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert len(rows) == table.num_rows + 1
        money = sum(Decimal(str(row[-1])) for row in rows[1:] if row[-1] != "")
        assert (
            money.quantize(Decimal("0.01"))
            == sum(Decimal(o.fen) for o in assessment.outcomes if o.fen is not None) / 100
        )
