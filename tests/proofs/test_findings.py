"""Each kind of finding, by a table that has it and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from proof_tables import decision_table, model, table

from yuanqu.proofs import Domain, prove_model, prove_table
from yuanqu.values import Text


def prove(made, **how):
    """Findings that matter, as (code, rows, witness in English)."""
    found = [
        f for proof in prove_model(made, **how) for f in proof.findings if f.kind not in ("null", "exception")
    ]
    return [(f.diagnostic.code, f.rows, f.diagnostic.values["witness_en"]) for f in found]


N = ("number",)


def test_the_texts_own_words_of_13_2_stand_in_two_bands_at_20_15_and_10():
    made = table(
        ["亩均税收"], [[">= 20", "1"], ["[15..20]", "0.5"], ["[10..15]", "0.3"], ["<= 10", "0"]], types=N
    )
    assert prove(made) == [
        ("PRF-003", (1, 2), "亩均税收 = 20"),
        ("PRF-003", (2, 3), "亩均税收 = 15"),
        ("PRF-003", (3, 4), "亩均税收 = 10"),
    ]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([[">= 20", "1"], ["[10..20)", "2"]], [("PRF-001", (), "x = 9 (< 10)")]),
        ([["> 20", "1"], ["< 20", "2"]], [("PRF-001", (), "x = 20")]),
        ([["> 20", "1"], ["<= 19.5", "2"]], [("PRF-001", (), "x = 20 ((19.5..20])")]),
        ([["> 0.2", "1"], ["<= 0.1", "2"]], [("PRF-001", (), "x = 0.2 ((0.1..0.2])")]),
        ([[">= 20", "1"], ["<= 20", "2"]], [("PRF-003", (1, 2), "x = 20")]),
        ([["-", "1"], ["5", "2"]], [("PRF-003", (1, 2), "x = 5")]),
        ([["not(1, 2)", "1"], ["[1..2)", "2"], ["2", "3"]], [("PRF-003", (1, 2), "x = 1 ((1..2))")]),
        ([["< 5", "1"], [">= 5", "2"], ["[7..6]", "3"]], [("PRF-008", (3,), "any input")]),
        ([["< 5", "1"], [">= 5", ""]], [("PRF-012", (2,), "any input")]),
        ([["< 5", "1"], [">= 5", "2"], ['"a"', "3"]], [("PRF-015", (3,), "any input")]),
        ([["? < 5 or ? > 7", "1"], ["? between 5 and 7", "2"]], []),
        ([["< 2 * 3", "1"], [">= 6", "2"]], []),
        ([["[1, 2, 3]", "1"], ["not(1, 2, 3)", "2"]], []),
    ],
)  # fmt: skip
def test_one_number(rows, found):
    assert [(c, r, w.replace("1.5 ", "1 ")) for c, r, w in prove(table(["x"], rows, types=N))] == found


@pytest.mark.parametrize(
    ("policy", "rows", "found"),
    [
        ("FIRST", [[">= 20", "1"], ["[15..20]", "2"], ["< 15", "3"]], [("PRF-005", (1, 2), "x = 20")]),
        ("FIRST", [[">= 20", "1"], ["[25..30]", "2"], ["-", "3"]], [("PRF-007", (2,), "any input")]),
        (
            "FIRST",
            [[">= 20", "1"], ["[15..20)", "2"], ["[16..25]", "3"], ["-", "4"]],
            [("PRF-007", (3,), "any input")],
        ),
        ("FIRST", [["< 5", "1"], [">= 5", "2"], ["-", "3"]], [("PRF-009", (3,), "any input")]),
        ("FIRST", [["< 5", "1"], [">= 5", "2"], ["null", "3"]], []),
        ("FIRST", [["5", "1"], ["-", "2"]], []),
        ("ANY", [[">= 5", "1"], ["<= 5", "1"]], []),
        ("ANY", [[">= 5", "1"], ["<= 5", "2"]], [("PRF-004", (1, 2), "x = 5")]),
        ("UNIQUE", [["< 5", "1"], [">= 5", "2"], [">= 5", "3"]], [("PRF-010", (2, 3), "any input")]),
        ("FIRST", [["< 5", "1"], [">= 5", "2"], [">= 5", "3"]], [("PRF-010", (2, 3), "any input")]),
        ("ANY", [["< 5", "1"], [">= 5", "2"], [">= 5", "2"]], [("PRF-011", (2, 3), "any input")]),
        ("COLLECT+SUM", [["< 5", "1"], [">= 5", "2"], [">= 3", "2"]], []),
        ("COLLECT+SUM", [["< 5", "1"], ["> 5", "2"]], [("PRF-001", (), "x = 5")]),
        ("COLLECT", [["< 5", "1"], ["> 5", "2"]], []),
    ],
)
def test_the_hit_policy_decides_what_matters(policy, rows, found):
    assert prove(table(["x"], rows, types=N, policy=policy)) == found


def test_each_gap_of_a_column_is_named():
    assert prove(table(["x"], [["< 10", "1"], ["(10..15)", "2"], ["> 15", "3"]], types=N)) == [
        ("PRF-001", (), "x = 10"),
        ("PRF-001", (), "x = 15"),
    ]
    found = prove_model(table(["x"], [[str(i), "1"] for i in range(30)], types=N))[0].findings
    assert [f.kind for f in found] == ["gap"] * 10 + ["more", "null"]
    assert found[10].diagnostic.values["count"] == "21"


def test_a_priority_row_wins_by_its_output():
    rows = [["<= 5", '"low"'], [">= 5", '"high"'], ["[7..9]", '"low"']]
    made = table(["x"], rows, types=N, policy="PRIORITY", outputs='"high", "low"')
    assert prove(made) == [("PRF-007", (3,), "any input"), ("PRF-005", (1, 2), "x = 5")]
    found = [f for f in prove_model(made)[0].findings if f.kind == "overlap"]
    assert found[0].diagnostic.values["winner"] == "2"


@pytest.mark.parametrize(
    ("columns", "types", "rows", "found"),
    [
        (["d"], ["date"], [['< date("2014-07-31")', "1"], ['> @"2014-07-31"', "2"]], [("PRF-001", (), "d = 2014-07-31")]),
        (["d"], ["date"], [['<= date("2014-07-30")', "1"], ['>= date("2014-07-31")', "2"]], []),
        (["b"], ["boolean"], [["true", "1"]], [("PRF-001", (), "b = false")]),
        (["b"], ["boolean"], [["not(true)", "1"], ["? = true", "2"]], []),
        (["t"], ["string"], [['"a"', "1"]], [("PRF-001", (), "t = any other text")]),
        (["t"], ["string"], [['"a"', "1"], ['not("a")', "2"]], []),
        (["n", "b"], ["number", "boolean"], [["< 5", "-", "1"], [">= 5", "true", "2"]], [("PRF-001", (), "n = 5 (>= 5), b = false")]),
        (["n", "n"], ["number", "number"], [["< 5", "-", "1"], ["-", ">= 5", "2"]], []),
        (["a", "b"], ["number", "number"], [["<= 1", "-", "1"], ["-", "<= 1", "1"], ["> 1", "> 1", "2"]],
         [("PRF-003", (1, 2), "a = 1 (<= 1), b = 1 (<= 1)")]),
    ],
)  # fmt: skip
def test_other_types_and_several_columns(columns, types, rows, found):
    given = dict(zip(columns, types, strict=True))
    assert prove(table(columns, rows, types=types, inputs=given)) == found


@pytest.mark.parametrize(
    ("domain", "rows", "found"),
    [
        (Domain("string", ("a", "b")), [['"a"', "1"]], [("PRF-001", (), 't = "b" (Bee)')]),
        (Domain("string", ("a", "b")), [['"a"', "1"], ['"b"', "2"], ['"c"', "3"]], [("PRF-008", (3,), "any input")]),
        (Domain("string", ("a", "b")), [['starts with(?, "a")', "1"], ['"b"', "2"]], []),
        (Domain("number", None, Decimal(0), Decimal(7), 0), [["[0..3]", "1"], ["[4..7]", "2"]], []),
        (Domain("number", None, None, None, 2), [["<= 14.99", "1"], [">= 15", "2"]], []),
        (Domain("number", None, None, None, 3), [["<= 14.99", "1"], [">= 15", "2"]], [("PRF-001", (), "t = 14.995 ((14.99..15))")]),
        (Domain("number", None, Decimal(0)), [[">= 0", "1"], ["< 0", "2"]], [("PRF-008", (2,), "any input")]),
    ],
)  # fmt: skip
def test_what_an_input_can_be(domain, rows, found):
    named = Domain(
        domain.kind, domain.values, domain.low, domain.high, domain.scale, {"b": Text("乙", "Bee")}
    )
    assert prove(table(["t"], rows, types=[domain.kind]), domains={"t": named}) == found


def test_input_values_and_outputs_of_another_table_bound_a_column():
    assert (
        prove(table(["t"], [['"a"', "1"], ['"b"', "2"]], types=["string"], allowed={"t": '"a", "b"'})) == []
    )
    first = decision_table("档", ["x"], [["< 5", '"low"'], [">= 5", '"high"']], needs=["x"], types=N)
    then = decision_table("表", ["档"], [['"low"', "1"], ['"high"', "2"]], requires=["档"])
    assert prove(model([first, then], {"x": "number"})) == []


def test_parameters_are_bound():
    made = table(
        ["x"], [["< 门槛", "1"], ["> (门槛 + 1)", "2"]], inputs={"x": "number", "门槛": "number"}, types=N
    )
    assert prove(made, constants={"门槛": Decimal(3)}) == [("PRF-001", (), "x = 3 ([3..4])")]
    assert [c for c, *_ in prove(made)] == ["PRF-017", "PRF-017"]


def test_a_guard_against_null_follows_from_its_columns():
    rows = [['"a"', "-", "1"], ["-", "true", "2"]]
    made = table(
        ["t", "t != null"], rows, inputs={"t": "string"}, policy="FIRST", types=["string", "boolean"]
    )
    assert prove(made) == []


def test_columns_that_read_the_same_input_give_warnings_only():
    made = table(["x", "x * 2"], [["< 5", "< 10", "1"], [">= 5", ">= 10", "2"]], inputs={"x": "number"},
                 types=["number", "number"])  # fmt: skip
    assert [code for code, *_ in prove(made)] == ["PRF-002", "PRF-002"]


def test_null_alone_is_told_apart():
    found = prove_model(table(["x"], [["< 5", "1"], [">= 5", "2"]], types=N))[0].findings
    assert [(f.kind, f.severity, f.diagnostic.message("en")) for f in found] == [
        ("null", "info", "Without data in x there is no result.")
    ]
    assert prove_model(table(["x"], [["-", "1"]], types=N))[0].findings == ()


def test_a_default_output_closes_gaps():
    assert prove(table(["x"], [["< 5", "1"]], types=N, default="0")) == []


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"outputs": '"a", "b"', "output_type": "string"}, "PRF-013"),
        ({"output_type": "number"}, "PRF-014"),
    ],
)
def test_outputs(how, code):
    assert [c for c, *_ in prove(table(["x"], [["-", '"c"']], types=N, **how))] == [code]


def test_a_column_declared_otherwise_than_its_input():
    made = table(["x"], [["-", "1"]], inputs={"x": "number"}, types=["string"])
    assert [c for c, *_ in prove(made)] == ["PRF-016"]


def test_work_is_bounded():
    columns = [f"c{i}" for i in range(12)]
    rows = [[f"> {(i * j) % 17}" if j % 3 else f"< {i}" for j in range(12)] + [str(i)] for i in range(60)]
    made = table(columns, rows, types=["number"] * 12, policy="COLLECT+SUM")
    proof = prove_table(made, made.decisions[0], steps=2_000)
    assert not proof.complete
    assert [f.diagnostic.code for f in proof.findings] == ["PRF-018"]


def test_a_large_table_of_one_number_is_proved():
    rows = [[f"[{i}..{i + 1})", str(i)] for i in range(2_000)]
    assert prove(table(["x"], rows, types=N)) == [
        ("PRF-001", (), "x = -1 (< 0)"),
        ("PRF-001", (), "x = 2000 (>= 2000)"),
    ]
