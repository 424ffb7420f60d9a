"""The schema: what is read, and every fault reported at once with its place."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from yuanqu.facts import Schema, read_schema
from yuanqu.values import Text

from .example import FACTS, FORMS, read_example


def test_lookups(schema: Schema) -> None:
    revenue = schema.field("revenue")
    assert (revenue.name.zh, revenue.unit, revenue.shown_unit) == ("主营业务收入", "元", "万元")
    assert (revenue.minimum, revenue.maximum, revenue.type.feel) == (Decimal(0), None, "number")
    assert schema.field_by_name("信用等级").id == "grade"
    assert [form.id for form in schema.forms_of("enterprise")] == ["register", "yearly", "monthly"]
    assert schema.choice_name(schema.field("grade"), "A", "en") == "Excellent"
    assert schema.choice_name(schema.field("grade"), "C", "zh") == "C"
    assert schema.choice_name(schema.field("place"), "park", "zh") == "高新区"


def test_columns_are_key_then_period_then_fields(schema: Schema) -> None:
    arrow = schema.arrow_schema(schema.form("yearly"))
    assert arrow.names == ["code", "period", "revenue", "employees", "debt", "breach", "land_area"]
    assert arrow.field("revenue").type == pa.decimal128(18, 2)
    assert arrow.field("breach").type == pa.bool_()


def test_a_field_shared_by_two_subjects_is_one_meaning(schema: Schema) -> None:
    assert schema.field("owner", "line").subject == "line"
    assert schema.field("owner").subject == "building"


def test_the_schema_of_the_pack_is_read(pack_folder: Path) -> None:
    facts, forms = (yaml.safe_load((pack_folder / name).read_text()) for name in ("facts.yaml", "forms.yaml"))
    tables: dict[str, dict[str, Text]] = {"places": {}, "industries": {}, "clusters": {}, "focuses": {}}
    schema, found = read_schema(facts, forms, source="", tables=tables)
    assert not found
    assert schema is not None
    assert schema.form("enterprise_year").key == "code"


def field(facts: Any, index: int) -> Any:
    return facts["subjects"]["enterprise"]["fields"][index]


SPAN = {"per": "name", "start": "founded", "end": "founded"}
FAULTS = [
    ("FACT-001", "subjects.enterprise.fields[6].unti", lambda f, m: field(f, 6).update(unti="元")),
    ("FACT-001", "forms[0].perod", lambda f, m: m["forms"][0].update(perod="year")),
    ("FACT-002", "subjects.enterprise.fields[1]", lambda f, m: field(f, 1).pop("use")),
    ("FACT-003", "subjects.enterprise.fields[1].name", lambda f, m: field(f, 1)["name"].pop("en")),
    ("FACT-004", "subjects.enterprise.fields[4].type", lambda f, m: field(f, 4).update(type="datum")),
    ("FACT-004", "subjects.enterprise.fields[6].type", lambda f, m: field(f, 6).update(type="decimal(2,18)")),
    ("FACT-005", "subjects.enterprise.fields[6].unit", lambda f, m: field(f, 6).update(unit="文")),
    ("FACT-006", "subjects.enterprise.fields[7]", lambda f, m: field(f, 7).update(id="revenue")),
    ("FACT-006", "forms[1]", lambda f, m: m["forms"][1].update(id="register")),
    ("FACT-007", "subjects.enterprise.fields[7]", lambda f, m: field(f, 7)["name"].update(zh="主营业务收入")),
    (
        "FACT-007",
        "subjects.line.fields[1]",
        lambda f, m: f["subjects"]["line"]["fields"][1].update(type="text"),
    ),
    ("FACT-008", "forms[1].fields[5]", lambda f, m: m["forms"][1]["fields"].append("profit")),
    ("FACT-009", "subjects.enterprise.fields[1].use", lambda f, m: field(f, 1).update(use="private")),
    ("FACT-009", "subjects.village", lambda f, m: f["subjects"].update(village=f["subjects"].pop("line"))),
    ("FACT-009", "forms[1].period", lambda f, m: m["forms"][1].update(period="week")),
    ("FACT-010", "subjects.enterprise.fields[6]", lambda f, m: field(f, 6).update(shown="亩")),
    ("FACT-010", "subjects.enterprise.fields[1]", lambda f, m: field(f, 1).update(unit="元")),
    (
        "FACT-012",
        "subjects.enterprise.fields[6].range.min",
        lambda f, m: field(f, 6)["range"].update(min="x"),
    ),
    ("FACT-012", "subjects.enterprise.fields[6].range", lambda f, m: field(f, 6)["range"].update(max=-1)),
    (
        "FACT-013",
        "subjects.enterprise.fields[12].derived",
        lambda f, m: field(f, 12).update(derived="用地面积 *"),
    ),
    ("FACT-014", "forms[0].key", lambda f, m: m["forms"][0].update(key="place")),
    ("FACT-015", "forms[1].fields[5]", lambda f, m: m["forms"][1]["fields"].append("land_mu")),
    ("FACT-016", "subjects.enterprise.fields[1].required", lambda f, m: field(f, 1).update(required="yes")),
    ("FACT-016", "forms", lambda f, m: m.update(forms={})),
    ("FACT-017", "choices.colour", lambda f, m: f["choices"].update(colour={"A": {"zh": "红", "en": "red"}})),
    ("FACT-018", "subjects.enterprise.fields[7]", lambda f, m: field(f, 7).update(id="员工")),
    ("FACT-035", "forms[0].once.start", lambda f, m: m["forms"][0].update(once=SPAN | {"start": "name"})),
    ("FACT-008", "forms[0].needs", lambda f, m: m["forms"][0].update(needs={"profit": "name"})),
    ("FACT-002", "forms[0].complete", lambda f, m: m["forms"][0].update(complete={"per": "place"})),
    ("FACT-019", "subjects.enterprise", lambda f, m: field(f, 12).update(derived="亩均收入 * 2")),
]


@pytest.mark.parametrize(("code", "place", "spoil"), FAULTS)
def test_a_fault_is_reported_where_it_is(code: str, place: str, spoil: Any) -> None:
    facts, forms = deepcopy(FACTS), deepcopy(FORMS)
    spoil(facts, forms)
    schema, found = read_example(facts, forms)
    assert schema is None
    assert (code, place) in {(d.code, d.where.item) for d in found}


def test_a_missing_table_of_choices_is_reported() -> None:
    _, found = read_example(tables={})
    assert "FACT-011" in {d.code for d in found}


def test_all_faults_are_reported_at_once() -> None:
    facts, forms = deepcopy(FACTS), deepcopy(FORMS)
    for _, _, spoil in (FAULTS[0], FAULTS[5], FAULTS[11]):
        spoil(facts, forms)
    assert {"FACT-001", "FACT-004", "FACT-008"} <= {d.code for d in read_example(facts, forms)[1]}


@pytest.mark.parametrize(
    "junk", [[], "x", 3, {"subjects": 1}, {"subjects": {"enterprise": {"fields": [1, None]}}}]
)
def test_junk_is_reported_and_never_raises(junk: Any) -> None:
    schema, found = read_example(junk, junk)
    assert schema is None
    assert found
