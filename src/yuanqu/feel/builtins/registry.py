"""How a built-in function says what it takes, and how arguments are fitted to it.

A built-in is declared once per signature: `@builtin("substring", "string: string, start position: number,
length?: number")`. `name?` may be left out, `type?` may be null, `*name` takes any number of arguments as a list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from yuanqu.feel.run import CALL_STEPS, Fault, Run
from yuanqu.feel.temporal import Date, midnight
from yuanqu.feel.values import FeelFunction, Value, type_name

F = TypeVar("F", bound=Callable[..., Value])
_PYTHON: dict[str, type] = {"number": Decimal, "boolean": bool}
HEAVY = (
    {"exp": 100, "log": 200, "sqrt": 20, "stddev": 100, "modulo": 20, "date and time": 100, "time": 60}
    | dict.fromkeys(("matches", "replace", "split"), 120)
    | dict.fromkeys(("date", "duration", "years and months duration", "string", "number"), 15)
    | dict.fromkeys(("week of year", "day of week", "day of year", "month of year", "now", "today"), 25)
)
"""Steps of a call that does more work than most."""
FACTORS = {"stddev": 20, "get entries": 6, "sort": 4, "distinct values": 4, "union": 4, "median": 4} | (
    dict.fromkeys(("mode", "mean", "context", "string join", "index of"), 3)
    | dict.fromkeys(("min", "max"), 2)
)
"""Steps per item of a list, where a function does more with it than most."""
CONSTANT = frozenset({"count", "string length", "get value"})
"""Functions that don't go through their arguments."""
_SHORT = {"days": "days and time duration", "months": "years and months duration", "moment": "date and time"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `kinds` empty takes anything, null included."""

    name: str
    kinds: frozenset[str]
    optional: bool
    nullable: bool
    variadic: bool

    def fit(self, function: str, value: Value) -> Value:
        """The argument as the parameter wants it. Fault when it can't be."""
        kinds = self.kinds
        if not kinds:
            return value
        kind = type_name(value)
        if kind in kinds or (value is None and self.nullable):
            return value
        if value is not None:
            if "list" in kinds:
                return [value]
            if kind == "list" and len(value) == 1 and type_name(value[0]) in kinds:
                return value[0]
            if type(value) is Date and "date and time" in kinds:
                return midnight(value)
        raise Fault(
            "FEEL-110", function=function, name=self.name, wanted=" / ".join(sorted(kinds)), found=kind
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    function: str
    parameters: tuple[Parameter, ...]
    compute: Callable[..., Value]
    with_run: bool

    @property
    def variadic(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].variadic

    @property
    def required(self) -> int:
        return sum(not p.optional and not p.variadic for p in self.parameters)

    def takes_count(self, count: int) -> bool:
        return self.required <= count <= len(self.parameters) or (self.variadic and count >= self.required)

    def python_types(self, count: int) -> tuple[type, ...] | None:
        """The Python type of each of `count` arguments when one is enough to tell that they fit."""
        if self.variadic or self.with_run or self.function in HEAVY:
            return None
        kinds = [min(p.kinds) if len(p.kinds) == 1 else "" for p in self.parameters[:count]]
        found = [_PYTHON.get(kind) for kind in kinds]
        return tuple(t for t in found if t is not None) if all(found) else None

    def order_of(self, names: Sequence[str]) -> tuple[int, ...] | None:
        """For each parameter the position of its named argument (-1: left out); None when the names don't fit."""
        wanted = [p.name for p in self.parameters]
        if len(set(names)) != len(names) or not set(names) <= set(wanted):
            return None
        order = tuple(names.index(name) if name in names else -1 for name in wanted)
        missing = any(at < 0 and not p.optional for at, p in zip(order, self.parameters, strict=True))
        return None if missing else order

    def call(self, run: Run, arguments: Sequence[Value]) -> Value:
        """Fit the arguments and compute. Fault when they don't fit."""
        if self.variadic:
            fixed = len(self.parameters) - 1
            head = [p.fit(self.function, a) for p, a in zip(self.parameters, arguments[:fixed], strict=False)]
            rest = self.parameters[-1]
            fitted = [*head, [rest.fit(self.function, a) for a in arguments[fixed:]]]
        else:
            fitted = [p.fit(self.function, a) for p, a in zip(self.parameters, arguments, strict=False)]
        return self.compute(run, *fitted) if self.with_run else self.compute(*fitted)


@dataclass(slots=True)
class Builtin:
    """A function by name, with its signatures in the order they are tried. `pure`: same result for same arguments."""

    name: str
    signatures: list[Signature] = field(default_factory=list)
    pure: bool = True

    def call(self, run: Run, arguments: Sequence[Value]) -> Value:
        """Call by position: the first signature that fits. Fault of the last when none does."""
        run.step(None, HEAVY.get(self.name, CALL_STEPS))
        if self.name not in CONSTANT:
            for argument in arguments:
                run.weigh(argument, FACTORS.get(self.name, 1))
        fault = Fault("FEEL-020", function=self.name, count=len(arguments))
        for signature in self.signatures:
            if signature.takes_count(len(arguments)):
                try:
                    result = signature.call(run, arguments)
                    if type(result) is str or type(result) is list:
                        run.weigh(result)
                    return result
                except Fault as problem:
                    fault = problem
                    if problem.code != "FEEL-110":
                        break
        raise fault

    def as_value(self) -> FeelFunction:
        longest = max(self.signatures, key=lambda s: len(s.parameters))
        names = tuple(p.name for p in longest.parameters)
        return FeelFunction(self.name, names, self.call)


BUILTINS: dict[str, Builtin] = {}


def _parameter(text: str) -> Parameter:
    name, _, kind = text.partition(":")
    name, kind = name.strip(), kind.strip()
    variadic, optional, nullable = name.startswith("*"), name.endswith("?"), kind.endswith("?")
    kinds = {_SHORT.get(k.strip(), k.strip()) for k in kind.rstrip("?").split("/")} - {"any"}
    return Parameter(name.strip("*?"), frozenset(kinds), optional, nullable, variadic)


def builtin(name: str, parameters: str = "", *, run: bool = False, pure: bool = True) -> Callable[[F], F]:
    """Declare a signature of a built-in function."""

    def register(compute: F) -> F:
        taken = tuple(_parameter(part) for part in parameters.split(",")) if parameters else ()
        entry = BUILTINS.setdefault(name, Builtin(name, pure=pure))
        entry.signatures.append(Signature(name, taken, compute, run))
        return compute

    return register
