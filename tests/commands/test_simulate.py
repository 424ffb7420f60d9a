"""yuanqu simulate: tables, chart data, workbook, and what it refuses."""

from __future__ import annotations

import shutil

import pytest
from openpyxl import load_workbook

PACK = "yingtan-2014-19"


@pytest.fixture(scope="module")
def draft(pack_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("draft") / "draft"
    shutil.copytree(pack_folder, folder)
    table = folder / "decisions" / "land_use_tax.dmn"
    text = table.read_text().replace("&gt;= 20", "&gt;= 18").replace("[15..20)", "[15..18]")
    table.write_text(text)
    return folder


@pytest.mark.parametrize(("lang", "head"), [("zh", "各级财政的支出"), ("en", "Cost per treasury")])
def test_the_tables_speak_both_languages(run, city, draft, lang, head):
    code, out, err = run("simulate", PACK, draft, city, "--lang", lang)
    assert code == 0
    assert head in out
    assert "25,332,732.30" in out
    assert "PRF-003" in err


def test_chart_data_is_exact_and_named(run_json, city, draft):
    code, found = run_json("simulate", PACK, draft, city, "--decision", "land_use_tax")
    assert code == 0
    assert set(found["views"]) == {"cost", "winners", "distribution", "bands", "eligibility", "subjects"}
    cost = found["views"]["cost"]["rows"][0]
    assert cost["today"] == "25332732.30"
    assert [d["code"] for d in found["diagnostics"]] == ["PRF-003"]
    assert found["pack_digest"] != found["draft_digest"]


def test_the_workbook_has_one_sheet_per_view(run, city, draft, tmp_path):
    path = tmp_path / "out.xlsx"
    assert run("simulate", PACK, draft, city, "--lang", "zh", "-o", path)[0] == 0
    book = load_workbook(path, read_only=True)
    assert book.sheetnames == [
        "说明",
        "各级财政的支出",
        "谁受益、谁受损",
        "变动金额的分布",
        "谁跨了档",
        "资格的得失",
        "逐个对象",
    ]
    cost = {row[1]: row[4] for row in book["各级财政的支出"].iter_rows(min_row=2, values_only=True)}
    assert cost["城镇土地使用税减免奖励"] == 25332732.30


def test_a_bad_draft_is_refused_with_what_to_do(run, run_json, city, draft, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(draft, other)
    (other / "pack.yaml").write_text(
        (other / "pack.yaml").read_text().replace("id: yingtan-2014-19", "id: other-1")
    )
    code, _, err = run("simulate", PACK, other, city, "--lang", "en")
    assert code == 3
    assert "SIM-001" in err
    code, found = run_json("simulate", PACK, draft, city, "--decision", "happiness")
    assert (code, [d["code"] for d in found["diagnostics"]]) == (3, ["SIM-002"])
    assert run("simulate", PACK, tmp_path / "nothing", city)[0] == 3
    assert run("simulate", PACK, draft, city, "-o", tmp_path / "x.csv")[0] == 2
