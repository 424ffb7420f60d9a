"""Random tables over small domains: what is proved is what trying every input finds, with the evaluator itself."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proof_tables import table

from yuanqu.dmn import compile_model
from yuanqu.proofs import Domain, prove_model
from yuanqu.proofs.axes import make_axis
from yuanqu.proofs.grid import read_grid

N = st.integers(0, 5)
ATOM = st.one_of(
    N.map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "!=", "="]), N).map(lambda p: f"{p[0]} {p[1]}"),
    st.tuples(st.sampled_from("[("), N, N, st.sampled_from(")]")).map(
        lambda p: f"{p[0]}{min(p[1:3])}..{max(p[1:3])}{p[3]}"
    ),
    st.just("null"),
    st.tuples(N, N).map(lambda p: f"? > {p[0]} and ? != {p[1]}"),
    st.tuples(N, N).map(lambda p: f"? between {p[0]} and {p[1]}"),
    st.tuples(N, N).map(lambda p: f"[{p[0]}, {p[1]}]"),
)
NUMBERS = st.one_of(
    st.just("-"),
    st.lists(ATOM, min_size=1, max_size=2).map(", ".join),
    st.lists(ATOM, min_size=1, max_size=2).map(lambda cells: f"not({', '.join(cells)})"),
)
TEXTS = st.sampled_from(
    ["-", '"a"', '"b"', '"a", "b"', 'not("a")', "null", "not(null)", '? = "a" or ? = null']
)
FLAGS = st.sampled_from(["-", "true", "false", "not(true)", "null", "? = true"])

VALUES = {
    "x": [None, *(Decimal(i) / 2 for i in range(-1, 12))],
    "y": [None, *(Decimal(i) for i in range(-1, 7))],
    "t": [None, "a", "b", "c"],
    "f": [None, True, False],
}
TYPES = {"x": "number", "y": "number", "t": "string", "f": "boolean"}
DOMAINS = {"y": Domain("number", None, Decimal(-1), Decimal(6), 0)}
CELLS = {"x": NUMBERS, "y": NUMBERS, "t": TEXTS, "f": FLAGS}


@st.composite
def tables(draw):
    columns = draw(st.sampled_from(["x", "xy", "yt", "xf", "ytf"]))
    row = st.tuples(*(CELLS[c] for c in columns), st.sampled_from("123"))
    rows = draw(st.lists(row, min_size=1, max_size=5))
    policy = draw(st.sampled_from(["UNIQUE", "FIRST", "ANY"]))
    return columns, rows, policy


def tried(columns, rows, policy):
    """All inputs, with the numbers of the rows whose cells all pass."""
    made = table(list(columns), rows, policy=policy, types=[TYPES[c] for c in columns])
    program = compile_model(made)
    for values in product(*(VALUES[c] for c in columns)):
        trace = program.evaluate("表", dict(zip(columns, values, strict=True))).trace[0].table
        yield values, [r.number for r in trace.rules if r.matched]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_the_proof_agrees_with_trying_everything(made):
    columns, rows, policy = made
    model = table(list(columns), rows, policy=policy, types=[TYPES[c] for c in columns])
    found = prove_model(model, domains=DOMAINS)[0].findings
    assert not any(f.kind in ("unreadable", "too large", "type") for f in found)
    hits = list(tried(columns, rows, policy))
    plain = [matched for values, matched in hits if None not in values]

    assert any(f.kind == "gap" for f in found) == any(not matched for matched in plain)
    nulls = any(not matched for values, matched in hits if values.count(None) == 1)
    assert any(f.kind == "null" for f in found) == nulls
    _check_overlaps(found, hits, rows, policy)
    _check_unreachable(found, hits, len(rows), policy)
    _check_witnesses(found, columns, hits)


def _check_overlaps(found, hits, rows, policy):
    told = {f.rows for f in found if f.kind in ("overlap", "exception", "same inputs", "duplicate")}
    hidden = (
        {f.rows[0] for f in found if f.kind in ("unreachable", "null only")} if policy == "FIRST" else set()
    )
    hidden |= {f.rows[1] for f in found if f.kind in ("same inputs", "duplicate")}
    both = {(a, b) for _, matched in hits for a in matched for b in matched if a < b}
    if policy != "UNIQUE":
        both = {(a, b) for a, b in both if rows[a - 1][-1] != rows[b - 1][-1]}
    assert told <= {(a, b) for _, matched in hits for a in matched for b in matched if a < b}
    assert {pair for pair in both if pair[1] not in hidden} <= told


def _check_unreachable(found, hits, count, policy):
    told = {f.rows[0] for f in found if f.kind == "unreachable"}
    used = {n for _, matched in hits for n in (matched[:1] if policy == "FIRST" else matched)}
    same = {f.rows[1] for f in found if f.kind in ("same inputs", "duplicate")}
    assert told <= set(range(1, count + 1)) - used
    assert set(range(1, count + 1)) - used <= told | same


def _check_witnesses(found, columns, hits):
    """A witness is an input as the finding says: no row, or both rows."""
    matched = dict(hits)
    for f in found:
        if f.kind in ("gap", "overlap", "exception"):
            values = tuple(w.value if repr(w.value) != "OTHER" else "c" for w in f.witness)
            values = tuple(
                min(max(v, Decimal(-1)), Decimal(6)) if isinstance(v, Decimal) else v for v in values
            )
            if values in matched:
                assert set(f.rows) <= set(matched[values])
                assert f.kind != "gap" or not matched[values]


@settings(max_examples=300, deadline=None)
@given(NUMBERS)
def test_a_cell_is_read_as_it_is_evaluated(cell):
    model = table(["x"], [[cell, "1"]], types=["number"])
    grid = read_grid(model, model.decisions[0].table, {}, {})
    axis, accepted = grid.axes[0], grid.lines[0].sets[0]
    program = compile_model(model)
    for place in range(axis.null + 1):
        got = program.evaluate("表", {"x": axis.example(place)}).value is not None
        assert got == any(a <= place <= b for a, b in accepted), (cell, axis.example(place))


@given(st.lists(st.decimals(-5, 5, places=2), max_size=6), st.sampled_from([None, 0, 1, 2]))
def test_an_example_lies_in_its_class(cuts, scale):
    axis = make_axis("x", "x", "number", cuts, Domain("number", None, None, None, scale), True)
    for first, last in axis.possible:
        for place in range(first, min(last, axis.null - 1) + 1):
            value, (low, high) = axis.example(place), axis.ends(place)
            assert low is None or value > low or value == low == high
            assert high is None or value < high or value == low == high
            assert scale is None or value == round(value, scale)
