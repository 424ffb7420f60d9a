"""An input of a table cut into classes: within one class every cell gives one answer.

Numbers, dates and durations lie on a line: a class is a cut or the open interval between two. Texts and booleans
are classes each; "any other text" is one, and null is always the last.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from yuanqu.feel.calendar import date_of
from yuanqu.feel.temporal import Date, DaysDuration, MonthsDuration
from yuanqu.feel.values import Value
from yuanqu.proofs.cells import Intervals
from yuanqu.proofs.domains import Domain
from yuanqu.proofs.spans import Spans, meet, outside, single, spans, union

_TYPES: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    Date: "date",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
}
ORDERED = ("number", "date", "days and time duration", "years and months duration")
PROVABLE = (*ORDERED, "string", "boolean", "")

_EXACT = Context(prec=200)


class Other:
    """Any text that the table doesn't name."""

    def __repr__(self) -> str:
        return "OTHER"


OTHER = Other()


def kind_of(value: Value) -> str:
    """The type of a constant, "" for what can't be put on an axis."""
    return _TYPES.get(type(value), "")


def on_line(value: Value) -> Decimal:
    """The place of an ordered value on its line."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Date):
        return Decimal(value.number)
    return Decimal(value.months if isinstance(value, MonthsDuration) else value.nanos)


def off_line(kind: str, number: Decimal) -> Value:
    match kind:
        case "date":
            return Date(*date_of(int(number)))
        case "days and time duration":
            return DaysDuration(int(number))
        case "years and months duration":
            return MonthsDuration(int(number))
    return number


@dataclass(frozen=True, slots=True)
class Axis:
    """`values`: texts or booleans, each a class; `cuts`: the cuts of a line. `possible`: the classes that can occur."""

    label: str
    text: str
    kind: str
    cuts: tuple[Decimal, ...]
    values: tuple[Value, ...]
    scale: int | None
    domain: Domain
    possible: Spans = ()

    @property
    def null(self) -> int:
        """The class of null."""
        return 2 * len(self.cuts) + 1 if self.ordered else len(self.values) + 1

    @property
    def ordered(self) -> bool:
        return self.kind in ORDERED

    @property
    def valued(self) -> Spans:
        """All classes but null."""
        return ((0, self.null - 1),)

    @property
    def everything(self) -> Spans:
        return ((0, self.null),)

    def of_value(self, value: Value) -> Spans:
        """The class of one text or boolean."""
        return single(self.values.index(value))

    def of_intervals(self, intervals: Intervals) -> Spans:
        """The classes of intervals whose ends are cuts."""
        runs = []
        for i in intervals:
            low = 0 if i.low is None else self._cut(i.low) + (not i.low_included)
            high = self.null - 1 if i.high is None else self._cut(i.high) - (not i.high_included)
            runs.append((low, high))
        return spans(runs)

    def _cut(self, number: Decimal) -> int:
        return 2 * bisect_left(self.cuts, number) + 1

    def ends(self, place: int) -> tuple[Decimal | None, Decimal | None]:
        """The ends of a class of the line; equal for a cut."""
        if place % 2:
            return self.cuts[place // 2], self.cuts[place // 2]
        at = place // 2
        return (self.cuts[at - 1] if at else None), (self.cuts[at] if at < len(self.cuts) else None)

    def example(self, place: int) -> Value | Other:
        """A value of a class, as plain as can be."""
        if place == self.null:
            return None
        if self.ordered:
            return off_line(self.kind, plain_number(*self.ends(place), self.scale) or Decimal(0))
        return self.values[place] if place < len(self.values) else OTHER


def plain_number(low: Decimal | None, high: Decimal | None, scale: int | None) -> Decimal | None:
    """A number of an open interval (or the point, when the ends are equal) with the fewest digits, near the middle.

    None when no number of `scale` digits lies inside.
    """
    if low is not None and low == high:
        return low if scale is None or low == _to(low, scale, ROUND_FLOOR) else None
    if low is None or high is None:
        if low is None and high is None:
            return Decimal(0)
        if low is None:
            assert high is not None
            return _EXACT.subtract(_to(high, 0, ROUND_CEILING), Decimal(1))
        return _EXACT.add(_to(low, 0, ROUND_FLOOR), Decimal(1))
    width = _EXACT.subtract(high, low)
    centre = _EXACT.divide(_EXACT.add(low, high), Decimal(2))
    limit = scale if scale is not None else max(0, 1 - width.adjusted())
    for digits in range(limit + 1):
        middle = _to(centre, digits, ROUND_FLOOR)
        for found in (middle, _EXACT.add(middle, Decimal(1).scaleb(-digits))):
            if low < found < high:
                return found
    return None


def _to(number: Decimal, digits: int, rounding: str) -> Decimal:
    """Rounded to some digits; numbers too large for that have no digits to lose."""
    if not number or number.adjusted() > 60:
        return number
    return number.quantize(Decimal(1).scaleb(-digits), rounding=rounding, context=_EXACT)


def make_axis(
    label: str, text: str, kind: str, seen: Iterable[Value], domain: Domain, nullable: bool
) -> Axis:
    """An axis with cuts or classes for every constant `seen` in its cells and for the ends of its domain."""
    constants = [value for value in (*seen, *(domain.values or ())) if kind_of(value) == kind]
    if kind in ORDERED:
        bounds = [bound for bound in (domain.low, domain.high) if bound is not None]
        cuts = tuple(sorted({*(on_line(value) for value in constants), *bounds}))
        scale = domain.scale if kind == "number" else 0
        axis = Axis(label, text, kind, cuts, (), scale, domain)
    else:
        values: Sequence[Value] = (True, False) if kind == "boolean" else tuple(dict.fromkeys(constants))
        axis = Axis(label, text, kind, (), tuple(values), None, domain)
    possible = union(_valued(axis), single(axis.null)) if nullable else _valued(axis)
    return Axis(axis.label, axis.text, axis.kind, axis.cuts, axis.values, axis.scale, domain, possible)


def _valued(axis: Axis) -> Spans:
    """The classes that can occur, null apart."""
    domain = axis.domain
    if not axis.ordered:
        if axis.kind == "boolean":
            return ((0, 1),)
        if axis.kind == "string" and domain.values is not None:
            return spans((at, at) for at, value in enumerate(axis.values) if value in domain.values)
        return axis.valued
    only = None if domain.values is None else {on_line(v) for v in domain.values if kind_of(v) == axis.kind}
    found = [place for place in range(axis.null) if _occurs(axis, place, only)]
    return spans((place, place) for place in found)


def _occurs(axis: Axis, place: int, only: set[Decimal] | None) -> bool:
    low, high = axis.ends(place)
    domain = axis.domain
    if only is not None:
        return low is not None and low == high and low in only
    is_point = low is not None and low == high
    if (
        domain.low is not None
        and high is not None
        and (high < domain.low or (high == domain.low and not is_point))
    ):
        return False
    if (
        domain.high is not None
        and low is not None
        and (low > domain.high or (low == domain.high and not is_point))
    ):
        return False
    return axis.scale is None or plain_number(low, high, axis.scale) is not None


def restrict(axis: Axis, allowed: Spans) -> Axis:
    """The axis with only the allowed classes, null kept as it is."""
    kept = meet(axis.possible, union(allowed, single(axis.null)))
    return Axis(axis.label, axis.text, axis.kind, axis.cuts, axis.values, axis.scale, axis.domain, kept)


def without_null(axis: Axis, found: Spans) -> Spans:
    return outside(single(axis.null), found)
