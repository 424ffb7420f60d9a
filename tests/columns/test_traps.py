"""Where floating point and the engines' own arithmetic go wrong, ours does not: each trap of the measurements is a test."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from models import model, plan_of, results, rows, table

from yuanqu import columns
from yuanqu.columns import duckdb_engine
from yuanqu.columns.duckdb_engine import Unusable

RELIEF = table(
    ["税收 / 亩"],
    [[">= 200000", "1"], ["[150000..200000)", "0.5"], ["[100000..150000)", "0.3"], ["< 100000", "0"]],
)
TYPES = {"税收": "decimal(18,2)", "亩": "decimal(12,4)"}
ENGINES = ["duckdb", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(autouse=True)
def _session(request):
    if "spark" in request.node.name and "engine" in request.fixturenames:
        request.getfixturevalue("spark")


EDGES = [  # tax, mu, relief
    ("413320.00", "2.0666", "1.0"),  # 199999.99999999997 as double
    ("1185.00", "0.0079", "0.5"),  # 149999.99999999997 as double
    ("199999.99", "1", "0.5"),
    ("99999.99", "1", "0.0"),
    ("5.00", "0", None),  # inf >= 200000 in DuckDB; an error under Spark's ANSI mode
    (None, "1", None),
    ("5.00", None, None),
    ("-200000.00", "-1", "1.0"),
    ("9999999999999.99", "99999999.9999", "0.3"),
    ("9999999999999999.99", "99999999.9999", "1.0"),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_relief_stands_exactly_on_its_edges(engine):
    source = rows(TYPES, 税收=[tax for tax, _, _ in EDGES], 亩=[mu for _, mu, _ in EDGES])
    wanted = [None if relief is None else Decimal(relief) for _, _, relief in EDGES]
    assert results(plan_of(RELIEF, TYPES), source, engine) == wanted


def test_every_land_value_on_each_edge_gets_its_own_tier():
    """All of 0.0001 to 200 mu, exactly on each edge: none is wrong, where doubles put 5.8 % one tier too low."""
    plan = plan_of(RELIEF, TYPES)
    with duckdb_engine.connect() as connection:
        connection.execute(
            "CREATE TABLE exact AS SELECT e, (e * mu / 10000)::HUGEINT AS x, mu, "
            "CAST(mu AS DECIMAL(9, 0)) * CAST(e AS DECIMAL(7, 0)) * 0.0001 AS tax FROM range(1, 2000001) AS m(mu), "
            "(VALUES (200000), (150000), (100000)) AS v(e)"
        )
        connection.execute(
            'CREATE TEMP VIEW facts AS SELECT e, CAST(tax AS DECIMAL(18, 2)) AS "税收", '
            'CAST(CAST(mu AS DECIMAL(9, 0)) * 0.0001 AS DECIMAL(12, 4)) AS "亩" FROM exact'
        )
        found = connection.execute(
            f'SELECT e, "结果", COUNT(*) FROM ({plan.sql(keys=("e",), narrow=True)}) GROUP BY ALL ORDER BY e'
        ).fetchall()
        doubles = connection.execute(
            "SELECT COUNT(*) FROM facts WHERE 税收::DOUBLE / 亩::DOUBLE < e"
        ).fetchall()[0][0]
    assert found == [
        (100000, Decimal("0.3"), 2_000_000),
        (150000, Decimal("0.5"), 2_000_000),
        (200000, Decimal("1.0"), 2_000_000),
    ]
    assert doubles > 100_000


@pytest.mark.parametrize("engine", ENGINES)
def test_half_cents_round_away_from_zero(engine):
    types = {"面积": "decimal(14,2)", "税额": "decimal(6,2)", "比例": "decimal(2,1)"}
    plan = plan_of("round half up(面积 * 税额 * 比例, 2)", types)
    source = rows(
        types,
        面积=["43464.35", "-43464.35", "32654.85", "0.01"],
        税额=["0.60", "0.60", "9.00", "0.50"],
        比例=["0.5", "0.5", "0.5", "1.0"],
    )
    assert results(plan, source, engine) == [
        Decimal(x) for x in ("13039.31", "-13039.31", "146946.83", "0.01")
    ]


def test_780000_products_are_right_to_the_cent():
    """Checked by whole numbers; doubles have thousands of wrong cents."""
    types = {"面积": "decimal(14,2)", "税额": "decimal(6,2)", "比例": "decimal(2,1)"}
    plan = plan_of("round half up(面积 * 税额 * 比例, 2)", types)
    with duckdb_engine.connect() as connection:
        connection.execute(
            'CREATE TEMP VIEW facts AS SELECT a, r, p, (a * 0.01)::DECIMAL(14, 2) AS "面积", (r * 0.01)::DECIMAL(6, 2) AS "税额", '
            '(p * 0.1)::DECIMAL(2, 1) AS "比例" FROM (SELECT (i * 16127 % 9999991)::INTEGER AS a FROM range(52000) AS t(i)), '
            "(VALUES (60), (150), (300), (600), (900)) AS v(r), (VALUES (10), (5), (3)) AS w(p)"
        )
        exact = "(a::HUGEINT * r * p + 500) // 1000"
        floats = "FLOOR(a / 100.0::DOUBLE * (r / 100.0::DOUBLE) * (p / 10.0::DOUBLE) * 100 + 0.5)"
        counted = f'COUNT(CASE WHEN "结果" * 100 <> {exact} THEN 1 END), COUNT(CASE WHEN {floats} <> {exact} THEN 1 END)'
        text = f"SELECT {counted} FROM ({plan.sql(keys=('a', 'r', 'p'))})"
        wrong, doubles = connection.execute(text).fetchall()[0]
    assert wrong == 0
    assert doubles > 1_000


def test_floating_point_is_refused_on_load_and_nan_with_it():
    plan = plan_of("税收 >= 200000", {"税收": "decimal(18,2)"})
    with pytest.raises(Unusable) as refused:
        columns.run(plan, pa.table({"税收": pa.array([float("nan"), 1.0])}))
    assert [d.code for d in refused.value.diagnostics] == ["COL-021"]
    assert duckdb.sql("SELECT 'NaN'::DOUBLE >= 200000").fetchall() == [(True,)]  # what is kept out


def test_a_scale_that_would_be_cut_is_refused_and_too_many_digits_raise():
    plan = plan_of("税收 >= 200000", {"税收": "decimal(18,2)"})
    with pytest.raises(Unusable, match="COL-022"):
        columns.run(plan, pa.table({"税收": pa.array([Decimal("1.005")], pa.decimal128(18, 3))}))
    with pytest.raises(duckdb.Error):
        columns.run(plan, pa.table({"税收": pa.array([Decimal(10) ** 20], pa.decimal128(30, 2))}))


@pytest.mark.parametrize("engine", ENGINES)
def test_products_keep_their_scale(engine):
    """Spark alone gives 1.234568 for decimals of 38 digits."""
    types = {"甲": "decimal(17,8)", "乙": "decimal(17,8)"}
    assert results(plan_of("甲 * 乙", types), rows(types, 甲=["1.23456789"], 乙=["1.00000001"]), engine) == [
        Decimal("1.2345679023456789")
    ]
    wide = {"甲": "decimal(38,8)", "乙": "decimal(38,8)"}
    assert [d.code for d in plan_of("甲 * 乙", wide).diagnostics] == ["COL-004"]


@pytest.mark.parametrize("engine", ENGINES)
def test_values_that_do_not_fit_a_machine_word_are_computed_wide(engine):
    types = {"甲": "decimal(18,2)", "乙": "decimal(8,2)"}
    source = rows(types, 甲=["9999999999999999.99", "1.01"], 乙=["999999.99", "2.00"])
    assert results(plan_of("甲 * 乙", types), source, engine) == [
        Decimal("9999999899999999990000.0001"),
        Decimal("2.0200"),
    ]
    assert results(plan_of("甲 - 乙 + 甲", types), source, engine) == [
        Decimal("19999999998999999.99"),
        Decimal("0.02"),
    ]


QUOTIENTS = [  # above, below, rounded
    ("1", "3", "0.33"), ("2", "3", "0.67"), ("-2", "3", "-0.67"), ("1", "200", "0.01"), ("-1", "200", "-0.01"),
    ("1", "0", None), (None, "1", None), ("9999999999999999", "1", "9999999999999999.00"), ("0", "7", "0.00"),
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_a_quotient_rounded_at_once_is_exact(engine):
    """DuckDB divides decimals as doubles; Spark's div overflows silently."""
    types = {"甲": "decimal(18,2)", "乙": "decimal(18,2)"}
    source = rows(types, 甲=[a for a, _, _ in QUOTIENTS], 乙=[b for _, b, _ in QUOTIENTS])
    wanted = [None if r is None else Decimal(r) for _, _, r in QUOTIENTS]
    assert results(plan_of("round half up(甲 / 乙, 2)", types), source, engine) == wanted


ROUNDINGS = {
    "round half up": "-2.5 -1.5 1.5 2.5 1.3", "round half down": "-2.4 -1.4 1.4 2.4 1.3", "decimal": "-2.4 -1.4 1.4 2.4 1.3",
    "round up": "-2.5 -1.5 1.5 2.5 1.3", "round down": "-2.4 -1.4 1.4 2.4 1.2",
    "floor": "-2.5 -1.5 1.4 2.4 1.2", "ceiling": "-2.4 -1.4 1.5 2.5 1.3",
}  # fmt: skip
NULLS = {  # of null, of "A"
    "等级 = null": [True, False], "等级 != null": [False, True], '等级 = "A"': [False, True], '等级 != "A"': [True, False],
    '等级 in ("A", "B")': [False, True], 'not(等级 = "A")': [True, False], '等级 = "A" and null': [False, None],
}  # fmt: skip


def together(
    expressions: list[str], types: dict[str, str], source: pa.Table, engine: str
) -> list[list[object]]:
    """One run of many expressions."""
    names = [f"结果{at}" for at in range(len(expressions))]
    made = model(list(types), dict(zip(names, expressions, strict=True)))
    found = columns.run(columns.compile(made, names, types), source, engine)  # type: ignore[arg-type]
    return [found[name].to_pylist() for name in names]


@pytest.mark.parametrize("engine", ENGINES)
def test_each_rounding_is_feels(engine):
    types = {"甲": "decimal(9,3)"}
    source = rows(types, 甲=["-2.450", "-1.450", "1.450", "2.450", "1.251"])
    made = together([f"{function}(甲, 1)" for function in ROUNDINGS], types, source, engine)
    assert dict(zip(ROUNDINGS, made, strict=True)) == {
        f: [Decimal(x) for x in r.split()] for f, r in ROUNDINGS.items()
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_null_is_a_value_that_equals_itself(engine):
    types = {"等级": "text"}
    made = together(list(NULLS), types, rows(types, 等级=[None, "A"]), engine)
    assert dict(zip(NULLS, made, strict=True)) == NULLS


@pytest.mark.parametrize("engine", ENGINES)
def test_ten_billion_stays_below_ten_billion(engine):
    """9,999,999,600 is 10^10 as float32."""
    types = {"收入": "decimal(18,2)"}
    plan = plan_of(table(["收入"], [["> 10000000000", '"over"'], ["<= 10000000000", '"under"']]), types)
    assert results(plan, rows(types, 收入=["9999999600", "10000000000", "10000000000.01"]), engine) == [
        "under",
        "under",
        "over",
    ]


def test_a_mean_is_refused_because_the_engine_would_divide_in_doubles():
    assert [d.code for d in plan_of("mean(甲, 甲)", {"甲": "decimal(9,2)"}).diagnostics] == ["COL-010"]


@pytest.mark.parametrize("engine", ENGINES)
def test_texts_with_quotes_and_backslashes_are_taken_as_they_are(engine):
    types = {"等级": "text"}
    plan = plan_of('等级 = "O\'x\\\\n"', types)
    assert results(plan, rows(types, 等级=["O'x\\n", "O'x\n"]), engine) == [True, False]


def test_the_plan_reads_only_what_it_needs():
    made = model(["甲", "乙"], {"结果": "甲 + 1"})
    plan = columns.compile(made, "结果", {"甲": "decimal(9,2)", "乙": "decimal(9,2)"})
    assert list(plan.inputs) == ["甲"]
