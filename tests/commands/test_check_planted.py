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
