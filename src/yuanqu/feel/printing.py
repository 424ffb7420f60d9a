"""An expression printed from its syntax tree, names replaced if wanted, with no more parentheses than needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from yuanqu.feel import nodes as n
from yuanqu.feel.text import key_text, number_text, quoted

_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _NEGATE, _INSTANCE, _POSTFIX, _ATOM = range(1, 11)
_STRENGTH = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY, "**": _POWER}


def to_text(node: n.Node, names: Mapping[str, str] | None = None) -> str:
    """The text of an expression. `names` replaces names, for instance by those of another language."""
    return _Printer(names or {}).text(node, 0)


def type_text(node: n.TypeNode) -> str:
    """A type as it is written."""
    items = [type_text(item) for item in node.items]
    match node.kind:
        case "name":
            return node.name
        case "context":
            return f"context<{', '.join(f'{k}: {v}' for k, v in zip(node.keys, items, strict=True))}>"
        case "function":
            return f"function<{', '.join(items[:-1])}>->{items[-1]}"
        case kind:
            return f"{kind}<{items[0]}>"


class _Printer:
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def name(self, name: str) -> str:
        return self.names.get(name, name)

    def text(self, node: n.Node, outer: int) -> str:
        """The node's text, in parentheses when it binds less than `outer` asks for."""
        text, strength = self.parts(node)
        return f"({text})" if strength < outer else text

    def list(self, nodes: tuple[n.Node, ...]) -> str:
        return ", ".join(self.text(node, 0) for node in nodes)

    def parts(self, node: n.Node) -> tuple[str, int]:
        for make in (self.atom, self.operation, self.form):
            found = make(node)
            if found is not None:
                return found
        return "null", _ATOM

    def atom(self, node: n.Node) -> tuple[str, int] | None:
        match node:
            case n.NumberLiteral(value):
                return number_text(value), _ATOM
            case n.TextLiteral(value):
                return quoted(value), _ATOM
            case n.BooleanLiteral(value):
                return ("true" if value else "false"), _ATOM
            case n.AtLiteral(text):
                return f"@{quoted(text)}", _ATOM
            case n.Name(name):
                return self.name(name), _ATOM
            case n.ListLiteral(items):
                return f"[{self.list(items)}]", _ATOM
            case n.ContextLiteral(entries):
                inner = ", ".join(f"{key_text(e.key)}: {self.text(e.value, 0)}" for e in entries)
                return f"{{{inner}}}", _ATOM
            case n.RangeLiteral(low, high, low_included, high_included):
                opening, closing = "[" if low_included else "(", "]" if high_included else ")"
                return f"{opening}{self.text(low, _ADD)}..{self.text(high, _ADD)}{closing}", _ATOM
            case n.AnyInput():
                return "-", _ATOM
            case n.UnaryTests(tests, negated):
                return (f"not({self.list(tests)})" if negated else self.list(tests)), _ATOM
        return None

    def operation(self, node: n.Node) -> tuple[str, int] | None:
        match node:
            case n.Negation(operand):
                return f"-{self.text(operand, _NEGATE)}", _NEGATE
            case n.UnaryTest(operator, operand):
                return f"{operator} {self.text(operand, _MULTIPLY)}", 0
            case n.Arithmetic(operator, left, right):
                own = _STRENGTH[operator]
                return f"{self.text(left, own)} {operator} {self.text(right, own + 1)}", own
            case n.Comparison(operator, left, right):
                return f"{self.text(left, _COMPARE)} {operator} {self.text(right, _ADD)}", _COMPARE
            case n.Logic(operator, operands):
                own = _AND if operator == "and" else _OR
                return f" {operator} ".join(self.text(operand, own + 1) for operand in operands), own
            case n.Between(value, low, high):
                parts = [self.text(value, _COMPARE), self.text(low, _ADD), self.text(high, _ADD)]
                return f"{parts[0]} between {parts[1]} and {parts[2]}", _COMPARE
            case n.In(value, tests):
                return f"{self.text(value, _COMPARE)} in {self.tests(tests)}", _COMPARE
            case n.InstanceOf(value, kind):
                return f"{self.text(value, _INSTANCE)} instance of {type_text(kind)}", _INSTANCE
            case n.Call(function, arguments, names):
                if names is None:
                    inside = self.list(arguments)
                else:
                    pairs = zip(names, arguments, strict=True)
                    inside = ", ".join(f"{name}: {self.text(value, 0)}" for name, value in pairs)
                return f"{self.text(function, _POSTFIX)}({inside})", _POSTFIX
            case n.Path(source, name):
                gap = " " if name[:1].isdigit() else ""  # `.4` alone is a number
                return f"{self.text(source, _POSTFIX)}.{gap}{self.name(name)}", _POSTFIX
            case n.Filter(source, condition):
                return f"{self.text(source, _POSTFIX)}[{self.text(condition, 0)}]", _POSTFIX
        return None

    def tests(self, tests: tuple[n.Node, ...]) -> str:
        single = tests[0] if len(tests) == 1 else None
        if isinstance(single, (n.RangeLiteral, n.ListLiteral, n.NumberLiteral, n.TextLiteral, n.Name)):
            return self.text(single, _ATOM)
        return f"({self.list(tests)})"

    def form(self, node: n.Node) -> tuple[str, int] | None:
        match node:
            case n.If(condition, then, otherwise):
                parts = [self.text(part, 0) for part in (condition, then, otherwise)]
                return f"if {parts[0]} then {parts[1]} else {parts[2]}", 0
            case n.For(iterators, body):
                return f"for {self.iterators(iterators)} return {self.text(body, 0)}", 0
            case n.Quantified(kind, iterators, condition):
                return f"{kind} {self.iterators(iterators)} satisfies {self.text(condition, 0)}", 0
            case n.FunctionDefinition(parameters, body, external):
                names = ", ".join(p.name + (f": {type_text(p.type)}" if p.type else "") for p in parameters)
                return f"function({names}) {'external ' if external else ''}{self.text(body, 0)}", 0
        return None

    def iterators(self, iterators: tuple[n.Iterator, ...]) -> str:
        show: Callable[[n.Node], str] = lambda node: self.text(node, _OR)  # noqa: E731
        return ", ".join(
            f"{i.name} in {show(i.domain)}" + (f"..{show(i.until)}" if i.until is not None else "")
            for i in iterators
        )
