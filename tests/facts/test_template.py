"""Templates: complete in both languages, checked while typing, and accepted once filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from yuanqu.facts import Schema, read_facts, write_template

from .example import CODES, FACTS, read_example

LANGUAGES: list[Any] = ["zh", "en"]


@pytest.fixture(params=LANGUAGES)
def template(request: pytest.FixtureRequest, tmp_path: Path, schema: Schema) -> tuple[Path, str]:
    path = tmp_path / "template.xlsx"
    write_template(schema, path, request.param)
    return path, request.param


def test_one_sheet_per_form_with_units(template: tuple[Path, str], schema: Schema) -> None:
    path, lang = template
    book = openpyxl.load_workbook(path)
    names = [form.name.get(lang) for form in schema.forms]  # type: ignore[arg-type]
    assert book.sheetnames[1:-1] == names
    headings = [cell.value for cell in book[names[1]][1]]
    assert headings[:3] == (
        ["信用代码", "期间", "主营业务收入（万元）"]
        if lang == "zh"
        else ["Credit code", "Period", "Revenue (10k yuan)"]
    )


def test_header_locked_body_open_and_checked(template: tuple[Path, str], schema: Schema) -> None:
    path, lang = template
    sheet = openpyxl.load_workbook(path)[schema.form("yearly").name.get(lang)]  # type: ignore[arg-type]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "B2"
    assert sheet["A1"].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert (rules["C2"].type, rules["C2"].formula1) == ("decimal", "0")
    assert (rules["E2"].type, rules["E2"].formula2) == ("decimal", "150")
    assert rules["F2"].type == "list"
    assert sheet["C1"].comment is not None


def test_empty_templates_hold_no_data(template: tuple[Path, str], schema: Schema) -> None:
    assert [d.code for d in read_facts(template[0], schema).diagnostics] == ["FACT-028"]


def test_a_filled_template_is_accepted(template: tuple[Path, str], schema: Schema) -> None:
    path, lang = template
    book = openpyxl.load_workbook(path)
    book[schema.form("register").name.get(lang)].append([CODES[0], "甲", "高新区"])  # type: ignore[arg-type]
    book[schema.form("yearly").name.get(lang)].append([CODES[0], "2013", 12, 3, 45])  # type: ignore[arg-type]
    book.save(path)
    loaded = read_facts(path, schema)
    assert loaded.diagnostics == ()
    assert loaded.rows == {"register": 1, "yearly": 1}


def test_a_template_of_another_schema_is_noticed(template: tuple[Path, str]) -> None:
    changed = {**FACTS, "choices": {"grade": {"A": {"zh": "优秀", "en": "Excellent"}}}}
    other, _ = read_example(changed)
    assert other is not None
    found = {d.code: d.severity for d in read_facts(template[0], other).diagnostics}
    assert found["FACT-034"] == "warning"


def test_long_choice_lists_fit(tmp_path: Path) -> None:
    from yuanqu.values import Text

    places = {
        f"p{n}": Text(f"很长的园区名称第{n}号", f"A park with a long name, number {n}") for n in range(80)
    }
    schema, _ = read_example(tables={"places": places, "industries": {}, "clusters": {}, "focuses": {}})
    assert schema is not None
    write_template(schema, tmp_path / "t.xlsx", "en")
    rules = openpyxl.load_workbook(tmp_path / "t.xlsx")["Firms"].data_validations.dataValidation
    assert any(rule.formula1 == "_lists!$A$1:$A$80" for rule in rules)
