"""FEEL over columns: each node of the syntax tree becomes a typed expression, or is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import cast

from yuanqu.columns import building as b
from yuanqu.columns import quotients as q
from yuanqu.columns import typing as t
from yuanqu.columns import values as v
from yuanqu.columns.bindings import Bindings
from yuanqu.columns.nodes import FALSE, NOTHING, TRUE, Column, Constant, Expr, Operation, constant
from yuanqu.columns.quotients import Quotient
from yuanqu.columns.typing import BOOLEAN, NULL
from yuanqu.columns.values import Function, Record, Scope, Value
from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.feel import nodes as n
from yuanqu.feel.constants import constant_of
from yuanqu.feel.printing import to_text
from yuanqu.feel.types import Type, resolve

INPUT = "?"
MAX_DEPTH = 60
MOST_CASES = 17
_COMPARISONS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul"}
_SIMPLE = {"number": None, "string": t.TEXT, "boolean": t.BOOLEAN, "date": t.DATE}


class Refused(Exception):  # noqa: N818
    """An expression can't be compiled; the diagnostic names it."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


def fit(value: Value, wanted: Type | None) -> Value:
    """A value as a type of DMN. What the evaluator would make null for its type is refused."""
    if wanted is None or (wanted.kind == "any" and wanted.allowed is None):
        return value
    if wanted.allowed is not None:
        raise b.Refusal("COL-008", type=wanted)
    if isinstance(value, Record):
        if wanted.kind != "context" or any(name not in value.fields for name, _ in wanted.fields):
            raise b.Refusal("COL-003", found="context", wanted=wanted)
        return Record(
            dict(value.fields) | {name: fit(value.fields[name], kind) for name, kind in wanted.fields}
        )
    if isinstance(value, Function):
        return value
    kind = t.decimal(1, 0) if isinstance(value, Quotient) else value.kind
    if kind == NULL:
        return value
    if wanted.kind != "simple" or wanted.name not in _SIMPLE:
        raise b.Refusal("COL-003", found=kind, wanted=wanted)
    expected = _SIMPLE[wanted.name]
    if isinstance(kind, t.Number) if expected is None else kind == expected:
        return value
    raise b.Refusal("COL-003", found=kind, wanted=wanted)


class Translator:
    """Compiles the expressions of one model into bindings."""

    def __init__(self, bindings: Bindings) -> None:
        self.bindings = bindings
        self.where = Where()
        self.depth = 0
        self.box: Callable[[object, Scope], Value] = _no_box

    @contextmanager
    def at(self, where: Where) -> Iterator[None]:
        """Diagnostics inside are placed there."""
        outer, self.where = self.where, where
        try:
            yield
        except b.Refusal as refusal:
            raise Refused(diagnose(refusal.code, where, expression=where.item, **refusal.values)) from None
        finally:
            self.where = outer

    def bind(self, value: Value) -> Value:
        """The value under names, where it is more than a name."""
        if isinstance(value, Quotient):
            return Quotient(self.bindings.bind(value.numerator), self.bindings.bind(value.denominator))
        if isinstance(value, Record):
            return Record({name: self.bind(part) for name, part in value.fields.items()})
        return value if isinstance(value, Function) else self.bindings.bind(value)

    # -- expressions

    def value(self, node: n.Node, scope: Scope) -> Value:
        """The value of a node. Refused when it is outside the compiled subset."""
        try:
            known = constant_of(node)
            if known is not None:
                return self._constant(known.value)
            return self._value(node, scope)
        except b.Refusal as refusal:
            where = replace(self.where, offset=node.start + 1)
            text = to_text(node)
            raise Refused(diagnose(refusal.code, where, expression=text, **refusal.values)) from None

    def plain(self, node: n.Node, scope: Scope) -> Expr:
        found = self.value(node, scope)
        try:
            return v.plain(found)
        except b.Refusal as refusal:
            where = replace(self.where, offset=node.start + 1)
            raise Refused(diagnose(refusal.code, where, expression=to_text(node), **refusal.values)) from None

    @staticmethod
    def _constant(value: object) -> Constant:
        made = constant(value)
        if made is None:
            raise b.Refusal("COL-001")
        return made

    def _value(self, node: n.Node, scope: Scope) -> Value:
        match node:
            case n.Name(name):
                found = scope.find(name)
                if found is None:
                    raise b.Refusal("COL-001")
                return found
            case n.Negation(operand):
                inner = v.single(self.value(operand, scope))
                if isinstance(inner, Quotient):
                    return Quotient(b.negative(inner.numerator), inner.denominator)
                return b.negative(inner)
            case n.Arithmetic(operator, left, right):
                return self._arithmetic(operator, self.value(left, scope), self.value(right, scope))
            case n.Comparison(operator, left, right):
                a, c = self.value(left, scope), self.value(right, scope)
                if isinstance(c, Constant):
                    return self._over_cases(a, lambda one: self._comparison(operator, one, c))
                return self._comparison(operator, a, c)
            case n.Logic(operator, operands):
                return b.both(operator, [self.plain(operand, scope) for operand in operands])
            case n.Between(value, low, high):
                tested = self.value(value, scope)
                ends = self.value(low, scope), self.value(high, scope)
                return b.both("and", [v.compare("ge", tested, ends[0]), v.compare("le", tested, ends[1])])
            case n.In(value, tests):
                tested = self.value(value, scope)
                return self._over_cases(
                    tested, lambda one: b.both("or", [self._member(test, one, scope) for test in tests])
                )
            case n.If(condition, then, otherwise):
                held = self.plain(condition, scope)
                b.must_be(held, BOOLEAN)
                return v.choose([(held, self.value(then, scope))], self.value(otherwise, scope))
            case n.ContextLiteral(entries):
                inner_scope = Scope({}, scope)
                for entry in entries:
                    inner_scope.names[entry.key] = self.bind(self.value(entry.value, inner_scope))
                return Record(inner_scope.names)
            case n.Path(source, name):
                return self._path(node, source, name, scope)
            case n.FunctionDefinition(parameters, body, False):
                types = tuple((p.name, _written(p)) for p in parameters)
                return Function("", types, body, scope)
            case n.Call(function, arguments, names):
                return self._call(function, arguments, names, scope)
        raise b.Refusal("COL-001")

    def _arithmetic(self, operator: str, left: Value, right: Value) -> Value:
        a, c = v.single(left), v.single(right)
        if operator == "/":
            if isinstance(c, Quotient):
                raise b.Refusal("COL-005")
            return q.divide(a, c)
        if operator == "*":
            for one, other in ((a, c), (c, a)):
                if isinstance(one, Quotient) and isinstance(other, Constant) and _power_of_ten(other):
                    return Quotient(b.arithmetic("mul", one.numerator, other), one.denominator)
        if operator not in _ARITHMETIC:
            raise b.Refusal("COL-001")
        return b.arithmetic(_ARITHMETIC[operator], v.plain(a), v.plain(c))

    @staticmethod
    def _comparison(operator: str, left: Value, right: Value) -> Expr:
        if operator in _COMPARISONS:
            return v.compare(_COMPARISONS[operator], left, right)
        equal = v.same(left, right)
        return equal if operator == "=" else b.negation(equal)

    def _path(self, node: n.Path, source: n.Node, name: str, scope: Scope) -> Value:
        if isinstance(source, n.Name):
            joined = scope.find(f"{source.name}.{name}")
            if joined is not None:
                return joined
        found = self.value(source, scope)
        if isinstance(found, Record) and name in found.fields:
            return found.fields[name]
        raise b.Refusal("COL-001")

    # -- calls

    def _call(
        self, function: n.Node, arguments: Sequence[n.Node], names: tuple[str, ...] | None, scope: Scope
    ) -> Value:
        if isinstance(function, n.Name) and scope.find(function.name) is None:
            if names is not None:
                raise b.Refusal("COL-010", function=function.name)
            return self._builtin(function.name, arguments, scope)
        callee = self.value(function, scope)
        return self.invoke(callee, [self.value(a, scope) for a in arguments], names)

    def invoke(self, callee: Value, arguments: Sequence[Value], names: Sequence[str] | None) -> Value:
        """The body of a function with its parameters bound."""
        if not isinstance(callee, Function):
            raise b.Refusal("COL-001")
        wanted = [name for name, _ in callee.parameters]
        if names is not None:
            if sorted(names) != sorted(wanted):
                raise b.Refusal("COL-010", function=callee.name or "function")
            given = dict(zip(names, arguments, strict=True))
            arguments = [given[name] for name in wanted]
        if len(arguments) != len(wanted):
            raise b.Refusal("COL-010", function=callee.name or "function")
        bound = {
            name: self.bind(fit(argument, kind))
            for (name, kind), argument in zip(callee.parameters, arguments, strict=True)
        }
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise b.Refusal("COL-011", function=callee.name or "function")
        try:
            inner = Scope(bound, callee.scope)
            body = callee.body
            value = self.value(body, inner) if isinstance(body, n.Node) else self.box(body, inner)
            for kind in callee.results:
                value = fit(value, kind)
            return value
        finally:
            self.depth -= 1

    def _builtin(self, name: str, arguments: Sequence[n.Node], scope: Scope) -> Value:
        if name == "list contains" and len(arguments) == 2 and isinstance(arguments[0], n.ListLiteral):
            value = self.value(arguments[1], scope)
            return b.both("or", [v.same(value, self.value(item, scope)) for item in arguments[0].items])
        if name in ("min", "max", "sum") and len(arguments) == 1 and isinstance(arguments[0], n.ListLiteral):
            arguments = arguments[0].items
        values = [self.value(argument, scope) for argument in arguments]
        if name in b.ROUNDINGS and 1 <= len(values) <= 2:
            return self._rounded(name, values)
        if name == "not" and len(values) == 1:
            return b.negation(v.plain(values[0]))
        if name == "abs" and len(values) == 1:
            return b.absolute(v.plain(values[0]))
        if name in ("min", "max") and values:
            bound = [self.bindings.bind(v.plain(value)) for value in values]
            return b.extreme("least" if name == "min" else "greatest", bound)
        if name == "sum" and values:
            total = v.plain(values[0])
            for value in values[1:]:
                total = b.arithmetic("add", total, v.plain(value))
            b.number_of(total) if total != NOTHING else None
            return total
        raise b.Refusal("COL-010", function=name)

    def _rounded(self, name: str, values: Sequence[Value]) -> Value:
        digits = v.plain(values[1]) if len(values) == 2 else Constant(Decimal(0), t.of_constant(Decimal(0)))
        if len(values) == 1 and name not in ("floor", "ceiling"):
            raise b.Refusal("COL-010", function=name)
        if not (isinstance(digits, Constant) and isinstance(digits.value, Decimal)):
            raise b.Refusal("COL-006", digits="-")
        number, mode = v.single(values[0]), b.ROUNDINGS[name]
        if isinstance(number, Quotient):
            return q.rounded(mode, number, int(digits.value), self.bindings.bind)
        if mode != "half_up":
            number = self.bindings.bind(number)
        return b.rounded(mode, number, int(digits.value))

    # -- tests

    def tests(self, node: n.Node, value: Value, scope: Scope) -> Expr:
        """Whether a value passes a cell: true, false or null."""
        try:
            return self._test(node, value, scope)
        except b.Refusal as refusal:
            raise Refused(
                diagnose(refusal.code, self.where, expression=to_text(node), **refusal.values)
            ) from None

    def _test(self, node: n.Node, value: Value, scope: Scope) -> Expr:
        match node:
            case n.AnyInput():
                return TRUE
            case n.UnaryTests(tests, negated):
                passed = b.both("or", [self._test(test, value, scope) for test in tests])
                return b.negation(passed) if negated else passed
            case n.UnaryTest(operator, operand):
                return self._comparison(operator, value, self.value(operand, scope))
            case n.RangeLiteral():
                return self._range(node, value, scope)
            case n.ListLiteral(items):
                return self._any_of(items, value, scope)
        known = constant_of(node)
        if known is not None:
            return v.same(value, self._constant(known.value))
        return self._dynamic(node, value, scope)

    def _over_cases(self, value: Value, test: Callable[[Value], Expr]) -> Expr:
        """A test of what an earlier table chose among constants: its conditions decide, no text is compared."""
        made = self.bindings.computed.get(value) if isinstance(value, Column) else None
        if not isinstance(made, Operation) or made.name != "case" or len(made.arguments) > MOST_CASES:
            return test(value)
        values = [*made.arguments[1::2], made.arguments[-1]]
        if not all(isinstance(x, Constant) for x in values):
            return test(value)
        answers = [test(x) for x in values]
        if not all(isinstance(x, Constant) for x in answers):
            return test(value)
        return b.case(list(zip(made.arguments[:-1:2], answers[:-1], strict=True)), answers[-1])

    def _range(self, node: n.RangeLiteral, value: Value, scope: Scope) -> Expr:
        low, high = self.value(node.low, scope), self.value(node.high, scope)
        ordered = v.compare("le", low, high)
        above = v.compare("ge" if node.low_included else "gt", value, low)
        below = v.compare("le" if node.high_included else "lt", value, high)
        inside = b.both("and", [above, below])
        return inside if ordered == TRUE else b.case([(ordered, inside)], NOTHING)

    def _any_of(self, items: Sequence[n.Node], value: Value, scope: Scope) -> Expr:
        parts = [self._member(item, value, scope) for item in items]
        return b.case([(part, TRUE) for part in parts], FALSE)

    def _member(self, node: n.Node, value: Value, scope: Scope) -> Expr:
        """A test of `in`: a range, a comparison, or a value to equal."""
        if isinstance(node, (n.UnaryTest, n.RangeLiteral, n.ListLiteral)) or constant_of(node) is not None:
            return self._test(node, value, scope)
        return v.same(value, self.value(node, scope))

    def _dynamic(self, node: n.Node, value: Value, scope: Scope) -> Expr:
        """An expression as a cell: over `?` it answers itself, else its value is compared with the input."""
        if _uses_input(node):
            result = self.plain(node, Scope({INPUT: value}, scope))
            b.must_be(result, BOOLEAN)
            return result
        found = self.value(node, scope)
        tested = v.single(value)
        kind = None if isinstance(tested, Quotient) else tested.kind
        if isinstance(found, (Quotient, Record, Function)) or found.kind != BOOLEAN:
            return v.same(value, found)
        if kind != BOOLEAN:
            return b.case([(b.is_null(found), v.is_null(value))], found)
        equal = b.same(cast(Expr, tested), found)
        return b.case([(b.is_null(found), v.is_null(value)), (v.is_null(value), found)], equal)


def _uses_input(node: n.Node) -> bool:
    if isinstance(node, n.Name):
        return node.name == INPUT
    return any(_uses_input(child) for child in n.children(node))


def _power_of_ten(value: Constant) -> bool:
    return isinstance(value.value, Decimal) and value.value.normalize().as_tuple().digits == (1,)


def _written(parameter: n.Parameter) -> Type | None:
    return resolve(parameter.type, {}, lambda name: None) if parameter.type is not None else None


def _no_box(box: object, scope: Scope) -> Value:
    raise b.Refusal("COL-001")
