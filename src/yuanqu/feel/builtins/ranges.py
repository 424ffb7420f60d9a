"""Relations between points and ranges (DMN 1.5, table 78), and `range`."""

from __future__ import annotations

from collections.abc import Callable

from yuanqu.feel.builtins.registry import builtin
from yuanqu.feel.compare import order
from yuanqu.feel.run import Fault, Run
from yuanqu.feel.values import FeelRange, Value

_Relation = Callable[[FeelRange, FeelRange], bool]


def _sign(left: Value, right: Value) -> int:
    found = order(left, right)
    if found is None:
        raise Fault("FEEL-102", operator="range", left=left, right=right)
    return found


def _span(value: Value) -> FeelRange:
    """A point as the range that holds it alone."""
    return value if type(value) is FeelRange else FeelRange(value, value, True, True)


def _before(a: FeelRange, b: FeelRange) -> bool:
    sign = _sign(a.high, b.low)
    return sign < 0 or (sign == 0 and not (a.high_included and b.low_included))


def _meets(a: FeelRange, b: FeelRange) -> bool:
    return a.high_included and b.low_included and _sign(a.high, b.low) == 0


def _overlaps(a: FeelRange, b: FeelRange) -> bool:
    return not _before(a, b) and not _before(b, a)


def _low_sign(a: FeelRange, b: FeelRange) -> int:
    """Which range begins first: -1 for `a`."""
    sign = _sign(a.low, b.low)
    return sign or (int(b.low_included) - int(a.low_included))


def _high_sign(a: FeelRange, b: FeelRange) -> int:
    """Which range ends first: -1 for `a`."""
    sign = _sign(a.high, b.high)
    return sign or (int(a.high_included) - int(b.high_included))


def _overlaps_before(a: FeelRange, b: FeelRange) -> bool:
    return _low_sign(a, b) < 0 and not _before(a, b) and _high_sign(a, b) <= 0


def _overlaps_after(a: FeelRange, b: FeelRange) -> bool:
    return _overlaps_before(b, a)


def _finishes(a: FeelRange, b: FeelRange) -> bool:
    return _high_sign(a, b) == 0 and _low_sign(a, b) >= 0


def _starts(a: FeelRange, b: FeelRange) -> bool:
    return _low_sign(a, b) == 0 and _high_sign(a, b) <= 0


def _includes(a: FeelRange, b: FeelRange) -> bool:
    return _low_sign(a, b) <= 0 and _high_sign(a, b) >= 0


def _coincides(a: FeelRange, b: FeelRange) -> bool:
    return _low_sign(a, b) == 0 and _high_sign(a, b) == 0


def _declare(name: str, relation: _Relation, shapes: str) -> None:
    """Declare a relation for the shapes it takes: p a point, r a range."""

    def compute(left: Value, right: Value) -> Value:
        shape = ("r" if type(left) is FeelRange else "p") + ("r" if type(right) is FeelRange else "p")
        if shape not in shapes.split() or left is None or right is None:
            raise Fault("FEEL-111", function=name, value=shape)
        return relation(_span(left), _span(right))

    words = {
        "pp": ("point1", "point2"),
        "pr": ("point", "range"),
        "rp": ("range", "point"),
        "rr": ("range1", "range2"),
    }
    for shape in shapes.split():
        first, second = words[shape]
        builtin(name, f"{first}: any, {second}: any")(compute)


_declare("before", _before, "pp pr rp rr")
_declare("after", lambda a, b: _before(b, a), "pp pr rp rr")
_declare("meets", _meets, "rr")
_declare("met by", lambda a, b: _meets(b, a), "rr")
_declare("overlaps", _overlaps, "rr")
_declare("overlaps before", _overlaps_before, "rr")
_declare("overlaps after", _overlaps_after, "rr")
_declare("finishes", _finishes, "pr rr")
_declare("finished by", lambda a, b: _finishes(b, a), "rp rr")
_declare("includes", _includes, "rp rr")
_declare("during", lambda a, b: _includes(b, a), "pr rr")
_declare("starts", _starts, "pr rr")
_declare("started by", lambda a, b: _starts(b, a), "rp rr")
_declare("coincides", _coincides, "pp rr")


@builtin("range", "from: string", run=True)
def _range(run: Run, text: str) -> Value:
    from yuanqu.feel.constants import constant_range

    found = constant_range(text)
    if found is None:
        raise Fault("FEEL-111", function="range", value=text)
    return found
