"""Writing facts: a folder of Parquet or CSV parts with facts.json, or one workbook. What was written reads back equal."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from yuanqu.facts.atomic import replacing
from yuanqu.facts.data import Facts
from yuanqu.facts.fields import Form
from yuanqu.facts.formula_guard import guard
from yuanqu.facts.layout import paper_columns, paper_value
from yuanqu.facts.manifest import FILE_NAME, Manifest, Part
from yuanqu.facts.workbook_writing import write_workbook
from yuanqu.values import Language

Format = Literal["parquet", "csv"]


def write_facts(facts: Facts, path: Path | str, *, parts: Format = "parquet", lang: Language = "zh") -> None:
    """Write to `path`: a workbook if it ends in .xlsx, one form if in .csv, else a folder of parts.

    parts: the files of a folder. Parquet has one file per form and period, named by its digest, so that
    one part can be replaced alone; CSV has one per form. Files appear whole: facts.json last of all.
    ValueError for a .csv path when more than one form has rows.
    """
    target = Path(path)
    match target.suffix.lower():
        case ".xlsx":
            write_workbook(facts, target, lang)
        case ".csv":
            forms = list(facts.row_counts())
            if len(forms) != 1:
                raise ValueError(f"a .csv file holds one form, these facts have {len(forms)}: write a folder")
            _write(target, _csv_bytes(facts, facts.schema.form(forms[0]), lang))
        case _:
            _write_folder(facts, target, parts, lang)


def _write_folder(facts: Facts, folder: Path, parts: Format, lang: Language) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Part] = []
    for form_id in facts.row_counts():
        form = facts.schema.form(form_id)
        pieces = _parquet_pieces(facts, form) if parts == "parquet" else _csv_pieces(facts, form, lang)
        for name, data, rows in pieces:
            digest = hashlib.sha256(data).hexdigest()
            file = f"{name}.{digest[:12]}.parquet" if parts == "parquet" else f"{name}.csv"
            _write(folder / file, data)
            written.append(Part(form_id, file, digest, rows))
    manifest = Manifest(facts.schema.digest, facts.digest(), facts.origin, tuple(written))
    _write(folder / FILE_NAME, manifest.text().encode())


def _write(path: Path, data: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def _parquet_pieces(facts: Facts, form: Form) -> Iterator[tuple[str, bytes, int]]:
    """Per period: name, bytes and rows, sorted by key so that equal content has equal bytes."""
    table = facts.form_table(form).sort_by(form.key)
    if form.is_register:
        yield form.id, _parquet_bytes(table), table.num_rows
        return
    for period in facts.periods(form):
        piece = table.filter(pc.equal(table["period"], str(period)))
        yield f"{form.id}.{str(period).replace('/', '_')}", _parquet_bytes(piece), piece.num_rows


def _parquet_bytes(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table.combine_chunks(), sink, compression="zstd")
    return sink.getvalue()


def _csv_pieces(facts: Facts, form: Form, lang: Language) -> Iterator[tuple[str, bytes, int]]:
    yield form.id, _csv_bytes(facts, form, lang), facts.form_table(form).num_rows


def _csv_bytes(facts: Facts, form: Form, lang: Language) -> bytes:
    """UTF-8 with a mark, as Excel needs it; texts that a spreadsheet would run are made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    columns = paper_columns(facts.schema, form, lang)
    writer.writerow([column.title for column in columns])
    table = facts.form_table(form)
    cells = [
        [_text(paper_value(column, value, lang)) for value in table[column.id].to_pylist()]
        for column in columns
    ]
    writer.writerows(zip(*cells, strict=True))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _text(value: Decimal | date | str | None) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return guard(value) if isinstance(value, str) else "" if value is None else value.isoformat()
