"""Forms of FEEL that begin with a word or a bracket: if, for, some, every, function, lists, ranges, contexts, types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from yuanqu.feel import nodes as n
from yuanqu.feel.cursor import KEYWORDS, Unreadable
from yuanqu.feel.names import NameTable, Scope
from yuanqu.feel.types import TYPES

if TYPE_CHECKING:
    from yuanqu.feel.grammar import Parser
    from yuanqu.feel.lexer import Token

CLOSING_WORDS = frozenset({"and", "or", "then", "else", "return", "satisfies", "in", "between", "instance"})
_NAME_SIGNS = ("-", "+", "*", "/", ".")
_TYPE_NAMES = NameTable(TYPES)


def _true(p: Parser) -> n.Node:
    token = p.take()
    return n.BooleanLiteral(token.text == "true", start=token.start, end=token.end)


def _null(p: Parser) -> n.Node:
    token = p.take()
    return n.NullLiteral(start=token.start, end=token.end)


def _if(p: Parser) -> n.Node:
    start = p.take().start
    condition = p.expression(0)
    p.expect_word("then")
    then = p.expression(0)
    p.expect_word("else")
    otherwise = p.expression(0)
    return n.If(condition, then, otherwise, start=start, end=otherwise.end)


def _iterators(p: Parser, *, partial: bool) -> tuple[n.Iterator, ...]:
    """The variables of a loop; the scope stays extended for the body. The caller restores it."""
    found: list[n.Iterator] = []
    while True:
        name = p.name_until(",", word="in")
        p.expect_word("in")
        domain = p.expression(0)
        until = p.expression(0) if p.accept("..") else None
        found.append(n.Iterator(name, domain, until))
        p.scope = Scope((name, "partial") if partial else (name,), p.scope)
        if not p.accept(","):
            return tuple(found)


def _for(p: Parser) -> n.Node:
    start, outer = p.take().start, p.scope
    iterators = _iterators(p, partial=True)
    p.expect_word("return")
    body = p.expression(0)
    p.scope = outer
    return n.For(iterators, body, start=start, end=body.end)


def _quantified(p: Parser) -> n.Node:
    token, outer = p.take(), p.scope
    iterators = _iterators(p, partial=False)
    p.expect_word("satisfies")
    condition = p.expression(0)
    p.scope = outer
    kind = "some" if token.text == "some" else "every"
    return n.Quantified(kind, iterators, condition, start=token.start, end=condition.end)  # type: ignore[arg-type]


def _function(p: Parser) -> n.Node:
    start, outer = p.take().start, p.scope
    p.expect("(")
    parameters: list[n.Parameter] = []
    while not p.at_sign(")"):
        if parameters:
            p.expect(",")
        name = p.name_until(",", ":", ")")
        parameters.append(n.Parameter(name, parse_type(p) if p.accept(":") else None))
    p.expect(")")
    external = p.at_word("external")
    if external:
        p.note("FEEL-010", p.next)
        p.take()
    p.scope = Scope((parameter.name for parameter in parameters), p.scope)
    if external:  # its names (class, method signature) are not FEEL's
        p.scope = Scope(("java", "class", "method signature", "pmml", "document", "model"), p.scope)
    body = p.expression(0)
    p.scope = outer
    return n.FunctionDefinition(tuple(parameters), body, external, start=start, end=body.end)


PREFIXES: Mapping[str, Callable[[Parser], n.Node]] = {
    "true": _true,
    "false": _true,
    "null": _null,
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "function": _function,
}


def parse_bracket(p: Parser) -> n.Node:
    """A list, a range with any brackets, or a parenthesis."""
    opening = p.take()
    if opening.plain == "[" and p.at_sign("]"):
        return n.ListLiteral((), start=opening.start, end=p.take().end)
    first = p.test(0)
    if opening.plain == "[" and not p.at_sign(".."):
        items = [first]
        while p.accept(","):
            items.append(p.test(0))
        return n.ListLiteral(tuple(items), start=opening.start, end=p.expect("]").end)
    return close_bracket(p, opening, first)


def close_bracket(p: Parser, opening: Token, first: n.Node) -> n.Node:
    """A range, or the expression in parentheses itself, after its first part."""
    if p.accept(".."):
        high = p.expression(0)
        closing = p.expect("]", ")", "[")
        return n.RangeLiteral(
            first, high, opening.plain == "[", closing.plain == "]", start=opening.start, end=closing.end
        )
    if opening.plain == "(":
        p.expect(")")
        return first
    raise p.unexpected("..")


def parse_context(p: Parser) -> n.Node:
    opening, outer = p.expect("{"), p.scope
    table = NameTable()
    p.scope = Scope(table, outer)
    entries: list[n.Entry] = []
    seen: set[str] = set()
    while not p.at_sign("}"):
        if entries:
            p.expect(",")
        token = p.next
        key = p.take().plain if token.kind == "text" else p.name_until(":", ",", "}")
        p.expect(":")
        if key in seen:
            raise Unreadable("FEEL-013", token, key=key)
        seen.add(key)
        if p.at_word("function"):  # a function may call itself
            table.add(key)
        entries.append(n.Entry(key, p.expression(0)))
        table.add(key)
        p.members[0].add(key)
    p.scope = outer
    return n.ContextLiteral(tuple(entries), start=opening.start, end=p.expect("}").end)


def parse_filter(p: Parser, source: n.Node) -> n.Node:
    p.take()
    outer = p.scope
    p.scope = Scope(("item",), outer, open=True)
    condition = p.test(0)
    p.scope = outer
    return n.Filter(source, condition, start=source.start, end=p.expect("]").end)


def parse_call(p: Parser, function: n.Node) -> n.Node:
    p.take()
    arguments: list[n.Node] = []
    names: list[str] = []
    while not p.at_sign(")"):
        if arguments:
            p.expect(",")
        count = _argument_name(p)
        if count:
            names.append(p.take_name(count)[0])
            p.take()
        elif names:
            raise p.unexpected("name:")
        arguments.append(p.test(0))
    end = p.expect(")").end
    if names and len(names) != len(arguments):
        raise p.unexpected("name:")
    return n.Call(function, tuple(arguments), tuple(names) if names else None, start=function.start, end=end)


def _argument_name(p: Parser) -> int:
    """The number of tokens of `name` when `name:` comes next, else 0."""
    if p.next.kind != "word":
        return 0
    count = 1
    while (token := p.peek(count)).kind in ("word", "number") or token.plain in _NAME_SIGNS:
        count += 1
    return count if token.kind == "sign" and token.plain == ":" else 0


def parse_type(p: Parser) -> n.TypeNode:
    """A type after `instance of` or `:`."""
    if p.next.kind == "word" and p.peek().plain == "<":
        match p.next.text:
            case "list" | "range" as kind:
                p.index += 2
                item = parse_type(p)
                p.expect(">")
                return n.TypeNode("list" if kind == "list" else "range", items=(item,))
            case "context":
                return _context_type(p)
            case "function":
                return _function_type(p)
    name, count = p.types.longest(p.tokens, p.index)
    standard, size = _TYPE_NAMES.longest(p.tokens, p.index)
    if size > count:
        name, count = standard, size
    if not count:
        if p.next.kind != "word" or p.next.text in KEYWORDS - {"function"}:
            raise p.unexpected("type")
        count = p.joined_words()
        while p.peek(count).plain == "." and p.peek(count + 1).kind == "word":
            count += 2
        name, start, _ = p.take_name(count)
        p.note("FEEL-009", start, name=name)
        return n.TypeNode("name", "Any")
    p.take_name(count)
    return n.TypeNode("name", name)


def _context_type(p: Parser) -> n.TypeNode:
    p.index += 2
    keys: list[str] = []
    items: list[n.TypeNode] = []
    while not p.at_sign(">"):
        if keys:
            p.expect(",")
        keys.append(p.take().plain if p.next.kind == "text" else p.name_until(":", ">"))
        p.expect(":")
        items.append(parse_type(p))
    p.expect(">")
    return n.TypeNode("context", items=tuple(items), keys=tuple(keys))


def _function_type(p: Parser) -> n.TypeNode:
    p.index += 2
    items: list[n.TypeNode] = []
    while not p.at_sign(">"):
        if items:
            p.expect(",")
        items.append(parse_type(p))
    p.expect(">")
    p.expect("->")
    items.append(parse_type(p))
    return n.TypeNode("function", items=tuple(items))
