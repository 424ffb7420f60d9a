"""The pack's own decisions give the same over columns as one by one, to the cent, on the whole sample city."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from yuanqu.assessment import compile_pack
from yuanqu.columns import compile, run, subject_inputs
from yuanqu.packs import load
from yuanqu.sampling import generate, read_settings
from yuanqu.values import Period


@pytest.fixture(scope="module")
def pack(pack_folder):
    return load(pack_folder).pack


@pytest.fixture(scope="module")
def city(pack, samples):
    settings, _ = read_settings((samples / "city.yaml").read_bytes(), "city.yaml", pack.schema)
    return generate(settings, pack.schema)


def source_of(pack, city, decision):
    """The flat rows a decision sees, as a table with one column per field."""
    fields = [f for f in pack.schema.subject(decision.subject).fields if f.derived is None]
    rows = city.rows(decision.subject, Period.year(2013) if decision.period == "year" else None)
    columns = {}
    for field in fields:
        values = [row.get(field.name.zh) for row in rows]
        whole = pa.types.is_integer(field.type.arrow)
        columns[field.id] = pa.array(
            [int(v) if whole and v is not None else v for v in values], field.type.arrow
        )
    return rows, pa.table(columns)


def plan_and_rows(pack, city, decision_id):
    prepared = next(
        p for p in compile_pack(pack, pack.identity.as_of).prepared if p.decision.id == decision_id
    )
    decision = prepared.decision
    constants = {
        p.name.zh: p.at(pack.identity.as_of) for p in pack.parameters.values() if not p.cell and not p.target
    }
    bound = {i.name: constants[i.name] for i in pack.models[decision.file].inputs if i.name in constants}
    plan = compile(prepared.program, decision.decision, subject_inputs(pack.schema, decision.subject), bound)
    rows, source = source_of(pack, city, decision)
    return prepared, plan, rows, source


@pytest.mark.parametrize(
    "decision_id", ["land_use_tax", "factory_reward", "revenue_tier", "interest_subsidy", "credit_grade"]
)
def test_columns_equal_the_scalar_evaluator(pack, city, decision_id):
    prepared, plan, rows, source = plan_and_rows(pack, city, decision_id)
    assert [d.text("en") for d in plan.diagnostics if d.severity == "error"] == []
    made = run(plan, source)[prepared.decision.decision].to_pylist()
    assert len(made) == len(rows) > 0
    for row, found in zip(rows, made, strict=True):
        expected = prepared.program.evaluate(prepared.decision.decision, row).value
        if isinstance(expected, Decimal):
            assert Decimal(found) == expected
        else:
            assert found == expected


def test_the_city_total_of_land_use_tax_is_the_same_both_ways(pack, city):
    prepared, plan, rows, source = plan_and_rows(pack, city, "land_use_tax")
    made = run(plan, source)[prepared.decision.decision].to_pylist()
    scalar = [prepared.program.evaluate(prepared.decision.decision, row).value for row in rows]
    assert sum(v for v in made if v is not None) == sum(v for v in scalar if v is not None) > 0
