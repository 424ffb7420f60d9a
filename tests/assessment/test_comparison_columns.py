"""The comparison over columns tells what the one row by row tells: every view, to the 分."""

from __future__ import annotations

import pytest

from yuanqu.assessment.comparison import compare
from yuanqu.assessment.comparison_columns import NotInColumns, compare_in_columns
from yuanqu.assessment.comparison_views import views
from yuanqu.facts.writing import write_facts
from yuanqu.packs import build
from yuanqu.packs.files import read_folder

TABLE = "decisions/land_use_tax.dmn"
TREASURIES = "treasuries.yaml"
SHARES = """shares:
  - place: guixi_park
    from: 2014-01-01
    to: null
    document: 府办抄字1号
    parts: [{treasury: guixi, share: "0.333"}, {treasury: city, share: "0.667"}]"""


@pytest.fixture(scope="module")
def files(pack_folder):
    return read_folder(pack_folder)


@pytest.fixture(scope="module")
def folder(city, tmp_path_factory):
    path = tmp_path_factory.mktemp("facts") / "city"
    write_facts(city, path)
    return path


def draft_of(files, *changes):
    made = dict(files)
    for name, old, new in changes:
        text = made[name].decode()
        assert old in text, old
        made[name] = text.replace(old, new).encode()
    loaded = build(made)
    assert loaded.pack is not None, [d.text("en") for d in loaded.diagnostics]
    return loaded.pack


def without(files, decision):
    made = dict(files)
    text = made["decisions.yaml"].decode()
    made["decisions.yaml"] = text[: text.index(f"  - id: {decision}")].encode()
    return build(made).pack


DRAFTS = {
    "the same": [],
    "lower": [(TABLE, "&gt;= 20", "&gt;= 18"), (TABLE, "[15..20)", "[15..18)")],
    "higher": [(TABLE, "&lt; 10", "&lt; 12"), (TABLE, "[10..15)", "[12..15)")],
    "rows that clash": [(TABLE, "[15..20)", "[15..25)")],
}


def same_views(pack, draft, city, folder, **how):
    slow, notes = compare(pack, draft, city, pack.identity.as_of, **how)
    quick, told = compare_in_columns(pack, draft, folder, pack.identity.as_of, **how)
    assert slow is not None
    assert quick is not None
    assert told == notes
    assert (quick.facts, quick.sizes, quick.origin) == (slow.facts, slow.sizes, slow.origin)
    for lang in ("zh", "en"):
        for ours, theirs in zip(views(quick, lang), views(slow, lang), strict=True):
            assert (ours.id, ours.note, ours.columns) == (theirs.id, theirs.note, theirs.columns)
            assert sorted(map(str, ours.rows)) == sorted(map(str, theirs.rows)), ours.id
    assert sum(c.count for c in quick.changes) == len(slow.changes)
    assert len(quick.changes) <= len(slow.changes)
    return quick


@pytest.mark.parametrize("name", DRAFTS)
def test_every_view_is_the_same(name, pack, city, files, folder):
    quick = same_views(pack, draft_of(files, *DRAFTS[name]), city, folder)
    assert any(c.effect != "unchanged" for c in quick.changes) is (name != "the same")


def test_split_payments_are_split_firm_by_firm(pack, city, files, folder):
    line = next(part for part in files[TREASURIES].decode().splitlines() if part.startswith("shares:"))
    draft = draft_of(files, (TREASURIES, line, SHARES), *DRAFTS["lower"])
    same_views(pack, draft, city, folder)
    same_views(draft, pack, city, folder)


def test_decisions_of_one_version_alone_and_of_choice(pack, city, files, folder):
    same_views(pack, without(files, "land_use_tax"), city, folder)
    same_views(without(files, "land_use_tax"), pack, city, folder)
    same_views(pack, draft_of(files, *DRAFTS["lower"]), city, folder, only=["land_use_tax", "revenue_tier"])


def test_what_is_not_whole_or_no_folder_of_facts_is_left_to_the_other_way(pack, files, folder, tmp_path):
    with pytest.raises(NotInColumns):
        compare_in_columns(pack, pack, tmp_path, pack.identity.as_of)
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    part = next(tmp_path.glob("enterprise_register*"))
    part.write_bytes(part.read_bytes() + b" ")
    with pytest.raises(NotInColumns, match="enterprise_register"):
        compare_in_columns(pack, pack, tmp_path, pack.identity.as_of)
