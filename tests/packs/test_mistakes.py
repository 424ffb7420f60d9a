"""A pack with twelve different mistakes yields twelve diagnostics in one run, each with place and remedy."""

from __future__ import annotations

import re

import pytest

from yuanqu.packs import build, check, load
from yuanqu.packs.files import read_folder

# file, what is replaced (a pattern, once), by what, the code that must come of it
LOADING = [
    ("pack.yaml", r"(?m)^issued: .*$", "issued: last summer", "DOC-014"),
    ("pack.yaml", r"(?m)^language: .*$", "language: fr", "DOC-013"),
    ("pack.yaml", r"(?m)^number: .*\n", "", "DOC-011"),
    ("clauses.yaml", r"id: s1\.2\n", "id: s1.9\n", "PACK-025"),
    ("parameters.yaml", r"unit: 元/m²", "unit: 元/尺", "DOC-018"),
    ("parameters.yaml", r"(?m)^    status: text", "    status: guess", "DOC-013"),
    ("targets.yaml", r"(?m)^  - id: (\w+)", r"  - colour: red\n    id: \1", "DOC-012"),
    ("industries.yaml", r"in_1_6: true", "in_1_6: perhaps", "DOC-014"),
    ("treasuries.yaml", r"(?m)^treasuries:", "treasuries: []\ntreasuries:", "DOC-004"),
    ("decisions.yaml", r"period: year", "period: month", "DOC-013"),
    ("facts.yaml", r"nature: flow", "nature: flux", "FACT"),
    ("decisions/land_use_tax.dmn", r">&gt;= 20<", ">&gt;= 2O<", "FEEL"),
]

# mistakes that only a whole pack shows
CHECKING = [
    ("targets.yaml", r"clause: s1\.1", "clause: s99.1", "PACK-031"),
    ("targets.yaml", r"indicator: (\w+)", "indicator: happiness", "PACK-050"),
    ("parameters.yaml", r'value: "20"', 'value: "21"', "PACK-032"),
    ("decisions.yaml", r"decision: 奖励金额", "decision: 奖金", "PACK-034"),
    ("decisions/land_use_tax.dmn", r"round half up\(实缴土地使用税 \* 减免比例, 2\)", "实缴土地使用税 * 减免比例", "PACK-038"),
    ("decisions/land_use_tax.dmn", r"<text>&gt;= 20</text>", "<text>&gt;= 25</text>", "PACK-040"),
    ("facts.yaml", r"(id: tax_confirmed.*)use: administrative", r"\1use: statistical", "PACK-037"),
    ("clauses.yaml", r"target:(\w+)", "target:nowhere", "PACK-050"),
]  # fmt: skip


@pytest.fixture(scope="module")
def files(pack_folder):
    return read_folder(pack_folder)


def spoil(files, mistakes):
    spoiled = dict(files)
    for name, pattern, replacement, _ in mistakes:
        text, count = re.subn(pattern, replacement, spoiled[name].decode(), count=1)
        assert count == 1, (name, pattern)
        spoiled[name] = text.encode()
    return spoiled


def test_twelve_mistakes_yield_twelve_diagnostics_in_one_run(files):
    loaded = build(spoil(files, LOADING))
    assert loaded.pack is None
    errors = [d for d in loaded.diagnostics if d.severity == "error"]
    for name, _, _, code in LOADING:
        assert any(d.code.startswith(code) and d.where.source.endswith(name) for d in errors), (name, code)
    assert all(d.where.source and d.hint("zh") and d.hint("en") for d in errors)
    assert len({(d.code, d.where) for d in errors}) >= 12


@pytest.mark.parametrize("mistake", LOADING, ids=lambda m: f"{m[0]} {m[3]}")
def test_each_alone_is_found_and_nothing_else(files, mistake):
    errors = [d for d in build(spoil(files, [mistake])).diagnostics if d.severity == "error"]
    assert len(errors) == 1, [d.text("en") for d in errors]
    assert errors[0].code.startswith(mistake[3])


@pytest.mark.parametrize("mistake", CHECKING, ids=lambda m: f"{m[0]} {m[3]}")
def test_what_only_the_whole_pack_shows(files, mistake):
    loaded = build(spoil(files, [mistake]))
    assert loaded.pack is not None, [d.text("en") for d in loaded.diagnostics]
    assert mistake[3] in {d.code for d in check(loaded.pack)}


def test_the_pack_itself_is_without_findings(pack_folder):
    loaded = load(pack_folder)
    assert loaded.pack is not None, [d.text("en") for d in loaded.diagnostics]
    assert [d.text("en") for d in (*loaded.diagnostics, *check(loaded.pack))] == []


@pytest.mark.parametrize("path", ["packs/nowhere", "yingtan-2014-19@9.9.9", "../etc", ""])
def test_no_such_pack(path):
    loaded = load(path) if path else load("no-pack")
    assert [d.code for d in loaded.diagnostics] == ["PACK-007"]
