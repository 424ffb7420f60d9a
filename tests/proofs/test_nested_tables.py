"""Tables that stand inside other boxes are proved as decisions' own are, and are named by their path."""

from __future__ import annotations

from decimal import Decimal

import pytest
from proof_tables import (
    boxed,
    context,
    decision_table,
    function,
    knowledge,
    literal,
    logic_of,
    model,
    service,
)

from yuanqu.proofs import Domain, prove_model

X = {"x": "number"}
GAP = [[">= 20", "1"], ["[10..20)", "2"]]
WHOLE = [["< 5", "1"], [">= 5", "2"]]


def prove(made, **how):
    """Findings that matter, as (table, code, rows, witness in English); the place says the table too."""
    found = [
        f for proof in prove_model(made, **how) for f in proof.findings if f.kind not in ("null", "exception")
    ]
    assert all(f.diagnostic.where.item == f.table and f"#{f.table} " in f.key for f in found)
    return [(f.table, f.diagnostic.code, f.rows, f.diagnostic.values["witness_en"]) for f in found]


@pytest.mark.parametrize(
    ("rows", "how", "found"),
    [
        (GAP, {}, [("PRF-001", (), "x = 9 (< 10)")]),
        ([[">= 20", "1"], ["<= 20", "2"]], {}, [("PRF-003", (1, 2), "x = 20")]),
        ([[">= 20", "1"], ["> 30", "2"], ["-", "3"]], {"policy": "FIRST"}, [("PRF-007", (2,), "any input")]),
        ([["< 5", "1"], [">= 5", "2"], [">= 5", "3"]], {}, [("PRF-010", (2, 3), "any input")]),
        ([["< 5", "1"], [">= 5", ""]], {}, [("PRF-012", (2,), "any input")]),
        ([["< 5", "1"], [">= 5", '"a"']], {"kind": "number"}, [("PRF-014", (2,), "any input")]),
        ([["< 5", "1"], [">= 5", "2"], ['"a"', "3"]], {}, [("PRF-015", (3,), "any input")]),
        ([["< y", "1"], [">= y", "2"]], {}, [("PRF-017", (1,), "any input"), ("PRF-017", (2,), "any input")]),
        (WHOLE, {}, []),
    ],
)  # fmt: skip
def test_a_knowledge_model_by_the_types_of_its_parameters(rows, how, found):
    policy, kind = how.get("policy", "UNIQUE"), how.get("kind", "")
    body = logic_of(["x"], rows, policy=policy)
    made = model([knowledge("费率", {"x": "number", "y": "number"}, body, kind)], {})
    assert prove(made) == [("费率", *part) for part in found]


def test_a_column_declared_otherwise_than_the_parameter():
    body = logic_of(["x"], [["-", "1"]], types=["string"])
    assert [p[:2] for p in prove(model([knowledge("费率", X, body)], {}))] == [("费率", "PRF-016")]


def test_a_parameter_hides_what_is_known_of_an_input_of_its_name():
    made = model(
        [knowledge("费率", X, logic_of(["x"], WHOLE)), decision_table("表", ["x"], WHOLE, needs=["x"])], X
    )
    domains = {"x": Domain("number", None, Decimal(6))}
    assert prove(made, domains=domains) == [("表", "PRF-008", (1,), "any input")]
    rows = [["< 门槛", "1"], [">= 门槛", "2"]]
    hidden = model([knowledge("费率", {**X, "门槛": "number"}, logic_of(["x"], rows))], {"门槛": "number"})
    assert [p[1] for p in prove(hidden, constants={"门槛": Decimal(3)})] == ["PRF-017", "PRF-017"]


def test_entries_of_a_context_know_those_before_them():
    made = boxed("决定", context({
        "档": logic_of(["x"], [["< 5", '"low"'], [">= 5", '"high"']], types=["number"]),
        "率": logic_of(["档"], [['"low"', "1"]]),
        "": logic_of(["率"], [["1", '"a"'], ["2", '"b"']]),
    }), needs=["x"])  # fmt: skip
    assert prove(model([made], X)) == [
        ("决定.率", "PRF-001", (), '档 = "high"'),
        ("决定.result", "PRF-008", (2,), "any input"),
    ]


def test_parameters_of_the_pack_hold_inside_a_context():
    made = boxed(
        "决定", context({"率": logic_of(["x"], [["< 门槛", "1"], ["> 门槛", "2"]])}), needs=["x", "门槛"]
    )
    given = {"x": "number", "门槛": "number"}
    assert prove(model([made], given), constants={"门槛": Decimal(3)}) == [
        ("决定.率", "PRF-001", (), "x = 3")
    ]
    low = boxed("决定", context({"率": logic_of(["x"], WHOLE)}), needs=["x"])
    domains = {"x": Domain("number", None, Decimal(6))}
    assert prove(model([low], X), domains=domains) == [("决定.率", "PRF-008", (1,), "any input")]


def test_an_entry_hides_an_input_of_its_name_and_stays_made_of_it():
    made = boxed("决定", context({"y": literal("x"), "x": literal("x + 1"),
                                "率": logic_of(["x", "y"], [["< 5", "< 5", "1"], [">= 5", ">= 5", "2"]])},
                               {"x": "number", "y": "number"}), needs=["x"])  # fmt: skip
    domains = {"x": Domain("number", None, Decimal(6))}
    assert [p[1] for p in prove(model([made], X), domains=domains)] == ["PRF-002", "PRF-002"]


def test_functions_invocations_lists_relations_loops():
    gap = logic_of(["x"], [["> 20", "1"], ["< 20", "2"]])
    item = logic_of(["item"], [["> 20", "true"], ["< 20", "false"]], types=["number"])
    rows = f'<column name="甲"/><row>{gap}</row>'
    boxes = {
        "函数": context({"f": function({"x": "number"}, gap), "": literal("f(1)")}),
        "调用": f'<invocation>{literal("abs")}<binding><parameter name="n"/>{gap}</binding></invocation>',
        "列表": f"<list>{literal('1')}{gap}</list>",
        "关系": f"<relation>{rows}</relation>",
        "筛选": f"<filter><in>{literal('[1, 2]')}</in><match>{item}</match></filter>",
        "循环": f'<for iteratorVariable="item"><in>{literal("[1]")}</in><return>{item}</return></for>',
    }
    made = model([boxed(name, logic, needs=["x"]) for name, logic in boxes.items()], X)
    assert prove(made) == [
        (name, "PRF-001", (), witness) for name, witness in
        [("函数.f", "x = 20"), ("调用.n", "x = 20"), ("列表[2]", "x = 20"), ("关系[1].甲", "x = 20"),
         ("筛选.match", "item = 20"), ("循环.return", "item = 20")]
    ]  # fmt: skip


def test_under_a_condition_on_the_same_input_a_gap_is_a_warning():
    table = logic_of(["x"], GAP)
    parts = f"<if>{literal('x >= 10')}</if><then>{table}</then><else>{literal('0')}</else>"
    made = model([boxed("决定", f"<conditional>{parts}</conditional>", needs=["x"])], X)
    assert prove(made) == [("决定.then", "PRF-002", (), "x = 9 (< 10)")]
    other = parts.replace("x &gt;= 10", "b")
    made = model(
        [boxed("决定", f"<conditional>{other}</conditional>", needs=["x", "b"])], {**X, "b": "boolean"}
    )
    assert prove(made) == [("决定.then", "PRF-001", (), "x = 9 (< 10)")]


def test_a_service_whose_caller_gives_a_decision_may_meet_any_value_of_it():
    first = decision_table("档", ["x"], [["< 5", '"low"'], [">= 5", '"high"']], needs=["x"])
    then = decision_table("表", ["档"], [['"low"', "1"], ['"high"', "2"]], requires=["档"])
    assert prove(model([first, then, service("服务", "表", data=["x"])], X)) == []
    assert prove(model([first, then, service("服务", "表", given=["档"])], X)) == [
        ("服务.表", "PRF-001", (), "档 = any other text")
    ]
    own = decision_table("表", ["档"], [['"low"', "1"]], requires=["档"])
    assert [p[0] for p in prove(model([first, own, service("服务", "表", given=["档"])], X))] == [
        "表",
        "服务.表",
    ]


@pytest.mark.parametrize("kind", ["time", "context", "list"])
def test_a_table_that_cannot_be_proved_says_so_and_why(kind):
    rows = [['time("08:00:00")', "1"]] if kind == "time" else [["1", "1"]]
    made = model([knowledge("费率", {"t": kind}, logic_of(["t"], rows))], {})
    (proof,) = prove_model(made)
    assert not proof.complete
    assert prove(made) == [("费率", "PRF-024", (), "any input")]
    assert f"column t is a {kind}" in proof.findings[0].diagnostic.message("en")


def test_an_unreachable_row_names_no_more_rows_than_cover_it():
    rows = [[">= 20", "1"], ["[18..30]", "2"], ["[5..20)", "3"], ["[6..25]", "4"], ["-", "5"]]
    made = model([knowledge("费率", X, logic_of(["x"], rows, policy="FIRST"))], {})
    found = [f for proof in prove_model(made) for f in proof.findings if f.kind == "unreachable"]
    assert [(f.rows, f.diagnostic.message("en")) for f in found] == [
        ((4,), "Row 4 is never used: rows 1, 3 take all its inputs first.")
    ]
