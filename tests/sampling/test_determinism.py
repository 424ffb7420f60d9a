"""The same settings give the same bytes, on every machine and Python; other numbers of firms keep the totals."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from dataclasses import replace

import pyarrow.compute as pc
import pytest

from yuanqu.facts import Facts, Schema
from yuanqu.facts.data import table_bytes
from yuanqu.sampling import Settings, generate

# Of the tables alone. A change means other sample data: every page, screenshot and case built on them changes too.
DIGEST = "563a7fdddaab4c7742446a16c508e0e9c75972a2797d602f20a0b7b408ea6839"


def digest(city: Facts) -> str:
    total = hashlib.sha256()
    for form_id, table in sorted(city.tables.items()):
        if table.num_rows:
            total.update(f"{form_id}\n".encode() + table_bytes(table))
    return total.hexdigest()


def test_the_city_is_pinned(city: Facts) -> None:
    assert digest(city) == DIGEST


def test_made_again_it_is_the_same(city: Facts, settings: Settings, schema: Schema) -> None:
    assert generate(settings, schema).digest() == city.digest()


def test_another_seed_is_another_city_with_the_same_totals(
    city: Facts, settings: Settings, schema: Schema
) -> None:
    other = generate(replace(settings, seed=settings.seed + 1), schema)
    assert other.digest() != city.digest()
    for form in ("enterprise_year", "enterprise_month"):
        assert pc.sum(other.form_table(form)["revenue"]) == pc.sum(city.form_table(form)["revenue"])


def test_it_is_marked_as_a_sample(city: Facts, settings: Settings) -> None:
    assert (city.origin.kind, city.origin.seed) == ("sample", settings.seed)
    assert "示例" in city.origin.title.zh
    assert "sample" in city.origin.title.en.lower()


def test_hash_seed_does_not_matter() -> None:
    """Neither sets nor hashes decide anything: two interpreters with other hash seeds draw alike."""
    code = (
        "from yuanqu.sampling.dice import Dice; d = Dice(7, 'x');"
        "print([d.below(1000) for _ in range(5)], d.some(range(9), 4), d.weighted((('a', 1), ('b', 3))))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("enterprises", [60, 5000])
def test_other_sizes_keep_the_totals(
    city: Facts, settings: Settings, schema: Schema, enterprises: int
) -> None:
    other = generate(settings, schema, enterprises=enterprises)
    register = other.form_table("enterprise_register")
    assert register.num_rows == enterprises
    assert len(set(register["code"].to_pylist())) == len(set(register["name"].to_pylist())) == enterprises
    for field in ("revenue", "value_added"):
        assert pc.sum(other.form_table("enterprise_year")[field]) == pc.sum(
            city.form_table("enterprise_year")[field]
        )


def test_too_few_firms_are_refused(settings: Settings, schema: Schema) -> None:
    with pytest.raises(ValueError, match="too few"):
        generate(settings, schema, enterprises=10)


@pytest.mark.slow
def test_a_large_city_is_made_in_about_a_minute(settings: Settings, schema: Schema) -> None:
    started = time.perf_counter()
    other = generate(settings, schema, enterprises=100_000)
    assert other.row_counts()["enterprise_register"] == 100_000
    assert time.perf_counter() - started < 120
