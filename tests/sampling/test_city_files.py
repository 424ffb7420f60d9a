"""The sample city passes the quality checks that a user's own data must pass, and comes back unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from yuanqu.facts import Facts, Schema, read_facts, write_facts


@pytest.mark.parametrize("name", ["folder", "city.xlsx"])
def test_written_and_read_back_it_is_the_same(city: Facts, schema: Schema, tmp_path: Path, name: str) -> None:
    write_facts(city, tmp_path / name)
    loaded = read_facts(tmp_path / name, schema)
    assert [diagnostic.text("en") for diagnostic in loaded.diagnostics] == []
    assert loaded.facts is not None
    assert loaded.facts.digest() == city.digest()
