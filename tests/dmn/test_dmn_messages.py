"""One bad model per code; all problems of a model at once; hostile files are refused."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from dmn_help import a_decision, a_table, an_input, definitions, literal, load, program

from yuanqu.diagnostics.message import Message, all_messages
from yuanqu.dmn import compile_model, read_model
from yuanqu.proofs import distance

IMPORT = '<import name="b" namespace="urn:{}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
TWO = '<output name="a"/><output/>'
LIST = literal("1")
DEEP = "<context><contextEntry>" * 60 + "</contextEntry></context>" * 60

READ: dict[str, bytes] = {
    "DMN-001": b"<definitions",
    "DMN-002": b" " * 20_000_001,
    "DMN-003": b'<!DOCTYPE d [<!ENTITY x "y">]>' + definitions("<description>&x;</description>"),
    "DMN-004": definitions(a_decision("d", DEEP)),
    "DMN-005": b'<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"/>',
    "DMN-006": definitions(IMPORT.format("missing")),
    "DMN-007": definitions(IMPORT.format("test")),
    "DMN-008": definitions(IMPORT.format("1")),
    "DMN-010": definitions(an_input("x") + an_input("x")),
    "DMN-011": definitions('<inputData id="i"/>'),
    "DMN-012": definitions(an_input("x") + an_input("x").replace("i_x", "i2")),
    "DMN-013": definitions(a_decision("d", LIST, needs="i_gone")),
    "DMN-014": definitions(a_decision("d", "<conditional/>")),
    "DMN-015": definitions('<businessKnowledgeModel id="k" name="k"/>'),
    "DMN-016": definitions('<decisionService id="s" name="s"/>'),
    "DMN-017": definitions(
        a_decision("d", LIST.replace("<literalExpression", '<literalExpression expressionLanguage="groovy"'))
    ),
    "DMN-018": definitions(a_decision("d", literal("1 /*" + "x" * 90_000 + "*/")) * 23),
    "DMN-020": definitions(an_input("x", "tNothing")),
    "DMN-021": definitions('<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>'),
    "DMN-022": definitions(
        "".join(
            f'<itemDefinition name="t{i}"><typeRef>t{i + 1}</typeRef></itemDefinition>' for i in range(60)
        )
        + '<itemDefinition name="t60"><typeRef>number</typeRef></itemDefinition>'
    ),
    "DMN-030": definitions(a_decision("d", a_table(["1"], [], attributes='hitPolicy="LAST"'))),
    "DMN-031": definitions(
        a_decision("d", a_table(["1"], [], attributes='hitPolicy="FIRST" aggregation="SUM"'))
    ),
    "DMN-032": definitions(
        a_decision("d", f'<relation><column name="a"/><row>{LIST}{LIST}</row></relation>')
    ),
    "DMN-033": definitions(a_decision("d", a_table(["1"], [], outputs=TWO))),
    "DMN-034": definitions(a_decision("d", a_table(["1"], [], outputs=""))),
    "DMN-035": definitions(a_decision("d", a_table(["1"], [], attributes='hitPolicy="PRIORITY"'))),
    "DMN-036": definitions(a_decision("d", a_table(["1"], [("-", "1")] * 20_001))),
    "DMN-037": definitions(a_decision("d", a_table(["1"], [("-",)]))),
}
CHAIN = {f"{i}.dmn": definitions(IMPORT.format(i + 1), namespace=f"urn:{i}") for i in range(1, 30)}
CIRCLE = a_decision("a", literal("b"), needs="d_b") + a_decision("b", literal("a"), needs="d_a")
X = an_input("x")
ROWS = [("> 1", '"a"'), ("> 2", '"b"')]
NUMBERS = a_decision("t", a_table(["x"], [("> 1", "1")]), needs="i_x")


def _run(body: str, decision: str = "d", **context: object) -> list[str]:
    return [d.code for d in program(body).evaluate(decision, context).diagnostics]


def messages() -> list[Message]:
    return [message for message in all_messages() if message.code.startswith("DMN-")]


@pytest.mark.parametrize("code", sorted(READ))
def test_a_bad_model_is_told_under_its_code(code: str) -> None:
    found = read_model(READ[code], source="bad.dmn", imports=CHAIN).diagnostics
    assert code in {d.code for d in found}


def test_what_compiling_and_running_tell() -> None:
    loaded = load(CIRCLE)
    assert loaded.model is not None
    made = compile_model(loaded.model, constants={"nothing": 1})
    assert {d.code for d in made.diagnostics} == {"DMN-040", "DMN-041"}
    assert made.evaluate("a", {}).diagnostics[0].code == "DMN-041"
    assert made.evaluate("nothing", {}).diagnostics[0].code == "DMN-043"
    assert made.evaluate_service("nothing", {}).diagnostics[0].code == "DMN-044"
    policy = 'hitPolicy="{}"'
    unique = X + a_decision("d", a_table(["x"], ROWS), needs="i_x")
    assert _run(unique, x=3) == ["DMN-101"]
    assert _run(unique.replace("<decisionTable ", f"<decisionTable {policy.format('ANY')} "), x=3) == [
        "DMN-102"
    ]
    collect = f"<decisionTable {policy.format('COLLECT')} aggregation='SUM' "
    assert _run(unique.replace("<decisionTable ", collect), x=3) == ["DMN-103"]
    assert _run(unique) == ["DMN-105"]
    assert _run(a_decision("d", "")) == ["DMN-106"]


def test_a_chain_of_decisions_runs_up_to_ten_thousand() -> None:
    chain = a_decision("n0", literal("1")) + "".join(
        a_decision(f"n{i}", literal(f"n{i - 1} + 1"), needs=f"d_n{i - 1}") for i in range(1, 10_001)
    )
    loaded = load(chain)
    assert loaded.model is not None
    made = compile_model(loaded.model)
    assert made.evaluate("n9999", {}).value == 10_000
    assert made.evaluate("n10000", {}).diagnostics[0].code == "DMN-042"


def test_what_distances_tell() -> None:
    made = program(X + an_input("y") + NUMBERS + a_decision("l", literal("1")))
    assert distance(made, "l", "l", {"x": 0}, ["x"]).diagnostics[-1].code == "DMN-201"
    assert distance(made, "t", "t", {"x": 0}, ["y"]).diagnostics[-1].code == "DMN-202"
    assert distance(made, "t", "t", {"x": None}, ["x"]).diagnostics[-1].code == "DMN-203"
    odd = program(X + NUMBERS.replace("&gt; 1", "x / 2"))
    assert distance(odd, "t", "t", {"x": 0}, ["x"]).diagnostics[-1].code == "DMN-204"


def test_every_code_has_a_bad_input() -> None:
    running = {f"DMN-{n}" for n in (40, 41, 42, 43, 44)} | {
        f"DMN-{n}" for n in (101, 102, 103, 104, 105, 106)
    }
    running = {code if len(code) == 7 else f"DMN-0{code[4:]}" for code in running}
    known = set(READ) | running | {"DMN-201", "DMN-202", "DMN-203", "DMN-204"}
    assert known == {message.code for message in messages()}


def test_messages_are_bilingual_and_say_what_to_do() -> None:
    for message in messages():
        assert all((message.zh, message.en, message.hint_zh, message.hint_en)), message.code


def test_all_problems_are_told_at_once_with_their_places() -> None:
    table = a_table(["x", "nothing"], [("> ", "-", "1"), ("[1..", "-", "foo")])
    found = load(
        X + a_decision("d", table + "", needs="i_x i_gone") + a_decision("e", literal("1 +"))
    ).diagnostics
    places = {(d.code, d.where.item, d.where.row) for d in found}
    assert ("DMN-013", "d", None) in places
    assert ("FEEL-008", "d", None) in places
    assert ("FEEL-002", "d", 1) in places
    assert ("FEEL-002", "d", 2) in places
    assert ("FEEL-008", "d", 2) in places
    assert ("FEEL-002", "e", None) in places


OUTSIDE = b"file:" + b"//" + b"/etc/passwd"
BOMB = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10 if i else b"&a;" * 10) for i in range(9)
)


@pytest.mark.parametrize(
    "data",
    [
        BOMB + b"]>" + definitions("<description>&a8;</description>"),
        OUTSIDE.join([b'<!DOCTYPE d SYSTEM "', b'">']) + definitions(""),
        OUTSIDE.join([b'<!DOCTYPE d [<!ENTITY x SYSTEM "', b'">]>'])
        + definitions("<description>&x;</description>"),
        b"<a>" * 100_000,
        b"\x00\x01\x02",
        b"",
    ],
)
def test_hostile_files_are_refused_quickly(data: bytes) -> None:
    started = time.monotonic()
    loaded = read_model(data, source="hostile.dmn")
    assert loaded.model is None
    assert loaded.diagnostics
    assert time.monotonic() - started < 5


def test_importing_is_cheap() -> None:
    """What takes long to load is loaded when it is asked for; `./bench rules` measures the seconds."""
    heavy = "{'lxml', 'duckdb', 'pyarrow', 'scipy', 'yaml', 'rich', 'openpyxl', 'sqlglot'}"
    code = f"import sys, yuanqu.dmn; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "[]"
