"""Grammars and mutations: FEEL texts, DMN files, inputs; and what must hold of each.

Nothing here asks a clock of the code under test: a case that goes beyond the bounds of an evaluation is told by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from yuanqu.dmn import compile_model, read_model, write_model
from yuanqu.feel import compile_expression, compile_unary_tests, to_text
from yuanqu.feel.builtins import BUILTINS
from yuanqu.feel.names import Scope
from yuanqu.feel.nodes import Faulty, Node, children
from yuanqu.feel.parser import parse_expression
from yuanqu.feel.text import plain_of

CORPUS = Path(__file__).parent / "corpus"
NAMES = ("x", "y", "tax per mu", "a-b")
NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"

# -- FEEL

_ATOMS = st.one_of(
    st.sampled_from(
        [*NAMES, "1", "0", "-3", "0.5", "1e9", '"a"', '""', "true", "false", "null", "item", "partial", "?"]
    ),
    st.sampled_from(
        ['@"2024-02-29"', '@"P1Y2M"', '@"PT5H"', '@"2024-01-01T10:00:00@Asia/Shanghai"', '@"x"', "[]", "{}"]
    ),
    st.integers(-(10**12), 10**12).map(str),
    st.text(max_size=6).map(lambda t: '"' + t.replace("\\", "\\\\").replace('"', '\\"') + '"'),
)
_OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "instance of"]
)
_FUNCTIONS = st.sampled_from(sorted(BUILTINS))


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, max_size=4)
    return st.one_of(
        st.builds("{} {} {}".format, inner, _OPERATORS, inner),
        st.builds("({})".format, inner),
        st.builds("-{}".format, inner),
        some.map(lambda parts: f"[{', '.join(parts)}]"),
        some.map(lambda parts: "{" + ", ".join(f"k{at}: {part}" for at, part in enumerate(parts)) + "}"),
        st.builds("{}({})".format, _FUNCTIONS, some.map(", ".join)),
        st.builds("if {} then {} else {}".format, inner, inner, inner),
        st.builds("for i in {} return {}".format, inner, inner),
        st.builds("for i in {}..{}, j in i..{} return {}".format, inner, inner, inner, inner),
        st.builds("some i in {} satisfies {}".format, inner, inner),
        st.builds("every i in {} satisfies {}".format, inner, inner),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("({}).{}".format, inner, st.sampled_from(["k0", "year", "time offset", "start"])),
        st.builds("{} between {} and {}".format, inner, inner, inner),
        st.builds("{} in ({}, < {})".format, inner, inner, inner),
        st.builds("{}{}..{}{}".format, st.sampled_from("[(]"), inner, inner, st.sampled_from("])[")),
        st.builds("(function(n) {})({})".format, inner, inner),
        st.builds(
            "({}) instance of {}".format,
            inner,
            st.sampled_from(["number", "list<string>", "context<k0: Any>", "range<number>"]),
        ),
    )


FEEL = st.recursive(_ATOMS, _grow, max_leaves=18)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.text(max_size=5), st.integers(), st.dates(), st.datetimes(), st.timedeltas(),
        st.decimals(), st.floats(), st.binary(max_size=2), st.just(Decimal("1e9999")), st.just(date(1, 1, 1)),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip


def check_feel(text: str, values: Iterable[object] = ()) -> None:
    """Reads, runs twice, prints: no exception, one answer, a text that reads as what was printed."""
    given = dict(zip(NAMES, values, strict=False))
    for make in (compile_expression, compile_unary_tests):
        compiled = make(text, NAMES)
        first, second = compiled.evaluate(given), compiled.evaluate(given)
        slow = {"FEEL-119", "FEEL-121"} & {d.code for d in (*first.diagnostics, *second.diagnostics)}
        timeless = not any(name in text for name in ("now", "today"))
        if not slow and timeless:
            assert plain_of(first.value) == plain_of(second.value), text
            assert [d.code for d in first.diagnostics] == [d.code for d in second.diagnostics], text
        for finding in (*compiled.diagnostics, *first.diagnostics):
            assert finding.text("zh")
            assert finding.text("en")
    check_printed(text)


def check_printed(text: str) -> None:
    scope = Scope(NAMES, Scope(BUILTINS))
    parsed = parse_expression(text, scope)
    if parsed.diagnostics or any(isinstance(node, Faulty) for node in _all(parsed.node)):
        return
    printed = to_text(parsed.node)
    again = parse_expression(printed, scope)
    assert again.node == parsed.node, (text, printed)
    assert to_text(again.node) == printed


def _all(node: Node) -> Iterable[Node]:
    yield node
    for inner in children(node):
        yield from _all(inner)


# -- DMN


def escaped(text: str) -> str:
    plain = "".join(c for c in text if c in "\t\n" or " " <= c < "\ud800")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


_CELLS = st.one_of(
    st.sampled_from(["-", "", "> 3", "[1..5]", '"a","b"', "not(3)", "null", "? > x", "< tax per mu"]), FEEL
)


def _literal(text: str) -> str:
    return f"<literalExpression><text>{escaped(text)}</text></literalExpression>"


def _table(policy: str, inputs: list[str], rows: list[list[str]]) -> str:
    columns = "".join(
        f"<input><inputExpression><text>{escaped(i)}</text></inputExpression></input>" for i in inputs
    )
    rules = ""
    for row in rows:
        cells = "".join(f"<inputEntry><text>{escaped(c)}</text></inputEntry>" for c in row[: len(inputs)])
        rules += f"<rule>{cells}<outputEntry><text>{escaped(row[-1])}</text></outputEntry></rule>"
    values = '<output name="o"><outputValues><text>1,2,"a"</text></outputValues></output>'
    return f'<decisionTable hitPolicy="{policy}">{columns}{values}{rules}</decisionTable>'


_POLICIES = st.sampled_from(
    ["UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER", "LAST"]
)
_TABLES = st.builds(
    _table,
    _POLICIES,
    st.lists(FEEL, min_size=1, max_size=2),
    st.lists(st.lists(_CELLS, min_size=2, max_size=4), max_size=4),
)


def _boxed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    entry = '<contextEntry><variable name="v{}"/>{}</contextEntry>'
    return st.one_of(
        st.lists(inner, max_size=3).map(
            lambda p: "<context>" + "".join(entry.format(at, b) for at, b in enumerate(p)) + "</context>"
        ),
        st.lists(inner, max_size=3).map(lambda parts: "<list>" + "".join(parts) + "</list>"),
        st.builds(
            "<conditional><if>{}</if><then>{}</then><else>{}</else></conditional>".format, inner, inner, inner
        ),
        st.builds("<filter><in>{}</in><match>{}</match></filter>".format, inner, inner),
        st.builds('<for iteratorVariable="i"><in>{}</in><return>{}</return></for>'.format, inner, inner),
        st.builds(
            '<every iteratorVariable="i"><in>{}</in><satisfies>{}</satisfies></every>'.format, inner, inner
        ),
        st.builds('<functionDefinition><formalParameter name="n"/>{}</functionDefinition>'.format, inner),
        st.builds(
            '<invocation>{}<binding><parameter name="n"/>{}</binding></invocation>'.format, inner, inner
        ),
        st.builds('<relation><column name="c"/><row>{}</row></relation>'.format, inner),
    )


_LOGIC = st.recursive(st.one_of(FEEL.map(_literal), _TABLES), _boxed, max_leaves=4)


def _model(parts: list[str], links: list[tuple[int, int]], kinds: list[str]) -> bytes:
    body = "".join(
        f'<inputData id="i{at}" name="{name}"><variable name="{name}" typeRef="{kinds[at % len(kinds)]}"/></inputData>'
        for at, name in enumerate(NAMES)
    )
    body += '<itemDefinition name="t"><typeRef>number</typeRef><allowedValues><text>[0..9]</text></allowedValues></itemDefinition>'
    for at, logic in enumerate(parts):
        needs = "".join(
            f'<informationRequirement><requiredInput href="#i{i}"/></informationRequirement>'
            for i in range(4)
        )
        for start, end in links:
            if start % len(parts) == at:
                needs += f'<informationRequirement><requiredDecision href="#d{end % len(parts)}"/></informationRequirement>'
        needs += '<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>'
        body += f'<decision id="d{at}" name="d{at}"><variable name="d{at}"/>{needs}{logic}</decision>'
    body += (
        '<businessKnowledgeModel id="k" name="f"><encapsulatedLogic><formalParameter name="n"/>'
        f"{parts[0]}</encapsulatedLogic></businessKnowledgeModel>"
        '<decisionService id="s" name="s"><outputDecision href="#d0"/></decisionService>'
    )
    return f'<definitions xmlns="{NAMESPACE}" name="m" namespace="urn:m">{body}</definitions>'.encode()


MODELS = st.builds(
    _model,
    st.lists(_LOGIC, min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=3),
    st.lists(st.sampled_from(["number", "string", "t", "Any", "date", "gone"]), min_size=1, max_size=4),
)


def check_model(data: bytes, values: Iterable[object] = ()) -> None:
    """Reads, writes, edits, compiles and runs every decision: no exception, bytes kept, one answer."""
    loaded = read_model(data, source="fuzz.dmn", imports={"urn:b": data})
    for finding in loaded.diagnostics:
        assert finding.text("en")
    model = loaded.model
    if model is None:
        assert loaded.diagnostics
        return
    assert write_model(model) == data
    program = compile_model(model)
    given = dict(zip(NAMES, values, strict=False))
    for decision in model.decisions[:4]:
        first, second = (
            program.evaluate(decision.id, given),
            program.evaluate(decision.id, given, trace=False),
        )
        codes = {d.code for d in (*first.diagnostics, *second.diagnostics)}
        if not codes & {"FEEL-119", "FEEL-121"} and b"now" not in data and b"today" not in data:
            assert plain_of(first.value) == plain_of(second.value)
        for step in first.trace:
            assert step.as_dict()
            assert step.text("zh")
            assert step.text("en")
        answer = program.prepare([decision.id])([given.get(i.name) for i in model.inputs])
        assert len(answer.values) <= 1
    for service in model.services[:2]:
        program.evaluate_service(service.name, given)


PIECES = (*b'< > " & ]]> <!-- "\\ /* ( [1.. partial ** \x00 \xff'.split(b" "), b" in ")


def mutated(data: bytes, random: Random) -> bytes:
    """A file cut, doubled, swapped or with a few bytes changed."""
    for _ in range(random.randint(1, 4)):
        size = len(data)
        if not size:
            return data
        a, b = sorted((random.randrange(size), random.randrange(size)))
        b = min(b, a + 200)
        match random.randrange(6):
            case 0:
                data = data[:a]
            case 1:
                data = data[:a] + data[b:]
            case 2:
                data = data[:b] + data[a:b] * random.randint(1, 5) + data[b:]
            case 3:
                data = data[:a] + bytes([random.randrange(256)]) + data[a + 1 :]
            case 4:
                c = random.randrange(size)
                data = data[:a] + data[c : c + b - a] + data[b:]
            case _:
                piece = random.choice(PIECES)
                data = data[:a] + piece + data[a:]
    return data
