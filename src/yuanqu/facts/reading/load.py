"""`read_facts`: any accepted file or folder to facts; nothing is loaded in part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from yuanqu.diagnostics import Diagnostic, Where
from yuanqu.facts.data import Facts, Origin
from yuanqu.facts.fields import Form, Schema
from yuanqu.facts.manifest import FILE_NAME, parse_manifest
from yuanqu.facts.reading.checks import Keys, check_duplicates, check_references
from yuanqu.facts.reading.csv_text import read_csv
from yuanqu.facts.reading.findings import LIMIT_PER_CODE, Findings
from yuanqu.facts.reading.grid import Chunk, Grid
from yuanqu.facts.reading.headers import find_form, guess_form, read_header, sheet_is_empty, suggest_sheet
from yuanqu.facts.reading.parquet import read_parquet
from yuanqu.facts.reading.sheet_table import read_table
from yuanqu.facts.reading.sniff import sniff
from yuanqu.facts.reading.whole_rows import check_rows
from yuanqu.facts.reading.workbook import read_workbook
from yuanqu.facts.stamp import origin_of_stamp, schema_of_stamp
from yuanqu.values import Text

_READABLE = (".xlsx", ".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Loaded:
    """`facts` is None when there is any error. `rows`: rows read by form id, also when nothing was loaded.
    `places`: sheet and number of each row, by form id, in the order of the table."""

    facts: Facts | None
    diagnostics: tuple[Diagnostic, ...]
    rows: Mapping[str, int]
    places: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)


def read_facts(
    path: Path | str,
    schema: Schema,
    *,
    origin: Origin | None = None,
    known: Keys | None = None,
    limit: int = LIMIT_PER_CODE,
) -> Loaded:
    """Read a workbook, a CSV or Parquet file, or a folder of them. Never raises on what it finds there.

    origin: where the facts come from; else what the folder or the workbook says; else the user's own data.
    known: keys by subject that are registered already, for files that do not bring their register.
    limit: how many problems of one code are listed; of more only their number.
    """
    reader = _Reader(schema, Path(path), limit)
    try:
        reader.read()
    except OSError as error:
        reader.found.report("FACT-020", Where(str(path)), reason=error.strerror or error)
    return reader.finish(origin, known or {})


class _Reader:
    def __init__(self, schema: Schema, path: Path, limit: int) -> None:
        self.schema, self.path = schema, path
        self.found = Findings(limit)
        self.chunks: list[Chunk] = []
        self.origin: Origin | None = None

    def read(self) -> None:
        if not self.path.is_dir():
            self._file(self.path, None)
        elif (self.path / FILE_NAME).exists():
            self._parts(self.path / FILE_NAME)
        else:
            files = sorted(
                p for p in self.path.iterdir() if p.is_file() and not p.name.startswith((".", "~$"))
            )
            for path in files:
                if path.suffix.lower() in _READABLE:
                    self._file(path, None)

    def finish(self, origin: Origin | None, known: Keys) -> Loaded:
        by_form = {form: [c for c in self.chunks if c.form == form] for form in self.schema.forms}
        counts = {form.id: sum(c.table.num_rows for c in chunks) for form, chunks in by_form.items()}
        rows = {form_id: count for form_id, count in counts.items() if count}
        self._add(d for chunks in by_form.values() if chunks for d in check_duplicates(chunks))
        self._add(check_references(self.schema, self.chunks, known))
        self._add(d for chunks in by_form.values() if chunks for d in check_rows(self.schema, chunks))
        if not self.found.failed and not rows:
            self.found.report("FACT-028", Where(self.path.name))
        facts = None
        if not self.found.failed:
            tables = {
                f.id: pa.concat_tables([c.table for c in chunks]) for f, chunks in by_form.items() if chunks
            }
            facts = Facts(self.schema, tables, origin or self.origin or _own(self.path.name))
        places = {
            form.id: [(chunk.item, number) for chunk in chunks for number in chunk.row_numbers]
            for form, chunks in by_form.items()
            if chunks
        }
        return Loaded(facts, self.found.all(), rows, places)

    def _add(self, diagnostics: Iterable[Diagnostic]) -> None:
        for diagnostic in diagnostics:
            self.found.add(diagnostic)

    def _parts(self, file: Path) -> None:
        try:
            manifest = parse_manifest(file.read_bytes())
        except ValueError as error:
            self.found.report("FACT-031", Where(file.name), reason=error)
            return
        self.origin = manifest.origin
        self._check_schema(manifest.schema, Where(file.name))
        for part in manifest.parts:
            path, where = self.path / part.file, Where(file.name, part.file)
            if not path.is_file() or path.is_symlink():
                self.found.report("FACT-032", where, file=part.file)
            elif _sha256(path) != part.sha256:
                self.found.report("FACT-030", where, file=part.file)
            elif (form := find_form(self.schema, part.form)) is None:
                self.found.report("FACT-031", where, reason=f"form {part.form!r}")
            else:
                self._file(path, form)

    def _file(self, path: Path, form: Form | None) -> None:
        kind = sniff(path, self.found)
        if kind == "parquet":
            chunk = read_parquet(path, self.schema, form, self.found)
            self.chunks.extend([chunk] if chunk else [])
        elif kind == "csv" and (grid := read_csv(path, self.found)):
            self._csv(path, grid, form)
        elif kind == "xlsx" and (book := read_workbook(path, self.found)):
            if book.stamp:
                self._check_schema(schema_of_stamp(book.stamp), Where(path.name))
                self.origin = self.origin or origin_of_stamp(book.stamp, path.name)
            for sheet in book.grids:
                self._sheet(sheet)

    def _csv(self, path: Path, grid: Grid, form: Form | None) -> None:
        form = form or find_form(self.schema, path.stem.partition(".")[0])
        candidates: tuple[Form, ...] = ()
        if form is None and not sheet_is_empty(grid.rows):
            form, candidates = guess_form(self.schema, grid)
            if form is None:
                names = ", ".join(known.name.zh for known in candidates or self.schema.forms)
                self.found.report("FACT-041", Where(path.name), candidates=names)
        if form:
            self._grid(form, grid)

    def _sheet(self, grid: Grid) -> None:
        form = find_form(self.schema, grid.sheet)
        if form:
            self._grid(form, grid)
        elif not grid.hidden and not sheet_is_empty(grid.rows):
            near = suggest_sheet(self.schema, grid.sheet)
            self.found.report("FACT-040", grid.where(), name=grid.sheet, nearest=near)

    def _grid(self, form: Form, grid: Grid) -> None:
        if sheet_is_empty(grid.rows) and not grid.faults:
            return
        if header := read_header(self.schema, form, grid, self.found):
            self.chunks.append(read_table(self.schema, form, grid, header, self.found))

    def _check_schema(self, stamp: str, where: Where) -> None:
        if not self.schema.digest.startswith(stamp) or not stamp:
            self.found.report("FACT-034", where, stamp=stamp[:12])


def _own(name: str) -> Origin:
    return Origin("own", Text(name, name))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
