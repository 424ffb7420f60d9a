"""Reads boxed expressions and parses their texts in the scope they stand in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn import boxes as b
from yuanqu.dmn.model import Cell, Table
from yuanqu.dmn.xml import child, children, local, name_of, text_at
from yuanqu.feel.expression import builtin_names, property_table
from yuanqu.feel.names import NameTable, Scope
from yuanqu.feel.nodes import Faulty, Node, UnaryTests
from yuanqu.feel.parser import parse_expression, parse_unary_tests
from yuanqu.feel.types import Type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

    from yuanqu.dmn.items import TypeReader

_LOGIC = (
    "literalExpression",
    "decisionTable",
    "context",
    "invocation",
    "list",
    "relation",
    "functionDefinition",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
)


class LogicReader:
    """Reads the logic of one decision or knowledge model."""

    def __init__(
        self, types: TypeReader, names: Iterable[str], where: Where, findings: list[Diagnostic]
    ) -> None:
        self.types = types
        self.scope = Scope(names, Scope(builtin_names()))
        self.where = where
        self.findings = findings
        self.own_members = NameTable()
        self.members = (property_table(), types.member_names, self.own_members)

    # -- texts

    def expression(self, text: str, where: Where) -> Node:
        if not self.types.room_for(text, where):
            return Faulty()
        parsed = parse_expression(
            text, self.scope, where=where, members=self.members, types=self.types.type_names()
        )
        self.findings += parsed.diagnostics
        return parsed.node

    def tests(self, text: str, where: Where) -> UnaryTests:
        if not self.types.room_for(text, where):
            return UnaryTests((Faulty(),))
        parsed = parse_unary_tests(
            text, self.scope, where=where, members=self.members, types=self.types.type_names()
        )
        self.findings += parsed.diagnostics
        node = parsed.node
        return node if isinstance(node, UnaryTests) else UnaryTests((node,))

    def type_of(self, element: Element) -> Type | None:
        return self.types.optional(element.get("typeRef") or "", self.where)

    def inside(self, *names: str, is_open: bool = False) -> LogicReader:
        """A reader whose scope has more names."""
        inner = LogicReader(self.types, (), self.where, self.findings)
        inner.scope = Scope(names, self.scope, open=is_open)
        inner.own_members, inner.members = self.own_members, self.members
        return inner

    # -- boxes

    def of_parent(self, parent: Element | None) -> b.Box | None:
        """The one boxed expression inside an element, if any."""
        element = child(parent, *_LOGIC)
        return self.box(element) if element is not None else None

    def required(self, parent: Element | None) -> b.Box:
        found = self.of_parent(parent)
        if found is not None:
            return found
        self.findings.append(diagnose("DMN-014", self.where))
        return b.LiteralBox("", Faulty(), self.where)

    def box(self, element: Element) -> b.Box:
        match local(element):
            case "literalExpression":
                return self.literal(element)
            case "decisionTable":
                return self.table(element)
            case "context":
                return self.context(element)
            case "invocation":
                return self.invocation(element)
            case "list":
                items = tuple(self.box(e) for e in children(element, *_LOGIC))
                return b.ListBox(items, self.where, self.type_of(element))
            case "relation":
                return self.relation(element)
            case "functionDefinition":
                return self.function(element)
            case "conditional":
                parts = [self.required(child(element, tag)) for tag in ("if", "then", "else")]
                return b.ConditionalBox(parts[0], parts[1], parts[2], self.where, self.type_of(element))
            case "filter":
                source = self.required(child(element, "in"))
                inner = self.inside("item", is_open=True)
                return b.FilterBox(
                    source, inner.required(child(element, "match")), self.where, self.type_of(element)
                )
            case _:
                return self.iterator(element)

    def literal(self, element: Element) -> b.LiteralBox:
        text = text_at(element, "text")
        language = element.get("expressionLanguage") or ""
        if language and "FEEL" not in language.upper():
            self.findings.append(diagnose("DMN-017", self.where, language=language))
            return b.LiteralBox(text, Faulty(), self.where, self.type_of(element))
        node: Node = self.expression(text, self.where)
        return b.LiteralBox(text, node, self.where, self.type_of(element))

    def context(self, element: Element) -> b.ContextBox:
        table = NameTable()
        inner = self.inside()
        inner.scope = Scope(table, self.scope)
        entries: list[b.BoxEntry] = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            name = name_of(variable) if variable is not None else ""
            kind = self.type_of(variable) if variable is not None else None
            body = child(entry, *_LOGIC)
            if name and body is not None and local(body) == "functionDefinition":
                table.add(name)  # a function may call itself
            entries.append(b.BoxEntry(name, inner.required(entry), kind))
            if name:
                table.add(name)
                self.own_members.add(name)
        return b.ContextBox(tuple(entries), self.where, self.type_of(element))

    def invocation(self, element: Element) -> b.InvocationBox:
        bindings: list[b.BoxEntry] = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            name = name_of(parameter) if parameter is not None else ""
            kind = self.type_of(parameter) if parameter is not None else None
            if child(binding, *_LOGIC) is not None:
                bindings.append(b.BoxEntry(name, self.required(binding), kind))
        return b.InvocationBox(self.required(element), tuple(bindings), self.where, self.type_of(element))

    def relation(self, element: Element) -> b.RelationBox:
        columns = tuple(name_of(column) for column in children(element, "column"))
        rows: list[tuple[b.Box, ...]] = []
        for number, row in enumerate(children(element, "row"), 1):
            cells = tuple(self.box(cell) for cell in children(row, *_LOGIC))
            if len(cells) != len(columns):
                self.findings.append(diagnose("DMN-032", replace(self.where, row=number), count=len(columns)))
            rows.append(cells)
        for column in columns:
            self.own_members.add(column)
        return b.RelationBox(columns, tuple(rows), self.where, self.type_of(element))

    def function(self, element: Element) -> b.FunctionBox:
        parameters = tuple(
            b.FormalParameter(name_of(p), self.type_of(p)) for p in children(element, "formalParameter")
        )
        kind = element.get("kind") or "FEEL"
        if kind.upper() != "FEEL":
            self.findings.append(diagnose("FEEL-010", self.where))
            return b.FunctionBox(parameters, None, kind, self.where, self.type_of(element))
        body = self.inside(*(p.name for p in parameters)).required(element)
        return b.FunctionBox(parameters, body, kind, self.where, self.type_of(element))

    def iterator(self, element: Element) -> b.IteratorBox:
        kind = local(element)
        variable = " ".join((element.get("iteratorVariable") or "").split())
        domain = self.required(child(element, "in"))
        names = (variable, "partial") if kind == "for" else (variable,)
        body = self.inside(*names).required(child(element, "return" if kind == "for" else "satisfies"))
        return b.IteratorBox(kind, variable, domain, body, self.where, self.type_of(element))  # type: ignore[arg-type]

    def table(self, element: Element) -> Table:
        from yuanqu.dmn.tables import read_table

        return read_table(self, element)

    def cell(self, text: str, where: Where) -> Cell:
        """An output cell; empty means null."""
        return Cell(text, self.expression(text or "null", where), where)
