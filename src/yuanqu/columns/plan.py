"""A plan: what is read, what comes out, and the SQL of it in each dialect."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa

from yuanqu.columns import typing as t
from yuanqu.columns.bindings import Join, Layer, Lookup
from yuanqu.columns.nodes import Expr
from yuanqu.columns.schema import InputColumn
from yuanqu.columns.sql import Dialect, Writer, quoted, type_name, writer
from yuanqu.diagnostics import Diagnostic, has_errors

FACTS = "facts"
"""The name that a plan's SQL reads from: a view whose columns have exactly the declared types."""


@dataclass(frozen=True, slots=True)
class Output:
    """A column that comes out. `role`: a decision's value, the number of the row that made it, or whether
    a table's rows matched that must not match together, or whether the value passes given tests."""

    name: str
    kind: t.Kind
    decision: str
    role: Literal["value", "rule", "violation", "good"]
    expr: Expr


@dataclass(frozen=True)
class Plan:
    """`diagnostics` with an error mean that nothing can be run. `inputs`: columns read, by FEEL name;
    those that are `absent` from the source are read as null."""

    decisions: tuple[str, ...]
    inputs: Mapping[str, InputColumn]
    outputs: tuple[Output, ...]
    layers: tuple[Layer, ...]
    diagnostics: tuple[Diagnostic, ...]
    absent: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not has_errors(self.diagnostics)

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """Small tables that the SQL joins; the engine creates them under their names."""
        return tuple(join.lookup for layer in self.layers for join in layer.joins)

    def arrow_schema(self) -> pa.Schema:
        return pa.schema([(output.name, t.to_arrow(output.kind)) for output in self.outputs])

    def sql(self, dialect: Dialect = "duckdb", *, keys: Sequence[str] = (), narrow: bool = False) -> str:
        """SELECT of the outputs from `facts`, with `keys` passed through in front.

        narrow: DuckDB computes in machine words wherever values are likely to fit, and raises where one does not.
        """
        text, write = self.relation(dialect, narrow=narrow)
        columns = [*(quoted(key, dialect) for key in keys)]
        columns += [f"{write.output(o.expr)} AS {quoted(o.name, dialect)}" for o in self.outputs]
        return f"SELECT {', '.join(columns)} FROM {text}"  # noqa: S608 - names are quoted

    def totals(self, dialect: Dialect = "duckdb", *, narrow: bool = False) -> str:
        """One row: sums of the numbers and counts of what is true, by output, in one scan."""
        text, write = self.relation(dialect, narrow=narrow)
        columns: list[str] = ["COUNT(*) AS rows"]
        for output in self.outputs:
            name = quoted(output.name, dialect)
            if isinstance(output.kind, t.Number) and output.role == "value":
                columns.append(f"SUM({write(output.expr)}) AS {name}")
            elif output.kind == t.BOOLEAN:
                columns.append(f"COUNT(CASE WHEN {write(output.expr)} THEN 1 END) AS {name}")
        return f"SELECT {', '.join(columns)} FROM {text}"  # noqa: S608 - names are quoted

    def source_select(self, dialect: Dialect, source: str, keys: Sequence[str] = (), where: str = "") -> str:
        """SELECT of the plan's inputs from a source, each cast to its declared type: text of the view `facts`."""
        columns = [quoted(key, dialect) for key in keys]
        for column in {c.name: c for c in self.inputs.values()}.values():
            if column.name in keys:
                continue
            name = quoted(column.name, dialect)
            kind = type_name(column.kind, dialect)
            if column.name in self.absent:
                columns.append(f"CAST(NULL AS {kind}) AS {name}")
            elif dialect == "spark" and isinstance(column.kind, t.Number):
                columns.append(f"{spark_load(name, column.kind, kind)} AS {name}")
            else:
                columns.append(f"CAST({name} AS {kind}) AS {name}")
        return f"SELECT {', '.join(columns) or '1 AS one'} FROM {source}{where}"  # noqa: S608 - names are quoted

    def relation(self, dialect: Dialect, *, narrow: bool = False) -> tuple[str, Writer]:
        """The nested SELECTs below the outputs, and the writer that knows their columns."""
        write = writer(dialect, narrow=narrow)
        text = FACTS
        for number, layer in enumerate(self.layers, 1):
            computed = []
            for column, expr in layer.computed:
                if isinstance(expr.kind, t.Number):
                    body, width = write.number(expr)
                    write.widths[column.name] = width
                else:
                    body = write(expr)
                computed.append(f"{body} AS {quoted(column.name, dialect)}")
            inner = text
            if computed:
                inner = f"(SELECT *, {', '.join(computed)} FROM {text}) AS layer_{number}"  # noqa: S608 - names are quoted
            for join in layer.joins:
                inner = _join(inner, join, write, dialect)
            text = inner
        return text, write

    @cached_property
    def digest(self) -> str:
        """A stamp of what the plan computes, lookups included."""
        total = hashlib.sha256(self.sql("duckdb").encode())
        for lookup in self.lookups:
            total.update(str(lookup.table.to_pydict()).encode())
        return total.hexdigest()


def spark_load(name: str, kind: t.Number, declared: str) -> str:
    """A column cast to its declared type. Spark would make null, or another number, of a value that does not fit."""
    refusal = f"raise_error(concat('a value of {name.strip('`')} does not fit {kind}: ', {name}))"
    if kind.whole:
        fits = f"{name} BETWEEN {kind.low} AND {kind.high}"
        return f"IF({name} IS NULL OR {fits}, CAST({name} AS {declared}), CAST({refusal} AS {declared}))"
    cast = f"CAST({name} AS {declared})"
    return f"COALESCE({cast}, IF({name} IS NULL, NULL, CAST({refusal} AS {declared})))"


def _join(source: str, join: Join, write: Writer, dialect: Dialect) -> str:
    lookup, name = join.lookup, quoted(join.lookup.name, dialect)
    equal = join.keys[:-1] if lookup.ordered else join.keys
    on = [
        f"s.{write(key)} = t.{quoted(column, dialect)}"
        for key, column in zip(equal, lookup.keys, strict=False)
    ]
    columns = ", ".join(
        f"t.{quoted(column, dialect)} AS {quoted(c.name, dialect)}" for c, column in join.columns
    )
    kind = "JOIN" if lookup.complete else "LEFT JOIN"
    if lookup.ordered:
        key = f"s.{write(join.keys[-1])}"
        on.append(f"{key} >= t.{quoted('low', dialect)}")
        if dialect == "duckdb":
            kind = "ASOF LEFT JOIN"
        else:
            on.append(f"({key} < t.{quoted('next', dialect)} OR t.{quoted('next', dialect)} IS NULL)")
    hint = "" if dialect == "duckdb" else "/*+ BROADCAST(t) */ "
    alias = quoted(f"joined_{lookup.name}", dialect)
    return f"(SELECT {hint}s.*, {columns} FROM (SELECT * FROM {source}) AS s {kind} {name} AS t ON {' AND '.join(on)}) AS {alias}"  # noqa: S608 - names are quoted
