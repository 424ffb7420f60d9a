"""What is written reads back equal, whatever the format and the language."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanqu.facts import Facts, Origin, Schema, make_facts, make_uscc, read_facts, write_facts
from yuanqu.facts.folding import fold
from yuanqu.facts.formula_guard import guard, unguard
from yuanqu.values import Text

from .example import CODES

FORMATS = [("x.xlsx", "parquet"), ("folder", "parquet"), ("folder", "csv")]


@pytest.mark.parametrize(("name", "parts"), FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_keeps_the_content(
    tmp_path: Path, facts: Facts, schema: Schema, name: str, parts: Any, lang: Any
) -> None:
    write_facts(facts, tmp_path / name, parts=parts, lang=lang)
    loaded = read_facts(tmp_path / name, schema)
    assert loaded.diagnostics == ()
    assert loaded.facts is not None
    assert loaded.facts.digest() == facts.digest()
    assert (loaded.facts.origin.kind, loaded.facts.origin.seed) == ("sample", 7)


def texts() -> st.SearchStrategy[str]:
    """Texts that a cell can hold and that do not mean "no data"."""
    plain = st.text(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=20
    )
    risky = st.sampled_from(
        ["=1+1", "+x", "@a", "-b", "'", "'=a", "''", "-1", "_x0041_", '"', "a,b", "a\nb", "0012"]
    )
    return (
        st.one_of(plain, risky, st.builds(str.__add__, risky, plain))
        .map(str.strip)
        .filter(lambda text: fold(text) not in ("", "-", "--", "...", "......"))
    )


def decimals(places: int, top: int) -> st.SearchStrategy[Decimal | None]:
    return st.none() | st.integers(0, top).map(lambda n: Decimal(n).scaleb(-places))


@st.composite
def data_sets(draw: st.DrawFn) -> dict[str, list[dict[str, object]]]:
    codes = [
        make_uscc("91360600", f"{n:08}")
        for n in draw(st.lists(st.integers(0, 10**8 - 1), unique=True, min_size=1, max_size=6))
    ]
    register: list[dict[str, object]] = [
        {
            "code": code,
            "name": draw(texts()),
            "place": draw(st.sampled_from(["park", "town"])),
            "industry_code": draw(st.sampled_from([None, "3211", "C32"])),
            "founded": draw(st.none() | st.dates(date(1850, 1, 1), date(2100, 1, 1))),
            "grade": draw(st.sampled_from([None, "A", "B", "C"])),
        }
        for code in codes
    ]
    yearly: list[dict[str, object]] = [
        {
            "code": code,
            "period": str(year),
            "revenue": draw(decimals(2, 10**18 - 1)),
            "employees": draw(st.none() | st.integers(0, 10**18 - 1)),
            "debt": draw(decimals(4, 15_000)),
            "breach": draw(st.sampled_from([None, True, False])),
            "land_area": draw(decimals(2, 10**14 - 1)),
        }
        for code in codes
        for year in draw(st.sets(st.integers(2010, 2016), max_size=3))
    ]
    return {"register": register, "yearly": yearly}


@settings(max_examples=40, deadline=None)
@given(rows=data_sets())
def test_any_content_survives_every_format(schema: Schema, rows: dict[str, list[dict[str, object]]]) -> None:
    facts = make_facts(schema, rows, Origin("own", Text("甲", "A")))
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, parts) in enumerate(FORMATS):
            path = Path(folder, f"{number}{name}")
            write_facts(facts, path, parts=parts)  # type: ignore[arg-type]
            loaded = read_facts(path, schema)
            assert loaded.facts is not None, [d.text("en") for d in loaded.diagnostics]
            assert loaded.facts.digest() == facts.digest()


@given(st.text())
def test_the_guard_against_formulas_comes_off_exactly(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in ("=", "+", "@", "\t", "\r", "＝", "＋", "＠")


def test_csv_texts_cannot_run_as_formulas(tmp_path: Path, facts: Facts) -> None:
    write_facts(facts, tmp_path / "out", parts="csv")
    assert "'-1号" in (tmp_path / "out" / "buildings.csv").read_text("utf-8-sig")


def test_workbook_texts_cannot_run_as_formulas(tmp_path: Path, schema: Schema) -> None:
    firm = {"code": CODES[0], "name": '=HYPERLINK("http://x")', "place": "park"}
    write_facts(make_facts(schema, {"register": [firm]}, Origin("own", Text("", ""))), tmp_path / "x.xlsx")
    assert openpyxl.load_workbook(tmp_path / "x.xlsx")["企业名录"]["B2"].data_type == "s"


def test_parquet_parts_are_per_period_and_named_by_content(tmp_path: Path, facts: Facts) -> None:
    for folder in ("one", "two"):
        write_facts(facts, tmp_path / folder)
    one, two = (sorted(path.name for path in (tmp_path / folder).iterdir()) for folder in ("one", "two"))
    assert one == two
    assert [name.rpartition(".parquet")[0].rpartition(".")[0] for name in one if name.endswith("parquet")] == [
        "buildings", "monthly.2014-01_02", "register", "yearly.2013", "yearly.2014",
    ]  # fmt: skip


def test_a_changed_part_is_refused(tmp_path: Path, facts: Facts, schema: Schema) -> None:
    write_facts(facts, tmp_path / "out", parts="csv")
    part = tmp_path / "out" / "yearly.csv"
    part.write_bytes(part.read_bytes().replace(b"1234.56789", b"9999.56789"))
    loaded = read_facts(tmp_path / "out", schema)
    assert loaded.facts is None
    assert "FACT-030" in {d.code for d in loaded.diagnostics}


def test_a_csv_file_holds_one_form(tmp_path: Path, facts: Facts, schema: Schema) -> None:
    with pytest.raises(ValueError, match="one form"):
        write_facts(facts, tmp_path / "x.csv")
    one = make_facts(
        schema, {"yearly": [{"code": CODES[0], "period": "2013", "revenue": "0.01"}]}, facts.origin
    )
    write_facts(one, tmp_path / "yearly.csv")
    loaded = read_facts(tmp_path / "yearly.csv", schema)
    assert loaded.facts is not None
    assert loaded.facts.digest() == one.digest()


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("yuanqu.facts.workbook_writing._write_form", fail)
    with pytest.raises(OSError, match="disk full"):
        write_facts(facts, path)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.xlsx"]


def test_numbers_beyond_what_a_spreadsheet_keeps_are_written_as_text(tmp_path: Path, schema: Schema) -> None:
    long = {"code": CODES[0], "period": "2013", "revenue": "1234567890123456.78"}
    facts = make_facts(schema, {"yearly": [long]}, Origin("own", Text("", "")))
    write_facts(facts, tmp_path / "x.xlsx")
    assert openpyxl.load_workbook(tmp_path / "x.xlsx")["企业年报"]["C2"].value == "123456789012.345678"
