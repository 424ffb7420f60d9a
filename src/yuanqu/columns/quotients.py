"""Quotients: compared as products, rounded at once, or refused. Null where the divisor is null or zero.

Scalar FEEL rounds a/b to 34 digits. That keeps the order to t, equality included, as long as a and t·b,
written as integers, have at most 32 digits: two such numbers differ by a part in 10^32 at least.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import cast

from yuanqu.columns import building as b
from yuanqu.columns import typing as t
from yuanqu.columns.nodes import FALSE, NOTHING, Constant, Expr, Operation
from yuanqu.columns.typing import Number
from yuanqu.feel.numbers import CONTEXT

ZERO = Constant(Decimal(0), t.of_constant(Decimal(0)))
Bind = Callable[[Expr], Expr]


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / denominator, not computed."""

    numerator: Expr
    denominator: Expr


def divide(left: Expr | Quotient, right: Expr) -> Expr | Quotient:
    """left / right: a number where the divisor is a constant like 10000 or 8, else a quotient."""
    if isinstance(left, Quotient):
        return _kept(left.numerator, b.arithmetic("mul", left.denominator, right))
    if NOTHING in (left, right) or right == ZERO:
        return NOTHING
    b.number_of(left), b.number_of(right)
    if isinstance(right, Constant):
        divisor = cast(Decimal, right.value)
        if divisor == 0:
            return NOTHING
        if isinstance(left, Constant):
            value = CONTEXT.divide(cast(Decimal, left.value), divisor)
            return Constant(value, t.of_constant(value))
        inverse = _inverse(divisor)
        if inverse is not None:
            return b.arithmetic("mul", left, Constant(inverse, t.of_constant(inverse)))
    return _kept(left, right)


def _kept(numerator: Expr, denominator: Expr) -> Expr | Quotient:
    if NOTHING in (numerator, denominator):
        return NOTHING
    for part in (numerator, denominator):
        b.bounded(b.number_of(part), t.COMPARED_DIGITS)
    return Quotient(numerator, denominator)


def _inverse(divisor: Decimal) -> Decimal | None:
    """1/divisor where that ends, as for 10000 or 8."""
    rest = Fraction(divisor).numerator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if abs(rest) != 1:
        return None
    found = t.EXACT.divide(Decimal(1), divisor)
    return found if t.scale_of(found) <= t.MAX_DIGITS else None


def as_quotient(value: Expr | Quotient) -> Quotient:
    return (
        value
        if isinstance(value, Quotient)
        else Quotient(value, Constant(Decimal(1), t.of_constant(Decimal(1))))
    )


def choose(branches: list[tuple[Expr, Expr | Quotient]], otherwise: Expr | Quotient) -> Expr | Quotient:
    """A choice among values of which some are quotients: numerators and denominators are chosen apart."""
    if not any(isinstance(v, Quotient) for v in (otherwise, *(v for _, v in branches))):
        return b.case(cast("list[tuple[Expr, Expr]]", branches), cast(Expr, otherwise))
    parts = [(c, as_quotient(v)) for c, v in branches]
    last = as_quotient(otherwise)
    return Quotient(
        b.case([(c, q.numerator) for c, q in parts], last.numerator),
        b.case([(c, q.denominator) for c, q in parts], last.denominator),
    )


def is_null(value: Quotient) -> Expr:
    zero = b.same(value.denominator, ZERO)
    return b.both("or", [b.is_null(value.numerator), b.is_null(value.denominator), zero])


def by_sign(value: Quotient, positive: Expr, negative: Expr, otherwise: Expr) -> Expr:
    """One of three by the sign of the divisor; the last where it is null or zero."""
    sign = value.denominator
    return b.case(
        [(b.compare("gt", sign, ZERO), positive), (b.compare("lt", sign, ZERO), negative)], otherwise
    )


def compare(name: str, value: Quotient, bound: Expr) -> Expr:
    """a/b against a number: a against bound·b, turned round where b < 0."""
    if bound == NOTHING:
        return NOTHING
    return by_sign(value, products(name, value, bound), products(b.FLIPPED[name], value, bound), NOTHING)


def products(name: str, value: Quotient, bound: Expr, bind: Bind = lambda expr: expr) -> Expr:
    """numerator against bound × denominator, in as few digits as the scales allow. `bind` names the left side."""
    n, d = b.number_of(value.numerator), b.number_of(value.denominator)
    if not isinstance(bound, Constant):
        right = b.arithmetic("mul", bound, value.denominator)
        _fits(value.numerator, right)
        return b.compare(name, value.numerator, right) if name != "same" else b.same(value.numerator, right)
    exact = Fraction(cast(Decimal, bound.value)) * Fraction(10) ** (n.scale - d.scale)
    if exact == 0:
        left, right = value.numerator, cast(Expr, ZERO)
    elif isinstance(value.denominator, Constant) or isinstance(value.numerator, Constant):
        left, right = value.numerator, b.arithmetic("mul", bound, value.denominator)
    else:
        shared = gcd(exact.numerator, exact.denominator)
        scale = max(n.scale, d.scale)
        left = bind(b.shifted(value.numerator, exact.denominator // shared, scale - n.scale))
        right = b.shifted(value.denominator, exact.numerator // shared, scale - d.scale)
    _fits(left, right)
    return b.compare(name, left, right) if name != "same" else b.same(left, right)


def _fits(left: Expr, right: Expr) -> None:
    joint = t.joined(left.kind, right.kind)
    if isinstance(joint, Number):
        b.bounded(joint, t.COMPARED_DIGITS)


def same(value: Quotient, other: Expr) -> Expr:
    """Whether a/b equals a number; where a/b is null, whether that is null too."""
    if other == NOTHING:
        return is_null(value)
    equal = products("same", value, other)
    return b.case([(is_null(value), b.is_null(other) if not isinstance(other, Constant) else FALSE)], equal)


def rounded(mode: str, value: Quotient, digits: int, bind: Bind) -> Expr:
    """round half up(a/b, digits), by whole numbers."""
    if mode != "half_up":
        raise b.Refusal("COL-007", mode=mode)
    if digits < 0:
        raise b.Refusal("COL-006", digits=digits)
    above, below = whole_parts(value, digits, bind)
    a = b.number_of(above)
    most = 2 * max(abs(a.low), abs(a.high)) + 1
    b.bounded(Number(0, -most, most), t.COMPARED_DIGITS)
    cut = bind(Operation("div", (above, below), Number(0, -most, most, whole=True)))
    return Operation("ratio", (cut, above, below), b.bounded(Number(digits, -most, most)), digits)


def coded(value: Quotient, digits: int, bind: Bind) -> Expr:
    """A whole number that orders as a/b does against every number of `digits` after the point."""
    above, below = whole_parts(value, digits, bind)
    a = b.number_of(above)
    most = 2 * max(abs(a.low), abs(a.high)) + 2
    b.bounded(Number(0, -most, most), t.COMPARED_DIGITS)
    cut = bind(Operation("div", (above, below), Number(0, -most, most, whole=True)))
    return Operation("code", (cut, above, below), Number(0, -most, most, whole=True))


def units(value: Quotient, digits: int, unit: int, bind: Bind) -> Expr | None:
    """How many times a unit, written with `digits` after the point, goes into a/b, cut toward zero: orders as a/b does
    against every multiple of the unit above zero. None where that takes too many digits."""
    n, d = b.number_of(value.numerator), b.number_of(value.denominator)
    more = d.scale + digits - n.scale
    while more > 0 and unit % 10 == 0:  # 100·a / (2500·b) is a / (25·b)
        more, unit = more - 1, unit // 10
    above, below = whole_parts(value, n.scale - d.scale + more, bind)
    a, d = b.number_of(above), b.number_of(below)
    if max(a.digits, d.digits + len(str(unit))) > t.COMPARED_DIGITS:
        return None
    most = max(abs(a.low), abs(a.high)) // unit + 1
    factor = Constant(Decimal(unit), Number(0, unit, unit, whole=True))
    return Operation("div", (above, below, factor), Number(0, -most, most, whole=True))


def whole_parts(value: Quotient, digits: int, bind: Bind) -> tuple[Expr, Expr]:
    """Two whole numbers whose quotient is a/b × 10^digits."""
    n, d = b.number_of(value.numerator), b.number_of(value.denominator)
    more = d.scale + digits - n.scale
    above = _whole(value.numerator, n.scale + max(more, 0))
    below = _whole(value.denominator, d.scale + max(-more, 0))
    return bind(above), bind(below)


def _whole(value: Expr, power: int) -> Expr:
    """value × 10^power, a whole number."""
    own = b.number_of(value)
    b.bounded(Number(0, 0, 10 ** (own.digits + own.scale) - 1), 37)
    kind = t.at_scale(own, power) if power else own
    made = Number(0, kind.low, kind.high, whole=True)
    return Operation("whole", (value,), b.bounded(made), power)
