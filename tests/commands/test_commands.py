from __future__ import annotations

import shutil

import pytest
from openpyxl import load_workbook

PACK = "yingtan-2014-19"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_check_is_silent_on_the_shipped_pack(run, lang):
    code, out, _ = run("check", PACK, "--lang", lang)
    assert code == 0
    assert out.splitlines()[-1] in ("错误 0，提醒 0", "0 errors, 0 warnings")


def test_check_of_a_spoilt_pack_lists_all_and_fails(run_json, pack_folder, tmp_path):
    spoilt = tmp_path / "pack"
    shutil.copytree(pack_folder, spoilt)
    for name in ("targets.yaml", "parameters.yaml"):
        text = (spoilt / name).read_text(encoding="utf-8")
        (spoilt / name).write_text(text.replace("unit: ", "unitt: ", 1), encoding="utf-8")
    code, found = run_json("check", spoilt)
    assert code == 1
    assert {d["source"] for d in found["diagnostics"]} == {"targets.yaml", "parameters.yaml"}
    assert all(d["hint"] for d in found["diagnostics"])


def test_trace_ends_with_the_count(run):
    code, out, _ = run("trace", PACK, "--lang", "en")
    assert code == 0
    total, done, not_yet = (
        int(word) for word in out.splitlines()[-1].replace(",", "").split() if word.isdigit()
    )
    assert total == done + not_yet == 46
    assert all(f"s{article}.1 " in out for article in range(1, 16))


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_assess_writes_what_it_counts(run_json, city, tmp_path, suffix):
    path = tmp_path / f"outcomes.{suffix}"
    code, found = run_json("assess", PACK, city, "-o", path, "--as-of", "2014-09-30")
    assert code == 0
    assert path.stat().st_size > 10_000
    by_id = {d["decision"]: d for d in found["decisions"]}
    assert by_id["land_use_tax"]["payers"] == {"to be fixed": by_id["land_use_tax"]["amount"]}
    assert by_id["interest_subsidy"]["status"] == "sample"
    assert found["outcomes"] == sum(
        d["favoured"] + d["not_yet"] + d["no_data"] + d["refused"] for d in found["decisions"]
    )


def test_samples_are_in_no_total(run, run_json, city):
    _, found = run_json("assess", PACK, city)
    entitled = [d for d in found["decisions"] if d["amount"] is not None and d["status"] != "sample"]
    cents = sum(round(float(d["amount"]) * 100) for d in entitled)
    _, out, _ = run("assess", PACK, city, "--lang", "en")
    assert f"in total: {cents // 100:,}.{cents % 100:02} yuan" in out


def test_explain_tells_rows_clause_and_distance(run, run_json, city, tmp_path):
    path = tmp_path / "o.parquet"
    run("assess", PACK, city, "-o", path, "--lang", "en")
    import pyarrow.parquet as pq

    rows = pq.read_table(path).to_pylist()
    subject = next(r["Subject"] for r in rows if r["Clause"] == "s13.2" and r["State"] == "not yet")
    code, out, _ = run("explain", PACK, "land_use_tax", city, "--subject", subject, "--lang", "en")
    assert code == 0
    assert "✓ row 4" in out
    assert "✗ row 1" in out
    assert "s13.2" in out
    assert "→ 30 %: " in out
    assert "to reach 100,000 yuan/mu" in out
    _, found = run_json("explain", PACK, "land_use_tax", city, "--subject", subject)
    assert found["nearest"]["band"]["threshold"] == "10"
    ways = found["better"]["ways"]
    assert [way["outcome"] for way in ways] == ["0.3", "0.5", "1"]
    assert all(way["verified"] and way["input"] == "确认税收" for way in ways)
    row = next(t for step in found["trace"] for t in step["tables"])["rules"][0]
    assert row["failed_input"] == 0
    assert row["failed_value"] is not None
    assert {"since": "2014-07-31", "clause": "s13.2"}.items() <= found["parameters"][0].items()


def test_targets_keep_published_and_sample_apart(run_json, city):
    code, found = run_json("targets", PACK, city)
    assert code == 0
    water = {t["origin"]: t for t in found["targets"] if t["target"].startswith("water_supply")}
    assert water["published"]["state"] == "off_track"
    assert water["published"]["pace_needed"] == "1.1651"
    share = [t for t in found["targets"] if t["target"] == "cluster_share"]
    assert [(t["origin"], t["state"]) for t in share] == [("published", "no_data")]


def test_template_is_refused_empty_of_nothing_and_read_back(run, run_json, tmp_path):
    path = tmp_path / "t.xlsx"
    assert run("facts", "template", PACK, "-o", path)[0] == 0
    assert len(load_workbook(path).sheetnames) >= 9
    assert run("facts", "template", PACK, "-o", tmp_path / "t.doc")[0] == 2


def test_a_bad_workbook_is_marked_up_and_nothing_is_loaded(run_json, city, tmp_path):
    path, marked = tmp_path / "f.xlsx", tmp_path / "marked.xlsx"
    from yuanqu.cli import main

    assert main(["sample", PACK, "-o", str(path)]) == 0
    book = load_workbook(path)
    sheet = next(s for s in book.worksheets if s.title == "企业名录")
    first = next(r for r in range(1, 20) if str(sheet.cell(r, 1).value or "").startswith(("9", "3")))
    sheet.cell(first, 1).value = "91360600754212345A"
    book.save(path)
    code, found = run_json("facts", "check", PACK, path, "-o", marked)
    assert code == 1
    assert found["digest"] is None
    assert any(d["row"] == first for d in found["diagnostics"])
    assert marked.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "no-such-pack"), 3),
        (("assess", PACK, "no-such-file"), 3),
        (("explain", PACK, "nothing", "no-such-file", "--subject", "x"), 3),
        (("tck", "no-such-folder"), 3),
        (("nonsense",), 2),
        ((), 2),
        (("--version",), 0),
        (("--help",), 0),
    ],
)
def test_exit_codes(run, arguments, code):
    assert run(*arguments)[0] == code


def test_no_colour_outside_a_terminal(program):
    done = program("check", PACK)
    assert done.returncode == 0
    assert "\x1b[" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"YUANQU_LANG": "en"}, False),
    ],
)
def test_the_language_follows_the_locale(program, environment, chinese):
    import os

    clean = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LC_MESSAGES", "YUANQU_LANG")}
    out = program("check", PACK, env=clean | environment).stdout
    assert ("错误" in out) is chinese


def test_english_output_of_help_is_english(run):
    _, out, _ = run("--lang", "en", "assess", "--help")
    assert not any("\u4e00" <= c <= "\u9fff" for c in out)


def test_release_is_deterministic(run_json, tmp_path):
    first, second = (run_json("release", PACK, "-o", tmp_path / name)[1] for name in ("a", "b"))
    assert first["sha256"] == second["sha256"]


def test_the_baseline_of_2013_is_printed_with_its_sources(run_json):
    _, found = run_json("targets", PACK)
    context = {c["indicator"]: c for c in found["context"]}
    assert context["industry_revenue"]["value"] == "2855.19"
    assert (context["copper_share"]["value"], context["one_plus_six_share"]["value"]) == ("91.0", "96.6")
    assert all(c["source"]["zh"] and c["source"]["en"] for c in context.values())
