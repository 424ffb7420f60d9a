"""Where floating point and the engines' own arithmetic go wrong, ours does not: each trap of the measurements is a test."""

from __future__ import annotations

import os
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
LONG = os.environ.get("YUANQU_LONG") == "1"
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


# -- the engines' own arithmetic: what they do, and that ours does not rest on it


def test_duckdb_divides_decimals_as_doubles_and_ours_never_divides():
    kinds = duckdb.sql(
        "SELECT typeof(1.0::DECIMAL(4, 1) / 3.0::DECIMAL(4, 1)), typeof(avg(1.0::DECIMAL(4, 1))), "
        "typeof(7.5::DECIMAL(4, 1) // 2.0::DECIMAL(4, 1)), 5.00::DECIMAL(18, 2) / 0.0::DECIMAL(9, 4) >= 200000"
    ).fetchall()
    assert kinds == [("DOUBLE", "DOUBLE", "DOUBLE", True)]  # a firm without land would get full relief
    for narrow in (True, False):
        text = plan_of(RELIEF, TYPES).sql(narrow=narrow)
        assert "/" not in text
        assert "DOUBLE" not in text
        text = plan_of("round half up(税收 / 亩, 2)", TYPES).sql(narrow=narrow)
        assert " / " not in text.replace("//", "")
        assert "AVG" not in text.upper()


def test_a_product_of_doubles_is_worse_than_their_quotient():
    """tax >= k·land in doubles puts firms that stand on an edge below it; in decimals none."""
    doubles, ours = duckdb.sql(
        "WITH m AS (SELECT CAST(i AS DECIMAL(9, 0)) * 0.0001 AS mu, CAST(i AS DECIMAL(9, 0)) * 20 AS tax "
        "FROM range(1, 2000001) AS t(i)) "
        "SELECT COUNT(CASE WHEN NOT tax::DOUBLE >= 200000 * mu::DOUBLE THEN 1 END), "
        "COUNT(CASE WHEN NOT tax >= 200000 * mu THEN 1 END) FROM m"
    ).fetchall()[0]
    assert (doubles > 50_000, ours) == (True, 0)


@pytest.mark.spark
def test_every_land_value_on_each_edge_gets_its_own_tier_on_spark(spark):
    """0.0001 to 20 mu, and all of 200 in the long form."""
    from yuanqu.columns import spark_engine

    plan, most = plan_of(RELIEF, TYPES), 2_000_000 if LONG else 200_000
    spark_engine.prepare_session(spark, plan)
    spark.sql(
        f"SELECT e, CAST(id * e * 0.0001BD AS DECIMAL(18, 2)) AS `税收`, CAST(id * 0.0001BD AS DECIMAL(12, 4)) AS `亩` "
        f"FROM range(1, {most + 1}), (VALUES (200000), (150000), (100000)) AS v(e)"
    ).createOrReplaceTempView("facts")
    found = spark.sql(
        f"SELECT e, `结果`, COUNT(*) FROM ({plan.sql('spark', keys=('e',))}) GROUP BY ALL ORDER BY e"
    )
    assert [tuple(row) for row in found.collect()] == [
        (100000, Decimal("0.3"), most),
        (150000, Decimal("0.5"), most),
        (200000, Decimal("1.0"), most),
    ]


def test_a_population_is_not_short_by_a_cent():
    """One firm in fifty stands on an edge: the city's total by whole numbers, and what doubles make of it."""
    types = TYPES | {"面积": "decimal(14,2)", "税额": "decimal(6,2)"}
    made = model(list(types), {"比例": RELIEF, "结果": "round half up(面积 * 税额 * 比例, 2)"})
    plan = columns.compile(made, ["比例", "结果"], types)
    assert plan.ok
    with duckdb_engine.connect() as connection:
        connection.execute(
            "CREATE TABLE firms AS SELECT (i * 7919 % 999983 + 1)::HUGEINT AS mu, (i * 104729 % 9999991)::HUGEINT AS area, "
            "[60, 150, 300, 600, 900][1 + i % 5]::HUGEINT AS rate, CASE WHEN i % 50 = 0 THEN mu * [1000, 1500, 2000][1 + i // 50 % 3] "
            "ELSE mu * (i * 31 % 2600) + i % 1000 END AS tax FROM range(200000) AS t(i)"
        )  # mu in 0.0001, area and tax and rate in 0.01; an edge of 200000 a mu is 2000 such units
        connection.execute(
            'CREATE TEMP VIEW facts AS SELECT CAST(tax::DECIMAL(18, 0) * 0.01 AS DECIMAL(18, 2)) AS "税收", '
            'CAST(mu::DECIMAL(9, 0) * 0.0001 AS DECIMAL(12, 4)) AS "亩", CAST(area::DECIMAL(12, 0) * 0.01 AS DECIMAL(14, 2)) AS "面积", '
            'CAST(rate::DECIMAL(4, 0) * 0.01 AS DECIMAL(6, 2)) AS "税额" FROM firms'
        )
        tier = "CASE WHEN tax >= 2000 * mu THEN 10 WHEN tax >= 1500 * mu THEN 5 WHEN tax >= 1000 * mu THEN 3 ELSE 0 END"
        (exact,) = connection.execute(
            f"SELECT SUM((area * rate * {tier} + 500) // 1000) FROM firms"
        ).fetchall()[0]
        (ours,) = connection.execute(f'SELECT SUM("结果") FROM ({plan.sql(narrow=True)})').fetchall()[0]
        per = "tax / 100.0::DOUBLE / (mu / 10000.0::DOUBLE)"
        double_tier = f"CASE WHEN {per} >= 200000 THEN 1.0 WHEN {per} >= 150000 THEN 0.5 WHEN {per} >= 100000 THEN 0.3 ELSE 0 END"
        (doubles,) = connection.execute(
            f"SELECT SUM(FLOOR(area / 100.0 * (rate / 100.0) * ({double_tier})::DOUBLE * 100 + 0.5)) FROM firms"
        ).fetchall()[0]
    assert ours * 100 == exact
    assert exact - int(doubles) > 100_000  # 分 that firms on an edge would lose


@pytest.mark.parametrize("engine", ENGINES)
def test_money_keeps_the_digits_that_float32_drops(engine):
    types = {"收入": "decimal(18,2)"}
    found = results(plan_of("收入 + 0", types), rows(types, 收入=["123456789.01", "9999999600"]), engine)
    assert found == [Decimal("123456789.01"), Decimal("9999999600.00")]


def test_38_digits_overflow_aloud():
    """DuckDB raises; ours is refused before it runs, because 34 digits are all that FEEL has."""
    with pytest.raises(duckdb.Error, match=r"(?i)overflow|out of range"):
        duckdb.sql(
            "SELECT 9999999999999999999.0::DECIMAL(38, 1) * 9999999999999999999.0::DECIMAL(38, 1)"
        ).fetchall()
    types = {"甲": "decimal(34,0)"}
    assert [d.code for d in plan_of("甲 + 1", types).diagnostics] == ["COL-004"]
    assert [d.code for d in plan_of("甲 * 10", types).diagnostics] == ["COL-004"]
    assert plan_of("甲", types).ok


@pytest.mark.spark
def test_spark_cuts_products_and_overflows_whole_division_in_silence(spark):
    """What `products keep their scale` and `a quotient rounded at once` guard against."""
    spark.conf.set("spark.sql.ansi.enabled", "false")
    wide = "CAST(1.23456789 AS DECIMAL(38, 8)) * CAST(1.00000001 AS DECIMAL(38, 8))"
    spark.conf.set("spark.sql.decimalOperations.allowPrecisionLoss", "true")
    assert str(spark.sql(f"SELECT {wide}").collect()[0][0]) == "1.234568"
    spark.conf.set("spark.sql.decimalOperations.allowPrecisionLoss", "false")
    full = "CAST('1.2345678912345678' AS DECIMAL(38, 16)) * CAST('123456789012.1234567891234567' AS DECIMAL(38, 16))"
    assert spark.sql(f"SELECT {full} * 1000000000BD").collect()[0][0] is None
    spark.conf.set("spark.sql.decimalOperations.allowPrecisionLoss", "true")
    cut = spark.sql(
        "SELECT CAST('99999999999999999999' AS DECIMAL(20, 0)) div CAST(1 AS DECIMAL(1, 0))"
    ).collect()[0][0]
    assert cut != 99999999999999999999  # BIGINT went round
    types = {"甲": "decimal(20,0)", "乙": "decimal(1,0)"}
    source = rows(types, 甲=["99999999999999999999", "-99999999999999999999"], 乙=["1", "3"])
    assert results(plan_of("round half up(甲 / 乙, 0)", types), source, "spark") == [
        Decimal("99999999999999999999"),
        Decimal("-33333333333333333333"),
    ]


@pytest.mark.spark
def test_ansi_mode_is_switched_off_before_a_plan_runs(spark):
    """Under ANSI mode, which is Spark 4's own default, a zero divisor raises."""
    spark.conf.set("spark.sql.ansi.enabled", "true")
    with pytest.raises(Exception, match="DIVIDE_BY_ZERO"):
        spark.sql("SELECT 1.0BD / 0.0BD").collect()
    source = rows(TYPES, 税收=["5.00"], 亩=["0"])
    assert results(plan_of("round half up(税收 / 亩, 2)", TYPES), source, "spark") == [None]
    assert results(plan_of(RELIEF, TYPES), source, "spark") == [None]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_rule_that_matches_is_null_and_not_zero(engine):
    types = {"甲": "decimal(9,2)"}
    plan = plan_of(table(["甲"], [["> 10", "1"], ["null", "2"]]), types)
    assert results(plan, rows(types, 甲=["11", "10", None]), engine) == [1, None, 2]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("declared", "given", "kind"),
    [
        ("decimal(18,2)", Decimal(10) ** 20, pa.decimal128(30, 2)),
        ("integer", Decimal(2) ** 63, pa.decimal128(20, 0)),
    ],
)
def test_a_value_with_more_digits_than_declared_stops_the_run(engine, declared, given, kind):
    """Spark would load it as null or as another number, and say nothing."""
    plan = plan_of("税收 >= 200000", {"税收": declared})
    with pytest.raises(Exception, match=r"(?i)fit|out of range|failed to cast|could not cast"):
        columns.run(plan, pa.table({"税收": pa.array([given, None], kind)}), engine)
    fine = pa.table({"税收": pa.array([Decimal(200000), None, Decimal(-1)], kind)})
    assert columns.run(plan, fine, engine)["结果"].to_pylist() == [True, None, False]
