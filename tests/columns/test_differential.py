"""Scalar and columns hold the same to the last cent, on models and rows drawn with boundaries and nulls on purpose.

The short form draws some ten thousand rows; YUANQU_LONG=1 draws more than a million on each engine, the scalar side in
processes of its own. How much was compared is printed at the end of the run.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import count as count_up
from multiprocessing import get_context
from random import Random

import pytest
from comparing import differences, differences_of
from drawing import Draw, rows

from yuanqu import columns
from yuanqu.dmn import compile_model, read_model

LONG = os.environ.get("YUANQU_LONG") == "1"
MODELS, ROWS = (430, 2_400) if LONG else (60, 100)
SPARK_MODELS, SPARK_ROWS = (205, 5_000) if LONG else (14, 150)
PROCESSES = min(4, os.cpu_count() or 1)


def hold(engine: str, models: int, count: int, record_property: object) -> None:
    """Draw, run, compare; a difference names the seed that draws it again."""
    waiting: list[tuple[int, Future[list[str]]]] = []
    compared = kept = outputs = 0
    pool = ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) if LONG else None

    def settle(most: int) -> None:
        while len(waiting) > most:
            seed, future = waiting.pop(0)
            assert (seed, future.result()) == (seed, [])

    try:
        for at in count_up():
            if kept == models:
                break
            seed = Random(f"{engine} {at}").randrange(2**31)
            drawn = Draw(seed).model()
            model = read_model(drawn.xml, source="drawn").model
            assert model is not None
            exact = tuple(
                d for d in drawn.decisions if columns.compile(model, d, drawn.types, drawn.constants).ok
            )
            if not exact:
                continue  # all of it may have too many digits
            plan = columns.compile(model, exact, drawn.types, drawn.constants, matched=True)
            source = rows(drawn, count, seed)
            made = columns.run(plan, source, engine)  # type: ignore[arg-type]
            compared, kept, outputs = compared + count, kept + 1, outputs + count * made.num_columns
            if pool is None:
                program = compile_model(model, constants=drawn.constants)
                assert (seed, differences(program, source, made, exact)) == (seed, [])
            else:
                waiting.append(
                    (seed, pool.submit(differences_of, drawn.xml, drawn.constants, source, made, exact))
                )
                settle(2 * PROCESSES)
        settle(0)
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
    record_property(  # type: ignore[operator]
        "told",
        f"scalar = columns on {engine}: {compared:,} rows of {kept:,} models, {outputs:,} values compared",
    )
    assert compared == models * count >= (1_000_000 if LONG else 2_000)


@pytest.mark.slow
def test_duckdb_equals_the_scalar_evaluator(record_property):
    hold("duckdb", MODELS, ROWS, record_property)


@pytest.mark.slow
@pytest.mark.spark
def test_spark_equals_the_scalar_evaluator(spark, record_property):
    hold("spark", SPARK_MODELS, SPARK_ROWS, record_property)


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
    assert refused < total / 3


def test_everything_there_is_can_be_drawn():
    """Every hit policy, aggregation, rounding, kind of value, large tables, knowledge, contexts, zero and null."""
    texts = "".join(Draw(seed).model().xml.decode() for seed in range(120))
    wanted = (
        'hitPolicy="UNIQUE"', 'hitPolicy="FIRST"', 'hitPolicy="ANY"', 'hitPolicy="PRIORITY"', 'aggregation="SUM"',
        'aggregation="MIN"', 'aggregation="MAX"', 'aggregation="COUNT"', "round half up(", "round half down(", "round up(",
        "round down(", "decimal(", "floor(", "ceiling(", "date(", "null", "true", "加成(", "合格(", "function(n)", "参数",
        "<context>", "<invocation>", "inputValues", "defaultOutputEntry", "between", " / ", "not(", "list contains(", "}.q",
    )  # fmt: skip
    assert [w for w in wanted if w not in texts] == []
    assert max(xml.count("<rule>") for xml in texts.split("<decisionTable")) > 100
    for kind in (rows(Draw(1).model(), 300, 1)).columns:
        assert 0 < kind.null_count < 300
