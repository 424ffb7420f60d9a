"""Makes typed expressions: constants are folded, comparisons brought to one scale, digits kept within bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import cast

from yuanqu.columns import typing as t
from yuanqu.columns.nodes import FALSE, NOTHING, TRUE, Constant, Expr, Operation, constant
from yuanqu.columns.typing import BOOLEAN, NULL, Kind, Number

_COMPARE: dict[str, Callable[[int], bool]] = {
    "lt": lambda sign: sign < 0,
    "le": lambda sign: sign <= 0,
    "gt": lambda sign: sign > 0,
    "ge": lambda sign: sign >= 0,
    "eq": lambda sign: sign == 0,
}
FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq"}


class Refusal(Exception):  # noqa: N818 - becomes a diagnostic that names the expression
    """What can't be compiled exactly: the code of the message and its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def number_of(expr: Expr) -> Number:
    """The type of an expression that must be a number."""
    if not isinstance(expr.kind, Number):
        raise Refusal("COL-003", found=expr.kind, wanted="number")
    return expr.kind


def bounded(kind: Number, limit: int = t.MAX_DIGITS) -> Number:
    """The type, if no value of it has more digits than are exact."""
    if kind.digits > limit:
        raise Refusal("COL-004", digits=kind.digits, limit=limit)
    return kind


# -- arithmetic


def arithmetic(name: str, left: Expr, right: Expr) -> Expr:
    """add, sub or mul of two numbers."""
    if NOTHING in (left, right):
        return NOTHING
    a, b = number_of(left), number_of(right)
    kind = t.multiplied(a, b) if name == "mul" else t.summed(a, b if name == "add" else t.negated(b))
    if isinstance(left, Constant) and isinstance(right, Constant):
        x, y = cast(Decimal, left.value), cast(Decimal, right.value)
        made = {"add": t.EXACT.add, "sub": t.EXACT.subtract, "mul": t.EXACT.multiply}[name](x, y)
        bounded(t.of_constant(made))
        return Constant(made, t.of_constant(made))
    one = Constant(Decimal(1), t.of_constant(Decimal(1)))
    if name == "mul" and one in (left, right):
        return right if left == one else left
    return Operation(name, (left, right), bounded(kind))


def negative(value: Expr) -> Expr:
    if value == NOTHING:
        return NOTHING
    kind = t.negated(number_of(value))
    if isinstance(value, Constant):
        return Constant(-cast(Decimal, value.value), kind)
    return Operation("neg", (value,), kind)


def absolute(value: Expr) -> Expr:
    if value == NOTHING:
        return NOTHING
    kind = number_of(value)
    if kind.low >= 0:
        return value
    most = max(-kind.low, kind.high)
    return Operation("abs", (value,), Number(kind.scale, 0, most))


def shifted(value: Expr, raw: int, digits: int) -> Expr:
    """value × raw × 10^-digits, written at exactly `digits` more digits than the value."""
    kind = number_of(value)
    if isinstance(value, Constant):
        exact = t.EXACT.multiply(cast(Decimal, value.value), t.scaled(raw, digits))
        whole = t.raw_of(exact, kind.scale + digits)
        return Constant(exact, Number(kind.scale + digits, whole, whole))
    if raw == 1 and digits == 0:
        return value
    factor = Constant(t.scaled(raw, digits), Number(digits, raw, raw))
    return Operation("mul", (value, factor), bounded(t.multiplied(kind, factor.kind)))  # type: ignore[arg-type]


# -- logic


def negation(value: Expr) -> Expr:
    if value == NOTHING:
        return NOTHING
    must_be(value, BOOLEAN)
    if isinstance(value, Constant):
        return FALSE if value.value else TRUE
    if isinstance(value, Operation) and value.name == "not":
        return value.arguments[0]
    return Operation("not", (value,), BOOLEAN)


def both(name: str, values: Sequence[Expr]) -> Expr:
    """and, or: decided by one side alone where that side decides."""
    decisive, neutral = (FALSE, TRUE) if name == "and" else (TRUE, FALSE)
    parts: list[Expr] = []
    for value in values:
        must_be(value, BOOLEAN)
        inner = value.arguments if isinstance(value, Operation) and value.name == name else (value,)
        parts.extend(part for part in inner if part not in parts and part != neutral)
    if decisive in parts:
        return decisive
    if len(parts) < 2:
        return parts[0] if parts else neutral
    return Operation(name, tuple(parts), BOOLEAN)


def must_be(value: Expr, kind: Kind) -> None:
    if value.kind not in (kind, NULL):
        raise Refusal("COL-003", found=value.kind, wanted=kind)


def is_null(value: Expr) -> Expr:
    if isinstance(value, Constant):
        return TRUE if value.value is None else FALSE
    return Operation("is_null", (value,), BOOLEAN)


def unless_null(value: Expr, answer: Constant) -> Expr:
    """The answer; null where the value is null."""
    return case(((is_null(value), NOTHING),), answer)


def case(branches: Sequence[tuple[Expr, Expr]], otherwise: Expr) -> Expr:
    """The value of the first true condition. A condition that is null does not hold."""
    kept: list[tuple[Expr, Expr]] = []
    for condition, value in branches:
        held = as_condition(condition)
        if held in (FALSE, NOTHING):
            continue
        if held == TRUE:
            otherwise = value
            break
        if kept and kept[-1][1] == value and _follows(kept[-1][0], held):
            kept.pop()
        kept.append((held, value))
    while kept and kept[-1][1] == otherwise:
        kept.pop()
    if not kept:
        return otherwise
    kind: Kind | None = otherwise.kind
    for _, value in kept:
        joint = t.joined(kind, value.kind) if kind is not None else None
        if joint is None:
            raise Refusal("COL-003", found=value.kind, wanted=kind)
        kind = joint
    if isinstance(kind, Number):
        bounded(kind)
    return Operation("case", (*(part for pair in kept for part in pair), otherwise), kind or NULL)


def _follows(strict: Expr, loose: Expr) -> bool:
    """Whether the first condition implies the second: x >= 20 implies x >= 15."""
    if not (isinstance(strict, Operation) and isinstance(loose, Operation)):
        return False
    a, b = strict.arguments, loose.arguments
    if strict.name not in ("ge", "gt") or loose.name not in ("ge", "gt") or a[0] != b[0]:
        return False
    if not (isinstance(a[1], Constant) and isinstance(b[1], Constant)):
        return False
    x, y = a[1].value, b[1].value
    return type(x) is Decimal and type(y) is Decimal and (x > y or (x == y and strict.name == "gt"))


def as_condition(expr: Expr) -> Expr:
    """The same where only true matters: equality need not tell false from null."""
    if not isinstance(expr, Operation):
        return expr
    if expr.name in ("and", "or"):
        parts = [as_condition(a) for a in expr.arguments]
        return _among(both(expr.name, parts))
    if expr.name == "case" and expr.arguments[1:2] == (NOTHING,) and len(expr.arguments) == 3:
        return both("and", [negation(expr.arguments[0]), as_condition(expr.arguments[2])])
    if expr.name == "same":
        left, right = expr.arguments
        if right == TRUE:
            return left
        if right == FALSE:
            return Operation("not", (left,), BOOLEAN)
        if isinstance(right, Constant):
            return Operation("eq", (left, right), BOOLEAN)
    return expr


def _among(expr: Expr) -> Expr:
    """x = a or x = b as one test of membership."""
    if not (isinstance(expr, Operation) and expr.name == "or"):
        return expr
    if not all(isinstance(a, Operation) and a.name == "eq" for a in expr.arguments):
        return expr
    parts = cast("tuple[Operation, ...]", expr.arguments)
    if len({part.arguments[0] for part in parts}) > 1 or not all(
        isinstance(p.arguments[1], Constant) for p in parts
    ):
        return expr
    return Operation("among", (parts[0].arguments[0], *(part.arguments[1] for part in parts)), BOOLEAN)


# -- comparison


def compare(name: str, left: Expr, right: Expr) -> Expr:
    """lt, le, gt, ge: null when a side is null."""
    if NOTHING in (left, right):
        return NOTHING
    if isinstance(left, Constant):
        if isinstance(right, Constant):
            return _folded(name, left, right)
        return compare(FLIPPED[name], right, left)
    _comparable(left, right, name)
    if isinstance(left.kind, Number) and isinstance(right, Constant):
        return _against(name, left, cast(Decimal, right.value))
    _align(left, right)
    return Operation(name, (left, right), BOOLEAN)


def same(left: Expr, right: Expr) -> Expr:
    """FEEL's `=` on values of one type: null equals null only, and the answer is never null."""
    if isinstance(left, Constant):
        left, right = right, left
    if right == NOTHING:
        return is_null(left)
    if left == NOTHING:
        return is_null(right)
    _comparable(left, right, "eq")
    if isinstance(left, Constant) and isinstance(right, Constant):
        return TRUE if left.value == right.value else FALSE
    if isinstance(left.kind, Number) and isinstance(right, Constant):
        fixed = _at(cast(Decimal, right.value), left.kind)
        return FALSE if fixed is None else Operation("same", (left, fixed), BOOLEAN)
    _align(left, right)
    return Operation("same", (left, right), BOOLEAN)


def _comparable(left: Expr, right: Expr, name: str) -> None:
    a, b = left.kind, right.kind
    if isinstance(a, Number) != isinstance(b, Number) or (not isinstance(a, Number) and a != b):
        raise Refusal("COL-003", found=b, wanted=a)
    if a == BOOLEAN and name != "eq":
        raise Refusal("COL-003", found=a, wanted="number, text, date")


def _align(left: Expr, right: Expr) -> None:
    """Two numbers compared are written at one scale: that must fit."""
    if isinstance(left.kind, Number) and isinstance(right.kind, Number):
        joint = t.joined(left.kind, right.kind)
        bounded(cast(Number, joint), 38)


def _folded(name: str, left: Constant, right: Constant) -> Expr:
    from yuanqu.feel.compare import order

    if name == "eq":
        return TRUE if left.value == right.value else FALSE
    sign = order(left.value, right.value)
    if sign is None:
        raise Refusal("COL-003", found=right.kind, wanted=left.kind)
    return TRUE if _COMPARE[name](sign) else FALSE


def _at(value: Decimal, kind: Number) -> Constant | None:
    """The value at the scale of a type; None when no value of the type can equal it."""
    if t.scale_of(value) > kind.scale:
        return None
    raw = t.raw_of(value, kind.scale)
    return Constant(value, Number(kind.scale, raw, raw)) if kind.low <= raw <= kind.high else None


def _against(name: str, left: Expr, bound: Decimal) -> Expr:
    """A number against a constant, brought to the number's scale; decided at once beyond its bounds."""
    kind = number_of(left)
    exact = bound.scaleb(kind.scale, t.EXACT)
    up, down = (int(exact.to_integral_value(r, t.EXACT)) for r in (ROUND_CEILING, ROUND_FLOOR))
    raw = up if name in ("ge", "lt") else down
    low, high = kind.low - raw, kind.high - raw
    holds = _COMPARE[name]
    if holds(_sign(low)) and holds(_sign(high)):
        return unless_null(left, TRUE)
    if not holds(_sign(low)) and not holds(_sign(high)):
        return unless_null(left, FALSE)
    fixed = Constant(t.scaled(raw, kind.scale), Number(kind.scale, raw, raw))
    return Operation(name, (left, fixed), BOOLEAN)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


# -- choice and rounding


def extreme(name: str, values: Sequence[Expr]) -> Expr:
    """min, max: null as soon as one value is null."""
    if NOTHING in values:
        return NOTHING
    nulls = both("or", [is_null(v) for v in values])
    return case(((nulls, NOTHING),), extreme_known(name, values))


def extreme_known(name: str, values: Sequence[Expr]) -> Expr:
    """min, max of the values that are there; null when none is."""
    values = [value for value in values if value != NOTHING]
    if not values:
        return NOTHING
    kind: Kind | None = values[0].kind
    for value in values[1:]:
        _comparable(values[0], value, name)
        kind = t.joined(kind, value.kind) if kind is not None else None
    if isinstance(kind, Number):
        bounded(kind)
    return Operation(name, tuple(values), kind or NULL) if len(values) > 1 else values[0]


ROUNDINGS = {
    "round half up": "half_up",
    "round half down": "half_down",
    "round up": "up",
    "round down": "down",
    "decimal": "half_even",
    "floor": "floor",
    "ceiling": "ceiling",
}


def rounded(mode: str, value: Expr, digits: int) -> Expr:
    """A number rounded to `digits` after the point, as FEEL's function of that mode does."""
    if value == NOTHING:
        return NOTHING
    kind = number_of(value)
    if digits < 0:
        raise Refusal("COL-006", digits=digits)
    if digits >= kind.scale:
        return value
    if isinstance(value, Constant):
        from yuanqu.feel.builtins import BUILTINS
        from yuanqu.feel.run import Run

        name = next(n for n, m in ROUNDINGS.items() if m == mode)
        return constant(BUILTINS[name].call(Run(), [value.value, Decimal(digits)])) or NOTHING
    if mode == "half_up":
        return Operation("round", (value,), t.rounded_to(kind, digits))
    return _by_steps(mode, value, digits)


def _by_steps(mode: str, value: Expr, digits: int) -> Expr:
    """The other roundings out of ⌊x·10^d⌋, sign and rest."""
    kind = number_of(value)
    size = absolute(value)
    signed = mode in ("floor", "ceiling")
    basis = {"floor": value, "ceiling": negative(value)}.get(mode, size)
    base = number_of(basis)
    floor = Operation("floor", (basis,), t.rounded_to(base, digits))
    unit = Constant(t.scaled(1, digits), Number(digits, 1, 1))
    rest = Operation("sub", (basis, floor), Number(kind.scale, 0, 10 ** (kind.scale - digits)))
    half = t.scaled(5, digits + 1)
    more = arithmetic("add", floor, unit)
    match mode:
        case "floor" | "down":
            whole: Expr = floor
        case "ceiling":
            whole = negative(floor)
        case "up":
            whole = case(((compare("gt", rest, fixed(Decimal(0))), more),), floor)
        case "half_down":
            whole = case(((compare("gt", rest, fixed(half)), more),), floor)
        case _:
            halved = arithmetic("mul", floor, fixed(Decimal("0.5")))
            pair = Operation("floor", (halved,), t.rounded_to(number_of(halved), digits))
            odd = negation(same(arithmetic("add", pair, pair), floor))
            tie = both("and", [same(rest, fixed(half)), odd])
            whole = case(((compare("gt", rest, fixed(half)), more), (tie, more)), floor)
    if not signed and kind.low < 0:
        whole = case(((compare("lt", value, fixed(Decimal(0))), negative(whole)),), whole)
    return whole


def fixed(value: Decimal) -> Constant:
    """A number as a constant."""
    return Constant(value, t.of_constant(value))
