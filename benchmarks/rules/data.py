"""The inputs: firms with a fixed seed as Parquet (decimals; doubles for peers that know no decimals), and as JSON one by one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from benchmarks.peers import CACHE
from benchmarks.reference import population
from benchmarks.reference.single import INPUTS

FOLDER = CACHE / "data"
BYTES_PER_FIRM = 48
"""Of a Parquet file, with room to spare."""


def firms(rows: int) -> Path:
    """The first `rows` firms. Raises OSError when the disk has no room for them."""
    path = FOLDER / f"firms_{rows}.parquet"
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not path.exists() and shutil.disk_usage(FOLDER).free < rows * BYTES_PER_FIRM + 2**30:
        raise OSError(
            f"{rows:,} firms need {rows * BYTES_PER_FIRM / 1e9:.1f} GB and one to spare in {FOLDER}"
        )
    return population.write(path, rows)


def doubles(rows: int) -> Path:
    """The same firms, numbers as doubles."""
    path = FOLDER / f"firms_{rows}_doubles.parquet"
    if not path.exists():
        part = path.with_suffix(".writing")
        source = firms(rows)
        with duckdb.connect() as connection:
            connection.execute("SET memory_limit = '1GB'")
            decimals = [
                name
                for name, kind, *_ in connection.execute(f"DESCRIBE FROM '{source}'").fetchall()
                if kind.startswith("DECIMAL")
            ]
            cast = ", ".join(f"{name}::DOUBLE AS {name}" for name in decimals)
            connection.execute(
                f"COPY (SELECT * REPLACE ({cast}) FROM '{source}') TO '{part}' (FORMAT parquet, COMPRESSION snappy)"
            )
        part.rename(path)
    return path


def one_by_one(count: int, rows: int) -> Path:
    """Firms that have tax and land (zen-engine stops at a missing value), one on a threshold in ten, as JSON of texts."""
    path = FOLDER / f"single_{count}.json"
    source = firms(rows)
    names = [*INPUTS]
    columns = ["land_tax_rate" if n == "land_tax_rate_yuan_per_m2" else n for n in names]
    texts = ", ".join(f"{name}::VARCHAR" for name in columns)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"WITH drawn AS (SELECT *, tax_yuan IN (200000 * land_mu, 150000 * land_mu, 100000 * land_mu) AS edge "
            f"FROM '{source}' WHERE tax_yuan IS NOT NULL AND land_mu > 0) "
            f"SELECT {texts} FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY edge ORDER BY id) AS place FROM drawn) "
            f"WHERE place <= CASE WHEN edge THEN {count // 10} ELSE {count - count // 10} END ORDER BY id"
        ).fetchall()
    path.write_text(json.dumps([dict(zip(names, row, strict=True)) for row in found]), encoding="utf-8")
    return path


def discard(rows: int) -> None:
    """Give the disk back."""
    (FOLDER / f"firms_{rows}.parquet").unlink(missing_ok=True)
    (FOLDER / f"firms_{rows}.writing").unlink(missing_ok=True)
