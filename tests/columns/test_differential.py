"""Scalar and columns hold the same to the last cent, on models and rows drawn with boundaries and nulls on purpose.

The short form draws some ten thousand rows; YUANQU_LONG=1 draws more than a million over the file.
"""

from __future__ import annotations

import os

import pytest
from comparing import differences
from drawing import Draw, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yuanqu import columns
from yuanqu.dmn import compile_model, read_model

LONG = os.environ.get("YUANQU_LONG") == "1"
MODELS, ROWS = (450, 2_500) if LONG else (70, 120)
SPARK_MODELS, SPARK_ROWS = (120, 2_500) if LONG else (14, 150)
SEEDS = st.integers(0, 2**31 - 1)
_SETTINGS = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def hold(seed: int, count: int, engine: str) -> None:
    drawn = Draw(seed).model()
    read = read_model(drawn.xml, source="drawn")
    assert read.model is not None
    exact = [d for d in drawn.decisions if columns.compile(read.model, d, drawn.types, drawn.constants).ok]
    if not exact:
        return
    plan = columns.compile(read.model, exact, drawn.types, drawn.constants, matched=True)
    source = rows(drawn, count, seed)
    made = columns.run(plan, source, engine)  # type: ignore[arg-type]
    program = compile_model(read.model, constants=drawn.constants)
    assert differences(program, plan, source, made, tuple(exact)) == []


@settings(max_examples=MODELS, **_SETTINGS)
@given(seed=SEEDS)
def test_duckdb_equals_the_scalar_evaluator(seed):
    hold(seed, ROWS, "duckdb")


@pytest.mark.spark
def test_spark_equals_the_scalar_evaluator(spark):
    @settings(max_examples=SPARK_MODELS, **_SETTINGS)
    @given(seed=SEEDS)
    def holds(seed):
        hold(seed, SPARK_ROWS, "spark")

    holds()


def test_most_of_what_is_drawn_compiles():
    """The property would hold of nothing if all were refused."""
    refused = total = 0
    for seed in range(40):
        drawn = Draw(seed).model()
        model = read_model(drawn.xml, source="drawn").model
        assert model is not None
        for decision in drawn.decisions:
            plan = columns.compile(model, decision, drawn.types, drawn.constants)
            total += 1
            refused += not plan.ok
            assert {d.code for d in plan.diagnostics} <= {"COL-004"}  # digits alone
    assert refused < total / 4
