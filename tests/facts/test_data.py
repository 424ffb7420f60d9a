"""Facts in memory: rows, periods, digests."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yuanqu.facts import Facts, Origin, Schema, make_facts
from yuanqu.values import Period, Text

from .example import CODES

OWN = Origin("own", Text("自有", "Own"))


def test_a_row_joins_the_register_with_the_forms_of_its_period(facts: Facts) -> None:
    first, second = facts.rows("enterprise", Period.year(2013))
    assert (first.key, first["企业名称"], first["主营业务收入"]) == (
        CODES[0],
        "甲铜业（集团）",
        Decimal("12345678.90"),
    )
    assert (first["从业人员"], first["资产负债率"], first["成立日期"]) == (Decimal(12), None, None)
    assert (second["信用代码"], second["主营业务收入"], second["从业人员"]) == (CODES[1], Decimal(0), None)


def test_only_the_exact_period_counts(facts: Facts) -> None:
    revenue = {
        str(p): facts.rows("enterprise", p)[0]["主营业务收入"]
        for p in map(Period.parse, ("2013", "2014", "2014-01/02", "2014-01/12"))
    }
    assert revenue == {"2013": Decimal("12345678.90"), "2014": None, "2014-01/02": Decimal("1.01")}


def test_without_a_period_only_the_register_is_known(facts: Facts) -> None:
    assert [row["主营业务收入"] for row in facts.rows("enterprise")] == [None, None]


def test_derived_fields_are_exact_and_null_without_data(facts: Facts) -> None:
    first, second = facts.rows("enterprise", Period.year(2013))
    assert first["用地亩数"] == Decimal(3)
    assert first["亩均收入"] == Decimal("4115226.30")
    assert second["用地亩数"] is None
    assert second["亩均收入"] is None


def test_derivation_can_be_given(facts: Facts) -> None:
    row = facts.rows("enterprise", derive=lambda field, values: field.id)[0]
    assert (row["用地亩数"], row["亩均收入"]) == ("land_mu", "per_mu")


def test_periods_in_time(facts: Facts) -> None:
    assert [str(period) for period in facts.periods("yearly")] == ["2013", "2014"]
    assert facts.periods("register") == ()


def test_forms_without_rows_have_empty_tables(schema: Schema) -> None:
    empty = make_facts(schema, {}, OWN)
    assert empty.form_table("yearly").num_rows == 0
    assert empty.rows("enterprise", Period.year(2013)) == []


def test_returns_without_a_register_still_give_rows(schema: Schema) -> None:
    facts = make_facts(schema, {"yearly": [{"code": CODES[2], "period": "2013", "revenue": 5}]}, OWN)
    assert [row.key for row in facts.rows("enterprise", Period.year(2013))] == [CODES[2]]


def test_the_digest_is_of_the_content_only(facts: Facts, schema: Schema) -> None:
    backwards = {form: table[::-1] for form, table in facts.tables.items()}
    assert Facts(schema, backwards, OWN).digest() == facts.digest()


@pytest.mark.parametrize(
    "change",
    [
        {"revenue": "12345678.91"},
        {"revenue": None},
        {"employees": 12},
        {"period": "2012"},
        {"code": CODES[1]},
    ],
)
def test_the_digest_sees_every_change(schema: Schema, change: dict[str, object]) -> None:
    row: dict[str, object] = {"code": CODES[0], "period": "2013", "revenue": "12345678.90"}
    one, other = (make_facts(schema, {"yearly": [entry]}, OWN) for entry in (row, row | change))
    assert one.digest() != other.digest()


def test_unknown_forms_and_columns_are_refused(schema: Schema) -> None:
    with pytest.raises(KeyError, match="quarterly"):
        make_facts(schema, {"quarterly": []}, OWN)
    with pytest.raises(KeyError, match="profit"):
        make_facts(schema, {"yearly": [{"profit": 1}]}, OWN)
