"""Whatever the bytes, reading answers and never raises."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yuanqu.facts import Facts, Schema, read_facts, write_facts

RELAXED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TOKENS = [b'"', b"<c>", b"</c>", b"<f>", b' t="e"', b"99999999", b"NaN", b"1e999", b"-1", b' r="A0"', b"\x00"]
ENDINGS = st.sampled_from([".xlsx", ".csv", ".parquet", ".xls", ".xlsm", "", ".json"])
HEADS = st.sampled_from(
    [b"", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)


def read_bytes(schema: Schema, data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        for target in (path, path.parent):
            loaded = read_facts(target, schema)
            assert loaded.facts is not None or loaded.diagnostics
            assert all(d.text("zh") and d.text("en") for d in loaded.diagnostics)


@RELAXED
@given(head=HEADS, body=st.binary(max_size=400), ending=ENDINGS)
def test_random_bytes(schema: Schema, head: bytes, body: bytes, ending: str) -> None:
    read_bytes(schema, head + body, f"data{ending}")


@RELAXED
@given(text=st.text(max_size=200), form=st.sampled_from(["register", "yearly", "monthly", "buildings"]))
def test_random_text_below_good_headers(schema: Schema, text: str, form: str) -> None:
    names = [field.id for field in schema.form_fields(schema.form(form)) if not field.unit]
    head = ",".join([*names, *([] if form == "register" else ["period"])])
    read_bytes(schema, f"{head}\n{text}".encode("utf-8", "replace"), f"{form}.csv")


@RELAXED
@given(
    raw=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda c: st.lists(c) | st.dictionaries(st.text(), c),
    )
)
def test_random_manifests(schema: Schema, raw: object) -> None:
    read_bytes(schema, json.dumps(raw).encode(), "facts.json")


@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
@RELAXED
@given(data=st.data())
def test_damaged_files(schema: Schema, facts: Facts, ending: str, data: st.DataObject) -> None:
    """Good files with some bytes changed or cut off."""
    with tempfile.TemporaryDirectory() as folder:
        write_facts(facts, Path(folder, "f.xlsx") if ending == ".xlsx" else Path(folder))
        path = next(p for p in sorted(Path(folder).iterdir()) if p.suffix == ending)
        good = path.read_bytes()
    changed = bytearray(good)
    for at in data.draw(st.lists(st.integers(0, len(good) - 1), min_size=1, max_size=6)):
        changed[at] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(8, len(good))))
    read_bytes(schema, bytes(changed[:cut]), f"yearly{ending}")


@RELAXED
@given(data=st.data())
def test_damaged_parts_in_a_sound_archive(schema: Schema, facts: Facts, data: st.DataObject) -> None:
    """The XML inside a workbook changed, so that the checksums of the archive do not help."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "f.xlsx")
        write_facts(facts, path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
        for name in data.draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=3)):
            at = data.draw(st.integers(0, len(parts[name]) - 1))
            length = data.draw(st.integers(0, 6))
            parts[name][at : at + length] = data.draw(st.binary(max_size=6) | st.sampled_from(TOKENS))
        with zipfile.ZipFile(path, "w") as archive:
            for name, body in parts.items():
                archive.writestr(name, bytes(body))
        read_bytes(schema, path.read_bytes(), "f.xlsx")
