"""`yuanqu check` itself, run over packs with a planted table: it names the exact witness."""

from __future__ import annotations

import shutil

import pytest

TABLE = "decisions/land_use_tax.dmn"
MU = "亩均税收（万元/亩）"
OWN_WORDS = [("[15..20)", "[15..20]"), ("[10..15)", "[10..15]"), ("&lt; 10", "&lt;= 10")]
PLANTED = {
    "gap": ([("[15..20)", "[16..20)")], "PRF-001", [f"{MU} = 15 ([15..16))"]),
    "overlap": ([("[10..15)", "[10..15]")], "PRF-003", [f"{MU} = 15"]),
    "unreachable": ([("&lt; 10", "[10..9)"), ("[10..15)", "&lt; 15")], "PRF-008", []),
    "the text's own words": (OWN_WORDS, "PRF-003", [f"{MU} = {n}" for n in (20, 15, 10)]),
}


@pytest.mark.parametrize("kind", list(PLANTED))
def test_check_names_the_witness(kind, pack_folder, tmp_path, run, run_json):
    changes, code, witnesses = PLANTED[kind]
    folder = tmp_path / "pack"
    shutil.copytree(pack_folder, folder)
    path = folder / TABLE
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    _, data = run_json("check", folder, "--lang", "en")
    found = [d["message"] for d in data["diagnostics"] if d["code"] == code]
    assert len(found) == max(1, len(witnesses))
    assert all(witness in message for witness, message in zip(witnesses, found, strict=False))
    _, out, err = run("check", folder, "--lang", "en")
    assert all(witness in out + err for witness in witnesses)


NESTED = """<businessKnowledgeModel id="planted" name="试算"><variable name="试算"/><encapsulatedLogic>
<formalParameter name="税" typeRef="number"/><decisionTable hitPolicy="{policy}"><input label="税"><inputExpression
typeRef="number"><text>税</text></inputExpression></input><output/>{rows}</decisionTable></encapsulatedLogic>
</businessKnowledgeModel>"""
ROW = "<rule><inputEntry><text>{}</text></inputEntry><outputEntry><text>{}</text></outputEntry></rule>"
INSIDE = {
    "gap": ("UNIQUE", ["&gt;= 20", "[10..19]"], "PRF-001", ["税 = 9 (< 10)", "税 = 19.5 ((19..20))"]),
    "overlap": ("UNIQUE", ["&gt;= 20", "&lt;= 20"], "PRF-003", ["税 = 20"]),
    "unreachable": (
        "FIRST",
        ["&gt;= 20", "&gt; 30", "[5..20)", "[6..25]", "-"],
        "PRF-007",
        ["Row 2 is never used: rows 1 take all", "Row 4 is never used: rows 1, 3 take all"],
    ),
}


@pytest.mark.parametrize("kind", list(INSIDE))
def test_check_names_the_witness_inside_a_knowledge_model(kind, pack_folder, tmp_path, run_json):
    policy, cells, code, words = INSIDE[kind]
    folder = tmp_path / "pack"
    shutil.copytree(pack_folder, folder)
    path = folder / TABLE
    text = path.read_text(encoding="utf-8")
    rows = "".join(ROW.format(cell, number) for number, cell in enumerate(cells))
    at = text.index("<decision ")
    path.write_text(text[:at] + NESTED.format(policy=policy, rows=rows) + text[at:], encoding="utf-8")
    _, data = run_json("check", folder, "--lang", "en")
    found = [d for d in data["diagnostics"] if d["code"] == code]
    assert [d["item"] for d in found] == ["试算"] * len(words)
    assert all(word in d["message"] for word, d in zip(words, found, strict=True))
