"""check names the witness of what is planted in a pack; a reading answers it, and an answer to nothing is told."""

from __future__ import annotations

import re

import pytest

from yuanqu.packs import build, load
from yuanqu.packs.checks.proofs import check_proofs
from yuanqu.packs.files import read_folder

TABLE = "decisions/land_use_tax.dmn"
KEY = f"{TABLE}#减免比例"


@pytest.fixture(scope="module")
def files(pack_folder):
    return read_folder(pack_folder)


def planted(files, *changes, answers=()):
    made = dict(files)
    for old, new in changes:
        text = made[TABLE].decode()
        assert old in text
        made[TABLE] = text.replace(old, new, 1).encode()
    if answers:
        listed = ", ".join(f'"{a}"' for a in answers)
        text, count = re.subn(
            r"(- id: s13\.2-bounds\n)", rf"\1        answers: [{listed}]\n", made["clauses.yaml"].decode()
        )
        assert count == 1
        made["clauses.yaml"] = text.encode()
    loaded = build(made)
    assert loaded.pack is not None, [d.text("en") for d in loaded.diagnostics]
    return [
        (d.code, d.values.get("witness_en") or d.values.get("key") or d.values.get("rows"))
        for d in check_proofs(loaded.pack)
    ]


MU = "亩均税收（万元/亩）"
OWN_WORDS = [("[15..20)", "[15..20]"), ("[10..15)", "[10..15]"), ("&lt; 10", "&lt;= 10")]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([("[15..20)", "[16..20)")], [("PRF-001", f"{MU} = 15 ([15..16))")]),
        ([("[10..15)", "[10..15]")], [("PRF-003", f"{MU} = 15")]),
        ([("&lt; 10", "[10..9)"), ("[10..15)", "&lt; 15")], [("PRF-008", "any input")]),
        (OWN_WORDS, [("PRF-003", f"{MU} = {n}") for n in (20, 15, 10)]),
    ],
)  # fmt: skip
def test_planted_tables_give_the_exact_witness(files, changes, found):
    assert planted(files, *changes) == found


FIRST = [*OWN_WORDS, ('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"')]


def test_under_first_the_overlaps_need_a_recorded_reading(files):
    assert planted(files, *FIRST) == [("PRF-005", f"{MU} = {n}") for n in (20, 15, 10)]


def test_a_reading_answers_what_it_lists_and_nothing_else(files):
    assert planted(files, *FIRST, answers=[f"{KEY} overlap 1,2,3"]) == [("PRF-005", f"{MU} = 10")]
    assert planted(files, *FIRST, answers=[f"{KEY} overlap 1,2,3,4"]) == []
    assert planted(files, ("[15..20)", "[16..20)"), answers=[f"{KEY} gap {MU}=15"]) == []


def test_no_reading_answers_rows_that_give_null_together(files):
    found = planted(files, *OWN_WORDS, answers=[f"{KEY} overlap 1,2,3,4"])
    assert [code for code, _ in found] == ["PRF-003"] * 3 + ["PRF-021"]


def test_an_answer_to_nothing_is_told(files):
    assert planted(files, answers=[f"{KEY} overlap 1,2"]) == [("PRF-021", f"{KEY} overlap 1,2")]


def test_the_unit_of_a_band_edge_is_that_of_the_fact(files):
    made = dict(files)
    text, count = re.subn(
        r"unit: 个(\n(?:(?!  - id:).*\n)*?    cell: decisions/cluster_completeness\.dmn#picks_rule_1\.1)",
        r"unit: 家\1", made["parameters.yaml"].decode(), count=1,
    )  # fmt: skip
    assert count == 1
    made["parameters.yaml"] = text.encode()
    found = list(check_proofs(build(made).pack))
    assert [(d.code, d.values["unit"], d.values["expected"]) for d in found] == [("PRF-022", "家", "个")]


def test_the_pack_has_no_open_finding(pack_folder):
    assert [d.text("en") for d in check_proofs(load(pack_folder).pack)] == []
