"""Every message of facts: one bad input brings it up, with all its placeholders filled in both languages."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from yuanqu.diagnostics import Diagnostic, all_messages, message_of
from yuanqu.facts import Facts, Schema, read_facts, write_facts

from . import files
from .conftest import MakeXlsx
from .example import CODES, FACTS, FORMS, read_example
from .test_file_safety import CASES as FILE_CASES
from .test_schema import FAULTS

Found = Iterable[Diagnostic]
Make = Callable[[Path], Path]

R = ["信用代码", "企业名称", "所在地", "行业代码", "成立日期", "信用等级"]
Y = ["信用代码", "期间", "主营业务收入（万元）", "从业人员（人）", "资产负债率（%）", "严重失信"]
FIRM: list[object] = [CODES[0], "甲", "高新区", None, None, None]
RETURN: list[object] = [CODES[0], "2013", None, None, None, None]


def firm(index: int, cell: object) -> dict[str, list[list[object]]]:
    return {"企业名录": [list(R), [*FIRM[:index], cell, *FIRM[index + 1 :]]]}


def report(index: int, cell: object) -> dict[str, list[list[object]]]:
    return {"企业年报": [list(Y), [*RETURN[:index], cell, *RETURN[index + 1 :]]]}


def headed(heading: str) -> dict[str, list[list[object]]]:
    return {"企业年报": [["信用代码", "期间", heading], [CODES[0], "2013", 1]]}


SHEETS: dict[str, Any] = {
    "FACT-040": {"企业名册": [R, FIRM]},
    "FACT-042": headed("利润（万元）"),
    "FACT-043": {"企业名录": [["信用代码"], [CODES[0]]]},
    "FACT-044": headed("主营业务收入"),
    "FACT-045": headed("主营业务收入（亩）"),
    "FACT-046": headed("主营业务收入（文）"),
    "FACT-047": {"企业名录": [[*R, "Name"], FIRM]},
    "FACT-049": {"企业名录": [R, [*FIRM, "旁注"]]},
    "FACT-060": report(2, "1,2O0"),
    "FACT-061": report(2, "1.2.3"),
    "FACT-062": report(3, 1.5),
    "FACT-063": report(2, 1e14),
    "FACT-064": report(2, -1),
    "FACT-065": report(4, 1000),
    "FACT-066": firm(4, "昨天"),
    "FACT-067": report(5, "也许"),
    "FACT-068": firm(5, "D"),
    "FACT-069": firm(1, None),
    "FACT-070": firm(0, "123"),
    "FACT-071": firm(0, "9136060000000001I9"),
    "FACT-072": firm(0, "913600007363561817"),
    "FACT-073": firm(0, "X12430121"),
    "FACT-074": firm(0, "110108000000017"),
    "FACT-075": firm(0, 913606000000000123),
    "FACT-076": firm(3, "铜业"),
    "FACT-077": report(1, "去年"),
    "FACT-078": report(1, "2013-09"),
    "FACT-079": {"企业名录": [R, FIRM, FIRM]},
    "FACT-080": {"企业名录": [R, FIRM], "厂房": [["厂房编号", "所属企业"], ["1", CODES[1]]]},
    "FACT-081": {"企业名录": [R, FIRM], "企业年报": [Y, [CODES[1], *RETURN[1:]]]},
    "FACT-084": firm(1, "甲" * 2001),
    "FACT-085": firm(1, "甲\x07"),
    "FACT-086": report(2, "12%"),
    "FACT-087": firm(1, True),
    "FACT-088": report(3, "１２"),
    "FACT-089": report(3, 1),
    "FACT-099": {"企业名录": [R, *([None, "甲", "高新区"] for _ in range(1001))]},
}


def merged(folder: Path) -> Path:
    import openpyxl

    path = files.by_openpyxl(folder / "m.xlsx", "企业名录", [list(R), list(FIRM)])
    book = openpyxl.load_workbook(path)
    book["企业名录"].merge_cells("A2:B2")
    book.save(path)
    return path


def with_error_value(folder: Path) -> Path:
    rows = (
        b'<row r="1"><c r="A1" t="str"><v>code</v></c></row><row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>'
    )
    return files.with_sheet(folder / "e.xlsx", files.sheet_xml(rows))


def parquet(folder: Path, **columns: Any) -> Path:
    path = folder / "yearly.parquet"
    pq.write_table(pa.table({"code": [CODES[0]], "period": ["2013"], **columns}), path)
    return path


def manifest(folder: Path, text: str) -> Path:
    (folder / "facts.json").write_text(text)
    return folder


OTHERS: dict[str, Callable[[Path], Path]] = {
    "FACT-031": lambda folder: manifest(folder, '{"format": 2}'),
    "FACT-041": lambda folder: files.written(
        folder / "x.csv", f"code,period,revenue (元)\n{CODES[0]},2013,1".encode()
    ),
    "FACT-048": merged,
    "FACT-051": lambda folder: parquet(folder, revenue=[1.5]),
    "FACT-082": with_error_value,
    "FACT-083": lambda folder: files.by_openpyxl(
        folder / "f.xlsx", "企业年报", [list(Y), [*RETURN[:2], "=1+1"]]
    ),
    "FACT-090": lambda folder: parquet(folder, code=[CODES[0].lower()]),
}


def spoiled_folder(folder: Path, facts: Facts, code: str) -> Path:
    write_facts(facts, folder, parts="csv")
    part, text = folder / "yearly.csv", folder / "facts.json"
    if code == "FACT-032":
        part.unlink()
    elif code == "FACT-030":
        part.write_bytes(part.read_bytes() + b"\n")
    else:
        text.write_text(text.read_text().replace(facts.schema.digest, "0" * 64))
    return folder


def checked_rows(folder: Path) -> Found:
    """A register that asks something of whole rows, and rows that break each of it."""
    raw, forms = deepcopy(FACTS), deepcopy(FORMS)
    closed = {
        "id": "closed",
        "name": {"zh": "注销日期", "en": "Closed on"},
        "type": "date",
        "use": "public",
        "source": "own",
    }
    raw["subjects"]["enterprise"]["fields"].append(closed)
    forms["forms"][0]["fields"].append("closed")
    forms["forms"][0] |= {"needs": {"grade": "founded"}}
    forms["forms"][0] |= {"once": {"per": "name", "start": "founded", "end": "closed"}}
    schema, _ = read_example(raw, forms)
    assert schema is not None
    heads = [*R, "注销日期"]
    rows = [
        [CODES[0], "甲", "高新区", None, "2001-01-01", None, None],
        [CODES[1], "甲", "高新区", None, "2005-01-01", None, "2004-01-01"],
        [CODES[2], "甲", "高新区", None, "2009-01-01", None, None],
        [CODES[3], "乙", "高新区", None, None, "优", None],
    ]
    return read_facts(files.by_openpyxl(folder / "rows.xlsx", "企业名录", [heads, *rows]), schema).diagnostics


def found_for(code: str, folder: Path, xlsx: MakeXlsx, schema: Schema, facts: Facts) -> Found:
    """The diagnostics of the bad input kept for a code."""
    for fault, _, spoil in FAULTS:
        if fault == code:
            raw, forms = deepcopy(FACTS), deepcopy(FORMS)
            spoil(raw, forms)
            return read_example(raw, forms)[1]
    if code in ("FACT-091", "FACT-092", "FACT-093"):
        return checked_rows(folder)
    if code == "FACT-011":
        return read_example(tables={})[1]
    if code in SHEETS:
        return read_facts(xlsx(SHEETS[code]), schema).diagnostics
    if code in OTHERS:
        return read_facts(OTHERS[code](folder), schema).diagnostics
    if code in ("FACT-030", "FACT-032", "FACT-034"):
        return read_facts(spoiled_folder(folder / "facts", facts, code), schema).diagnostics
    name, make, _ = next(case for case in FILE_CASES if case[2] == code)
    return read_facts(make(folder / name), schema).diagnostics


@pytest.mark.parametrize("code", [m.code for m in all_messages() if m.code.startswith("FACT-")])
def test_one_bad_input_per_message(
    code: str, tmp_path: Path, xlsx: MakeXlsx, schema: Schema, facts: Facts
) -> None:
    found = [d for d in found_for(code, tmp_path, xlsx, schema, facts) if d.code == code]
    assert found
    for diagnostic in found[:3]:
        template = message_of(code)
        for text in (template.zh, template.en, template.hint_zh, template.hint_en):
            names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert names <= diagnostic.values.keys()
            assert text


@pytest.mark.parametrize(
    "message", [m for m in all_messages() if m.code.startswith("FACT-")], ids=lambda m: m.code
)
def test_each_message_says_what_to_do_in_its_language(message: Any) -> None:
    def chinese(text: str) -> bool:
        return any("\u4e00" <= c <= "\u9fff" for c in text)

    assert chinese(message.zh)
    assert chinese(message.hint_zh)
    for text in (message.en, message.hint_en):
        plain = text.replace("元, 万元, m², 亩, kWh, %", "").replace("是/否, ", "")
        assert plain
        assert not chinese(plain)
