"""A folder of facts as one relation: the register of a subject with each form that has exactly one period."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from yuanqu.columns.parts import Part
from yuanqu.columns.sql import Dialect, quoted, text_literal
from yuanqu.facts.fields import Form, Schema
from yuanqu.facts.manifest import FILE_NAME


@dataclass(frozen=True)
class Source:
    """Facts for one kind of subject. `files`: those that parts are cut from; `relation` gives the rows of a part."""

    key: str
    files: tuple[Path, ...]
    all_files: tuple[Path, ...]
    relation: Callable[[Part, Dialect], str]


def rows_of(path: str, dialect: Dialect, first: int | None = None, last: int | None = None) -> str:
    """The text of a relation over (a range of rows of) one Parquet file."""
    if dialect == "duckdb":
        relation, number = f"read_parquet({text_literal(path, dialect)})", "file_row_number"
    else:
        relation, number = f"parquet.{quoted(str(Path(path).resolve()), dialect)}", "_metadata.row_index"
    if first is None:
        return f"(SELECT * FROM {relation})"  # noqa: S608 - names are quoted
    return f"(SELECT * FROM {relation} WHERE {number} >= {first} AND {number} < {last})"  # noqa: S608 - names are quoted


def flat_source(path: Path, key: str) -> Source:
    """A Parquet file, or a folder of them, with one flat row per subject."""
    files = (path,) if path.is_file() else tuple(sorted(path.glob("*.parquet")))
    return Source(
        key, files, files, lambda part, dialect: rows_of(part.source, dialect, part.first, part.last)
    )


def form_files(folder: Path, schema: Schema) -> dict[str, list[Path]]:
    """The Parquet files of a folder by form id: told by its manifest, else by their names."""
    found: dict[str, list[Path]] = {}
    manifest = folder / FILE_NAME
    if manifest.exists():
        for entry in json.loads(manifest.read_text(encoding="utf-8")).get("parts", ()):
            found.setdefault(entry["form"], []).append(folder / entry["file"])
        return {form: [p for p in files if p.suffix == ".parquet"] for form, files in found.items()}
    ids = {form.id for form in schema.forms}
    for path in sorted(folder.glob("*.parquet")):
        form = path.stem.partition(".")[0]
        if form in ids:
            found.setdefault(form, []).append(path)
    return found


def form_source(
    folder: Path, schema: Schema, subject: str, period: str | None, columns: Mapping[str, Sequence[str]]
) -> Source | None:
    """A folder with one table per form. `columns`: the columns of each file's form. None without a register."""
    files = form_files(folder, schema)
    forms = [form for form in schema.forms_of(subject) if files.get(form.id)]
    register = next((form for form in forms if form.is_register), None)
    if register is None:
        return None
    others = [form for form in forms if not form.is_register and period is not None]
    key = register.key

    def relation(part: Part, dialect: Dialect) -> str:
        names = {name: f"r.{quoted(name, dialect)}" for name in columns[register.id]}
        joins = ""
        for at, form in enumerate(others):
            alias = f"f{at}"
            union = " UNION ALL ".join(f"SELECT * FROM {rows_of(str(p), dialect)}" for p in files[form.id])  # noqa: S608 - names are quoted
            same = f"{alias}.{quoted(form.key, dialect)} = r.{quoted(key, dialect)}"
            joins += f" LEFT JOIN ({union}) AS {alias} ON {same} AND {alias}.period = '{period}'"
            for name in columns[form.id]:
                if name not in (form.key, "period"):
                    own = f"{alias}.{quoted(name, dialect)}"
                    names[name] = f"COALESCE({names[name]}, {own})" if name in names else own
        chosen = ", ".join(f"{text} AS {quoted(name, dialect)}" for name, text in names.items())
        inner = rows_of(part.source, dialect, part.first, part.last)
        return f"(SELECT {chosen} FROM {inner} AS r{joins})"  # noqa: S608 - names are quoted

    everything = tuple(path for form in forms for path in files[form.id])
    return Source(key, tuple(files[register.id]), everything, relation)


def known_columns(folder: Path, schema: Schema) -> dict[str, tuple[str, ...]]:
    """The columns that every file of a form has, by form."""
    import pyarrow.parquet as pq

    found: dict[str, tuple[str, ...]] = {}
    for form_id, files in form_files(folder, schema).items():
        names = [pq.read_schema(path).names for path in files]
        found[form_id] = tuple(n for n in names[0] if all(n in other for other in names)) if names else ()
    return found


__all__ = ["Form", "Source", "flat_source", "form_source", "known_columns", "rows_of"]
