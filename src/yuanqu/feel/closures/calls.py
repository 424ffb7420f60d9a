"""Closures of function definitions and calls."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from yuanqu.feel import nodes as n
from yuanqu.feel.builtins.numbers import ROUNDINGS
from yuanqu.feel.builtins.registry import BUILTINS, FACTORS, HEAVY, Builtin
from yuanqu.feel.closures.loops import size_of
from yuanqu.feel.constants import constant_of
from yuanqu.feel.numbers import CONTEXT
from yuanqu.feel.run import CALL_STEPS, Code, Fault, Frame, Place, Run
from yuanqu.feel.slots import Slots
from yuanqu.feel.text import brief
from yuanqu.feel.types import Misfit, Type, coerce, resolve
from yuanqu.feel.values import FeelFunction, Value, type_name

if TYPE_CHECKING:
    from yuanqu.feel.closures.compiler import Compiler, Maker


FUNCTION_STEPS = 12


def fit_argument(run: Run, place: Place, name: str, value: Value, wanted: Type | None) -> Value:
    """An argument as the type of its parameter; null and a diagnostic when it isn't of it."""
    if wanted is None:
        return value
    try:
        return coerce(value, wanted, run)
    except Misfit as misfit:
        run.report(place, "FEEL-124", name=name, value=brief(misfit.args[0]), wanted=wanted)
        return None


def check_argument(run: Run, name: str, value: Value, wanted: Type | None) -> Value:
    """An argument as the type of its parameter. Fault when it isn't of it: the call as a whole is null."""
    if wanted is None:
        return value
    try:
        return coerce(value, wanted, run)
    except Misfit as misfit:
        raise Fault("FEEL-124", name=name, value=brief(misfit.args[0]), wanted=wanted) from None


def _definition(c: Compiler, node: n.FunctionDefinition, slots: Slots) -> Code:
    if node.external:
        return lambda frame: None
    names = tuple(parameter.name for parameter in node.parameters)
    own = {name: c.layout.new() for name in names}
    places = tuple(own.values())
    types = tuple(resolve(p.type, c.types, lambda _: None) if p.type else None for p in node.parameters)
    body, place = c.compile(node.body, Slots(own, slots)), c.place(node)
    typed, weight = any(types), size_of(node.body) // 4

    def make(frame: Frame) -> Value:
        seen = frame.copy()
        frame[0].step(place, FUNCTION_STEPS + (len(seen) >> 3))

        def invoke(run: Run, arguments: Sequence[Value]) -> Value:
            inner = seen.copy()
            inner[0] = run
            for slot, argument in zip(places, arguments, strict=True):
                inner[slot] = argument
            if typed:
                for slot, name, wanted in zip(places, names, types, strict=True):
                    inner[slot] = check_argument(run, name, inner[slot], wanted)
            run.enter(place, len(inner), weight)
            try:
                return body(inner)
            finally:
                run.depth -= 1

        return FeelFunction("", names, invoke, types, frame=seen)

    return make


def _call(c: Compiler, node: n.Call, slots: Slots) -> Code:
    arguments = tuple(c.compile(argument, slots) for argument in node.arguments)
    place = c.place(node)
    if isinstance(node.function, n.Name):
        slot, known, items = slots.find(node.function.name)
        if slot is None and known is None and not items:
            builtin = BUILTINS.get(node.function.name)
            if builtin is not None:
                return _call_builtin(c, builtin, node, arguments)
    function, names = c.compile(node.function, slots), node.names

    def code(frame: Frame) -> Value:
        callee = function(frame)
        run: Run = frame[0]
        if type(callee) is not FeelFunction:
            run.report(place, "FEEL-125", found=type_name(callee))
            return None
        values = [argument(frame) for argument in arguments]
        try:
            return invoke(run, callee, values, names)
        except Fault as fault:
            run.fault(place, fault)
            return None

    return code


def invoke(run: Run, callee: FeelFunction, values: list[Value], names: Sequence[str] | None) -> Value:
    """Call a function by position or by name. Fault when the arguments don't fit its parameters."""
    if names is not None:
        if callee.named is not None:
            return callee.named(run, dict(zip(names, values, strict=True)))
        if sorted(names) != sorted(callee.parameters):
            builtin = BUILTINS.get(callee.name)
            raise (
                Fault("FEEL-021", function=callee.name or "function", wanted=", ".join(callee.parameters))
                if (builtin is None)
                else Fault("FEEL-021", function=callee.name, wanted=_usage(builtin))
            )
        given = dict(zip(names, values, strict=True))
        values = [given[name] for name in callee.parameters]
    elif len(values) != len(callee.parameters) and callee.name not in BUILTINS:
        raise Fault("FEEL-115", function=callee.name or "function", count=len(callee.parameters))
    return callee.invoke(run, values)


def _usage(builtin: Builtin) -> str:
    return " | ".join(", ".join(p.name for p in s.parameters) for s in builtin.signatures)


def _call_builtin(c: Compiler, builtin: Builtin, node: n.Call, arguments: tuple[Code, ...]) -> Code:
    from yuanqu.diagnostics import diagnose

    place = c.place(node)
    if node.names is None:
        if not any(s.takes_count(len(arguments)) for s in builtin.signatures):
            problem = diagnose("FEEL-020", place.to_where(), function=builtin.name, count=len(arguments))
            c.findings.append(problem)
            return lambda frame: None
        known = constant_of(node)
        if known is not None:
            return lambda frame: known.value
        direct = rounding(builtin, node, arguments, place) or _direct(builtin, arguments, place)
        if direct is not None:
            return direct
        call = builtin.call

        def by_position(frame: Frame) -> Value:
            try:
                return call(frame[0], [argument(frame) for argument in arguments])
            except Fault as fault:
                frame[0].fault(place, fault)
                return None

        return by_position
    orders = [(s, order) for s in builtin.signatures if (order := s.order_of(node.names)) is not None]
    if not orders:
        wanted = _usage(builtin)
        c.findings.append(diagnose("FEEL-021", place.to_where(), function=builtin.name, wanted=wanted))
        return lambda frame: None

    def by_name(frame: Frame) -> Value:
        given = [argument(frame) for argument in arguments]
        frame[0].step(place, CALL_STEPS + HEAVY.get(builtin.name, CALL_STEPS))
        for value in given:
            frame[0].weigh(value, FACTORS.get(builtin.name, 1))
        problem = Fault("FEEL-020", function=builtin.name, count=len(given))
        for signature, order in orders:
            used = list(order)
            while used and used[-1] < 0:
                used.pop()
            try:
                return signature.call(frame[0], [given[at] if at >= 0 else None for at in used])
            except Fault as fault:
                problem = fault
        frame[0].fault(place, problem)
        return None

    return by_name


def _direct(builtin: Builtin, arguments: tuple[Code, ...], place: Place) -> Code | None:
    """A call of the only signature that takes so many arguments, each of one Python type."""
    fitting = [s for s in builtin.signatures if s.takes_count(len(arguments))]
    kinds = fitting[0].python_types(len(arguments)) if len(fitting) == 1 else None
    if kinds is None or not 1 <= len(kinds) <= 2:
        return None
    compute, call, wanted = fitting[0].compute, builtin.call, kinds[0]
    first = arguments[0]

    def careful(frame: Frame, values: list[Value]) -> Value:
        try:
            return call(frame[0], values)
        except Fault as fault:
            frame[0].fault(place, fault)
            return None

    def of_one(frame: Frame) -> Value:
        value = first(frame)
        if type(value) is wanted:
            try:
                return compute(value)
            except Fault:
                pass
        return careful(frame, [value])

    if len(kinds) == 1:
        return of_one
    second, other = arguments[1], kinds[1]

    def of_two(frame: Frame) -> Value:
        a, b = first(frame), second(frame)
        if type(a) is wanted and type(b) is other:
            try:
                return compute(a, b)
            except Fault:
                pass
        return careful(frame, [a, b])

    return of_two


def rounding(builtin: Builtin, node: n.Call, arguments: tuple[Code, ...], place: Place) -> Code | None:
    """`round half up(x, 2)` and its like with a known scale: the unit to round to is made once."""
    how = ROUNDINGS.get(builtin.name)
    known = constant_of(node.arguments[1]) if len(node.arguments) == 2 else None
    scale = known.value if known is not None else None
    if how is None or type(scale) is not Decimal or not 0 <= scale <= 100 or scale % 1:
        return None
    number, call = arguments[0], builtin.call
    unit = Decimal((0, (1,), -int(scale)))

    def code(frame: Frame) -> Value:
        value = number(frame)
        if type(value) is Decimal:
            try:
                result = value.quantize(unit, how, CONTEXT)
            except DecimalException:
                pass
            else:
                if result != value:
                    return result
                # of two equal numbers the one with fewer places: what isn't longer than `scale` stays as it is
                return value.min(result, CONTEXT) if value.is_signed() else value.max(result, CONTEXT)
        try:
            return call(frame[0], [value, scale])
        except Fault as fault:
            frame[0].fault(place, fault)
            return None

    return code


MAKERS: dict[type[n.Node], Maker] = {n.FunctionDefinition: _definition, n.Call: _call}
