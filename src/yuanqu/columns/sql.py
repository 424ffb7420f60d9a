"""Expressions as SQL text, with a cast wherever an engine's own rule of decimals would differ from ours.

Quoting is sqlglot's; the text of operations is ours, because a generator that rewrites divisions or literals
between dialects would change numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Literal, cast

from sqlglot import exp

from yuanqu.columns import typing as t
from yuanqu.columns.nodes import FALSE, Column, Constant, Expr, Operation
from yuanqu.columns.typing import Kind, Number

Dialect = Literal["duckdb", "spark"]
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "<>"}
_HOPEFUL = 26
_ARITHMETIC = {"add": "+", "sub": "-", "mul": "*"}
_PLAIN = {
    "duckdb": {"text": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE", "null": "VARCHAR"},
    "spark": {"text": "STRING", "boolean": "BOOLEAN", "date": "DATE", "null": "STRING"},
}


@cache
def quoted(name: str, dialect: Dialect) -> str:
    """An identifier."""
    return exp.to_identifier(name, quoted=True).sql(dialect=dialect)


@cache
def text_literal(value: str, dialect: Dialect) -> str:
    return exp.Literal.string(value).sql(dialect=dialect)


def type_name(kind: Kind, dialect: Dialect, *, output: bool = False) -> str:
    """The type of a column, `output` for one that is handed out."""
    if isinstance(kind, Number):
        if kind.whole and not output:
            if dialect == "duckdb":
                return "BIGINT" if fits_bigint(kind) else "HUGEINT"
            return "BIGINT" if fits_bigint(kind) else "DECIMAL(38, 0)"
        return f"DECIMAL({t.width_of(kind) if output else kind.digits}, {kind.scale})"
    return _PLAIN[dialect][kind.name]


def fits_bigint(kind: Number) -> bool:
    return kind.low >= -(2**63) and kind.high < 2**63


def literal(value: Decimal, scale: int) -> str:
    text = f"{value.quantize(Decimal(1).scaleb(-scale, t.EXACT), context=t.EXACT):f}"
    return f"({text})" if value < 0 else text


class Writer:
    """Writes expressions of one dialect. Widths of decimals are followed as the engine infers them."""

    dialect: Dialect

    def __init__(self) -> None:
        self.widths: dict[str, int] = {}
        self._numbers: dict[Operation, tuple[str, int]] = {}

    def size(self, kind: Number) -> int:
        """Digits that a result of a type is given."""
        return kind.digits

    def name(self, name: str) -> str:
        return quoted(name, self.dialect)

    def __call__(self, expr: Expr) -> str:
        """An expression as its kind says, whatever the width."""
        if isinstance(expr.kind, Number):
            return self.number(expr)[0]
        if isinstance(expr, Column):
            return self.name(expr.name)
        if isinstance(expr, Constant):
            return self.plain(expr)
        return self.operation(expr)

    def plain(self, expr: Constant) -> str:
        value = expr.value
        if value is None:
            return "NULL"
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, str):
            return text_literal(value, self.dialect)
        return f"DATE '{value}'"

    def output(self, expr: Expr) -> str:
        """An expression cast to the type it is handed out in."""
        wanted = type_name(expr.kind, self.dialect, output=True)
        return f"CAST({self(expr)} AS {wanted})"

    # -- what is no number

    def operation(self, expr: Operation) -> str:
        parts = expr.arguments
        match expr.name:
            case "and" | "or":
                return "(" + f" {expr.name.upper()} ".join(self(p) for p in parts) + ")"
            case "not":
                return f"(NOT {self(parts[0])})"
            case "is_null":
                return f"({self(parts[0])} IS NULL)"
            case "lt" | "le" | "gt" | "ge" | "eq":
                left, right = self.pair(parts[0], parts[1])
                return f"({left} {_SIGNS[expr.name]} {right})"
            case "same":
                left, right = self.pair(parts[0], parts[1])
                return self.same(left, right)
            case "among":
                return f"({self(parts[0])} IN ({', '.join(self.bare(p) for p in parts[1:])}))"
            case "case":
                return self.case(parts, [self(part) for part in parts])
            case "least" | "greatest":
                return f"{expr.name.upper()}({', '.join(self(p) for p in parts)})"
            case "names":
                cases = (f"CASE WHEN {self(p)} THEN '{i}' END" for i, p in enumerate(parts, 1) if p != FALSE)
                return f"CONCAT_WS(',', {', '.join(cases)})"
        raise NotImplementedError(expr.name)

    def same(self, left: str, right: str) -> str:
        return f"({left} IS NOT DISTINCT FROM {right})"

    def case(self, parts: Sequence[Expr], texts: Sequence[str]) -> str:
        whens = [f"WHEN {self(parts[i])} THEN {texts[i + 1]}" for i in range(0, len(parts) - 1, 2)]
        last = "" if parts[-1] == Constant(None, t.NULL) else f" ELSE {texts[-1]}"
        return f"CASE {' '.join(whens)}{last} END"

    def bare(self, expr: Expr) -> str:
        """A constant as the other side of a comparison, whose type it takes."""
        if isinstance(expr, Constant) and isinstance(expr.kind, Number):
            return literal(cast(Decimal, expr.value), expr.kind.scale)
        return self(expr)

    def pair(self, left: Expr, right: Expr) -> tuple[str, str]:
        """Two sides of a comparison in one type."""
        a, b = left.kind, right.kind
        if not (isinstance(a, Number) and isinstance(b, Number)):
            return self(left), self(right)
        if isinstance(right, Constant):
            return self(left), self.bare(right)
        if a.whole and b.whole:
            return self(left), self(right)
        scale = max(a.scale, b.scale)
        wide = max(self.size(t.at_scale(a, scale)), self.size(t.at_scale(b, scale)))
        return self.cast_to(left, wide, scale), self.cast_to(right, wide, scale)

    # -- numbers

    def number(self, expr: Expr) -> tuple[str, int]:
        """The text and the width that the engine gives it. Kept: an operand is asked for more than once."""
        if not isinstance(expr, Operation):
            return self._number(expr)
        known = self._numbers.get(expr)
        if known is None:
            known = self._numbers[expr] = self._number(expr)
        return known

    def _number(self, expr: Expr) -> tuple[str, int]:
        kind = cast(Number, expr.kind)
        if isinstance(expr, Column):
            return self.name(expr.name), self.widths.get(expr.name, kind.digits)
        if isinstance(expr, Constant):
            text = literal(cast(Decimal, expr.value), kind.scale)
            if kind.whole:
                return text, kind.digits
            return f"CAST({text} AS DECIMAL({kind.digits}, {kind.scale}))", kind.digits
        match expr.name:
            case "add" | "sub" | "mul":
                return self.arithmetic(expr, kind)
            case "neg":
                text, width = self.decimal(expr.arguments[0])
                return f"(-{text})", width
            case "abs":
                text, width = self.decimal(expr.arguments[0])
                return f"ABS({text})", width
            case "case":
                return self.choice(expr, kind)
            case "least" | "greatest":
                width = max(self.size(t.at_scale(cast(Number, a.kind), kind.scale)) for a in expr.arguments)
                texts = [self.cast_to(a, width, kind.scale, force=True) for a in expr.arguments]
                return self.narrowed(f"{expr.name.upper()}({', '.join(texts)})", width, kind)
            case "count":
                ones = (f"CASE WHEN {self(a)} THEN 1 ELSE 0 END" for a in expr.arguments)
                return f"({' + '.join(ones)})", kind.digits
            case "round":
                return self.round(expr, kind)
            case "floor":
                return self.floor(expr, kind)
            case "whole":
                return self.whole(expr, kind)
            case "div":
                return self.divided(expr, kind)
            case "code":
                return self.code(expr, kind)
            case "ratio":
                return self.ratio(expr, kind)
            case "bucket":
                return self.bucket(expr), kind.digits
            case "pick":
                key, edge, before, after = (self(a) for a in expr.arguments)
                return f"CASE WHEN {key} >= {edge} THEN {after} ELSE {before} END", kind.digits
        raise NotImplementedError(expr.name)

    def decimal(self, expr: Expr) -> tuple[str, int]:
        """A number as a decimal of the engine."""
        kind = cast(Number, expr.kind)
        text, width = self.number(expr)
        return (f"CAST({text} AS DECIMAL({kind.digits}, 0))", kind.digits) if kind.whole else (text, width)

    def cast_to(self, expr: Expr, digits: int, scale: int, *, force: bool = False) -> str:
        """A decimal of at least that many digits at a scale; a narrower storage class is never left."""
        kind = cast(Number, expr.kind)
        text, width = self.number(expr)
        fits = not kind.whole and kind.scale == scale and (width <= 18) == (digits <= 18)
        if fits and not force:
            return text
        return text if fits and width == digits else f"CAST({text} AS DECIMAL({digits}, {scale}))"

    def choice(self, expr: Operation, kind: Number) -> tuple[str, int]:
        if kind.whole:
            return self.case(expr.arguments, [self(a) for a in expr.arguments]), self.size(kind)
        texts: list[str] = []
        for at, part in enumerate(expr.arguments):
            is_value = at % 2 == 1 or at == len(expr.arguments) - 1
            if not is_value or not isinstance(part.kind, Number):
                texts.append(self(part) if is_value else "")
            elif isinstance(part, Constant):
                text = literal(cast(Decimal, part.value), kind.scale)
                texts.append(f"CAST({text} AS DECIMAL({self.size(kind)}, {kind.scale}))")
            else:
                texts.append(self.cast_to(part, self.size(kind), kind.scale, force=True))
        return self.case(expr.arguments, texts), self.size(kind)

    def arithmetic(self, expr: Operation, kind: Number) -> tuple[str, int]:
        raise NotImplementedError

    def round(self, expr: Operation, kind: Number) -> tuple[str, int]:
        text, width = self.decimal(expr.arguments[0])
        return self.narrowed(f"ROUND({text}, {kind.scale})", width, kind)

    def floor(self, expr: Operation, kind: Number) -> tuple[str, int]:
        raise NotImplementedError

    def whole(self, expr: Operation, kind: Number) -> tuple[str, int]:
        raise NotImplementedError

    def divided(self, expr: Operation, kind: Number) -> tuple[str, int]:
        raise NotImplementedError

    def code(self, expr: Operation, kind: Number) -> tuple[str, int]:
        cut, above, below = (self(a) for a in expr.arguments)
        more = f"CASE WHEN {above} = {cut} * {below} THEN 0 WHEN ({above} < 0) = ({below} < 0) THEN 1 ELSE -1 END"
        return f"CAST(2 * {cut} + {more} AS {self.integer(kind)})", kind.digits

    def integer(self, *kinds: Number) -> str:
        """The integer of the engine that holds whole numbers of all the types."""
        raise NotImplementedError

    def ratio(self, expr: Operation, kind: Number) -> tuple[str, int]:
        raise NotImplementedError

    def bucket(self, expr: Operation) -> str:
        key, low, high, bits = (self(a) for a in expr.arguments)
        held = f"CASE WHEN {key} < {low} THEN {low} WHEN {key} > {high} THEN {high} ELSE {key} END"
        moved = f"(CAST({held} AS BIGINT) - {low})"
        if bits != "0":
            moved = self.shifted(moved, bits)
        return f"COALESCE({moved}, -1)"

    def shifted(self, text: str, bits: str) -> str:
        return f"({text} >> {bits})"

    def narrowed(self, text: str, width: int, kind: Number) -> tuple[str, int]:
        """In a machine word where the bounds prove that it fits."""
        if width > 18 >= self.size(kind):
            return f"CAST({text} AS DECIMAL(18, {kind.scale}))", 18
        return text, width


class DuckWriter(Writer):
    """DuckDB. `narrow`: results that need a few digits more than a machine word by their declaration are kept in one;
    DuckDB raises when a value does not fit, and the caller runs the wide text instead. Nothing is ever cut."""

    dialect = "duckdb"

    def __init__(self, *, narrow: bool = False) -> None:
        super().__init__()
        self.narrow = narrow

    def size(self, kind: Number) -> int:
        hopeful = self.narrow and kind.digits <= _HOPEFUL and kind.scale < 16
        return min(kind.digits, 18) if hopeful else kind.digits

    def integer(self, *kinds: Number) -> str:
        """The integer of the engine for whole numbers: twice each fits as well."""
        small = all(
            max(abs(k.low), abs(k.high)) < 2**61 or (self.narrow and k.digits <= _HOPEFUL) for k in kinds
        )
        return "BIGINT" if small else "HUGEINT"

    def arithmetic(self, expr: Operation, kind: Number) -> tuple[str, int]:
        left, right = expr.arguments
        (a, wa), (b, wb) = self.decimal(left), self.decimal(right)
        if expr.name == "mul":
            width = wa + wb
            if width > 18 and max(wa, wb) <= 18 and kind.scale < 18:
                if self.size(kind) > 18:  # DuckDB would stay at 18 digits and raise
                    a, wa = f"CAST({a} AS DECIMAL(19, {cast(Number, left.kind).scale}))", 19
                    width = min(38, wa + wb)
                else:
                    width = 18
            return self.narrowed(f"({a} * {b})", min(width, 38), kind)
        scales = cast(Number, left.kind).scale, cast(Number, right.kind).scale
        width = max(wa - scales[0], wb - scales[1]) + kind.scale + 1
        if width > 18 >= self.size(kind):
            if (
                self.narrow
                or max(t.at_scale(cast(Number, x.kind), kind.scale).digits for x in (left, right)) <= 17
            ):
                a, b = (self.cast_to(x, 17, kind.scale, force=True) for x in (left, right))
                width = 18
        elif width > 38:
            a, b = (self.cast_to(x, 37, kind.scale, force=True) for x in (left, right))
            width = 38
        return self.narrowed(f"({a} {_ARITHMETIC[expr.name]} {b})", width, kind)

    def floor(self, expr: Operation, kind: Number) -> tuple[str, int]:
        text, width = self.decimal(expr.arguments[0])
        source = cast(Number, expr.arguments[0].kind)
        if kind.scale == 0:
            return self.narrowed(f"FLOOR({text})", width, kind)
        digits = max(source.digits, width) + kind.scale
        factor = f"CAST({10**kind.scale} AS DECIMAL({kind.scale + 1}, 0))"
        wide = (
            f"(CAST({text} AS DECIMAL({min(max(digits, 19), 37 - kind.scale)}, {source.scale})) * {factor})"
        )
        unit = f"CAST({t.scaled(1, kind.scale):f} AS DECIMAL({kind.scale}, {kind.scale}))"
        whole = f"CAST(FLOOR({wide}) AS DECIMAL({min(38 - kind.scale, 36)}, 0))"
        return f"CAST(({whole} * {unit}) AS DECIMAL({kind.digits}, {kind.scale}))", kind.digits

    def whole(self, expr: Operation, kind: Number) -> tuple[str, int]:
        source = expr.arguments[0]
        inner = cast(Number, source.kind)
        text, width = self.decimal(source)
        first = inner.scale
        integer = self.integer(kind)
        if first:
            wide = inner.digits + first > 18 and not (self.narrow and integer == "BIGINT" and first < 18)
            if wide and width < 19:
                text = f"CAST({text} AS DECIMAL(19, {first}))"
            text = f"({text} * CAST({10**first} AS DECIMAL({first + 1}, 0)))"
        text = f"CAST({text} AS {integer})"
        more = expr.extra - first
        return (f"({text} * CAST({10**more} AS {integer}))" if more else text), kind.digits

    def divided(self, expr: Operation, kind: Number) -> tuple[str, int]:
        integer = self.integer(*(cast(Number, a.kind) for a in (*expr.arguments, expr)), _divisor(expr))
        above, below, *factor = (f"CAST({self(a)} AS {integer})" for a in expr.arguments)
        return f"({above} // NULLIF({' * '.join((below, *factor))}, 0))", kind.digits

    def ratio(self, expr: Operation, kind: Number) -> tuple[str, int]:
        cut, a, b = (self(x) for x in expr.arguments)
        away = f"CASE WHEN 2 * ABS({a} - {cut} * {b}) < ABS({b}) THEN 0 WHEN ({a} < 0) = ({b} < 0) THEN 1 ELSE -1 END"
        whole = f"({cut} + {away})"
        text = f"CAST({whole} AS DECIMAL({min(38, kind.digits + 1)}, 0))"
        if kind.scale:
            unit = f"CAST({t.scaled(1, kind.scale):f} AS DECIMAL({kind.scale}, {kind.scale}))"
            inner = f"CAST({whole} AS DECIMAL({38 - kind.scale}, 0))"
            text = f"({inner} * {unit})"
        return f"CAST({text} AS DECIMAL({kind.digits}, {kind.scale}))", kind.digits


class SparkWriter(Writer):
    """Spark: each result is cast to exactly its digits, so that no product meets the limit of 38 and loses scale."""

    dialect = "spark"

    def shifted(self, text: str, bits: str) -> str:
        return f"SHIFTRIGHT({text}, {bits})"

    def _exact(self, text: str, kind: Number) -> tuple[str, int]:
        return f"CAST({text} AS DECIMAL({kind.digits}, {kind.scale}))", kind.digits

    def same(self, left: str, right: str) -> str:
        return f"({left} <=> {right})"

    def arithmetic(self, expr: Operation, kind: Number) -> tuple[str, int]:
        left, right = (self.decimal(a)[0] for a in expr.arguments)
        return self._exact(f"({left} {_ARITHMETIC[expr.name]} {right})", kind)

    def round(self, expr: Operation, kind: Number) -> tuple[str, int]:
        return self._exact(f"ROUND({self.decimal(expr.arguments[0])[0]}, {kind.scale})", kind)

    def floor(self, expr: Operation, kind: Number) -> tuple[str, int]:
        text = self.decimal(expr.arguments[0])[0]
        return self._exact(f"FLOOR({text}, {kind.scale})" if kind.scale else f"FLOOR({text})", kind)

    def whole(self, expr: Operation, kind: Number) -> tuple[str, int]:
        source = cast(Number, expr.arguments[0].kind)
        text, _ = self.decimal(expr.arguments[0])
        power = expr.extra
        if power:
            text = f"({text} * CAST({10**power} AS DECIMAL({power + 1}, 0)))"
        digits = max(kind.digits, source.digits)
        return f"CAST({text} AS {'BIGINT' if fits_bigint(kind) else f'DECIMAL({digits}, 0)'})", kind.digits

    def integer(self, *kinds: Number) -> str:
        return "BIGINT" if all(fits_bigint(k) for k in kinds) else "DECIMAL(38, 0)"

    def divided(self, expr: Operation, kind: Number) -> tuple[str, int]:
        """(a - a % b) / b is whole, which Spark's division of decimals gives exactly."""
        a, b, *factor = (
            f"CAST({self(p)} AS DECIMAL({cast(Number, p.kind).digits}, 0))" for p in expr.arguments
        )
        if factor:
            b = f"CAST({b} * {factor[0]} AS DECIMAL({_divisor(expr).digits}, 0))"
        b = f"NULLIF({b}, CAST(0 AS DECIMAL(1, 0)))"
        cut = f"(CAST({a} - {a} % {b} AS DECIMAL(32, 0)) / {b})"
        whole = "BIGINT" if fits_bigint(kind) else "DECIMAL(34, 0)"
        return f"CAST(CAST({cut} AS DECIMAL(34, 0)) AS {whole})", kind.digits

    def _rest(self, expr: Operation) -> tuple[str, str, str, str]:
        """Quotient, dividend, divisor and rest as decimals."""
        cut, a, b = expr.arguments
        above, below = (cast(Number, x.kind).digits for x in (a, b))
        texts = (
            f"CAST({self(cut)} AS DECIMAL({above}, 0))",
            f"CAST({self(a)} AS DECIMAL({above}, 0))",
            f"CAST({self(b)} AS DECIMAL({below}, 0))",
        )
        return (*texts, f"({texts[1]} % {texts[2]})")

    def code(self, expr: Operation, kind: Number) -> tuple[str, int]:
        cut, a, b, rest = self._rest(expr)
        more = f"CASE WHEN {rest} = 0 THEN 0 WHEN ({a} < 0) = ({b} < 0) THEN 1 ELSE -1 END"
        return f"CAST(2 * {cut} + {more} AS {self.integer(kind)})", kind.digits

    def ratio(self, expr: Operation, kind: Number) -> tuple[str, int]:
        cut, a, b, rest = self._rest(expr)
        away = f"CASE WHEN 2 * ABS({rest}) < ABS({b}) THEN 0 WHEN ({a} < 0) = ({b} < 0) THEN 1 ELSE -1 END"
        whole = f"CAST({cut} + {away} AS DECIMAL({min(kind.digits + 1, 34)}, 0))"
        if kind.scale:
            whole = f"({whole} * CAST({t.scaled(1, kind.scale):f} AS DECIMAL({kind.scale}, {kind.scale})))"
        return self._exact(whole, kind)


def _divisor(expr: Operation) -> Number:
    """The type of what a `div` divides by."""
    low, high = 1, 1
    for argument in expr.arguments[1:]:
        kind = cast(Number, argument.kind)
        ends = [x * y for x in (low, high) for y in (kind.low, kind.high)]
        low, high = min(ends), max(ends)
    return Number(0, low, high, whole=True)


def writer(dialect: Dialect, *, narrow: bool = False) -> Writer:
    """`narrow` is DuckDB's alone."""
    return DuckWriter(narrow=narrow) if dialect == "duckdb" else SparkWriter()
