"""Item definitions as types, with allowed values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn.xml import child, children, name_of, text_at
from yuanqu.feel.names import NameTable
from yuanqu.feel.run import Run
from yuanqu.feel.types import ANY, TYPES, Type

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


MAX_DEPTH = 50
MAX_FEEL = 2_000_000
ALLOWED_STEPS = 10
Allowed = Callable[[object, "Run | None"], bool]


class TypeReader:
    """Reads the item definitions of a model; each is resolved when first asked for."""

    def __init__(self, root: Element, source: str, imported: Mapping[str, Type]) -> None:
        self.source = source
        self.findings: list[Diagnostic] = []
        self.elements = {name_of(e): e for e in children(root, "itemDefinition")}
        self.types: dict[str, Type] = dict(imported)
        self.members: list[str] = []
        self.member_names = NameTable()
        self._open: set[str] = set()
        self._room = MAX_FEEL
        self._named, self._type_names = 0, NameTable()

    def add_members(self, names: Iterable[str]) -> None:
        """Names of components: what may follow a dot."""
        for name in names:
            self.members.append(name)
            self.member_names.add(name)

    def room_for(self, text: str, where: Where) -> bool:
        """Whether a model may hold one more text; a finding for the first that it may not."""
        had = self._room
        self._room -= len(text)
        if had >= 0 > self._room:
            self.findings.append(diagnose("DMN-018", where, limit=MAX_FEEL))
        return self._room >= 0

    def type_names(self) -> NameTable:
        """The names of the types known so far, for reading `instance of`."""
        if len(self.types) != self._named:
            self._named, self._type_names = len(self.types), NameTable(self.types)
        return self._type_names

    def read_all(self) -> dict[str, Type]:
        for name in self.elements:
            self.named(name, Where(self.source, name))
        return self.types

    def named(self, text: str, where: Where) -> Type:
        """The type of a typeRef; Any with a diagnostic for an unknown one."""
        name = text.strip()
        if name in self.types:
            return self.types[name]
        if name in self.elements:
            return self._definition(name, where)
        if name in TYPES:
            return TYPES[name]
        _, mark, bare = name.partition(":")
        if mark:
            return self.named(bare, where)
        self.findings.append(diagnose("DMN-020", where, name=name))
        return ANY

    def optional(self, text: str, where: Where) -> Type | None:
        """None for no type or Any: nothing to coerce."""
        found = self.named(text, where) if text.strip() else ANY
        return None if found.kind == "any" and found.allowed is None else found

    def _definition(self, name: str, where: Where) -> Type:
        if name in self._open:
            self.findings.append(diagnose("DMN-021", where, name=name))
            return ANY
        if len(self._open) >= MAX_DEPTH:
            self.findings.append(diagnose("DMN-022", where, name=name, limit=MAX_DEPTH))
            return ANY
        self._open.add(name)
        made = replace(self._of_element(self.elements[name], where), label=name)
        self._open.discard(name)
        self.types[name] = made
        return made

    def _of_element(self, element: Element, where: Where) -> Type:
        function = child(element, "functionItem")
        components = list(children(element, "itemComponent"))
        if function is not None:
            made = self._function(function, where)
        elif components:
            fields: list[tuple[str, Type]] = []
            for component in components:
                self.add_members((name_of(component),))
                fields.append((name_of(component), self._of_element(component, where)))
            made = Type("context", fields=tuple(fields))
        else:
            text = text_at(element, "typeRef")
            made = self.named(text, where) if text else ANY
        made = self._allowed(made, text_at(element, "allowedValues", "text"), where)
        if element.get("isCollection") == "true":
            made = Type("list", item=made)
        return self._allowed(made, text_at(element, "typeConstraint", "text"), where)

    def _function(self, element: Element, where: Where) -> Type:
        parameters = tuple(
            self.named(p.get("typeRef") or "Any", where) for p in children(element, "parameters")
        )
        result = self.named(element.get("outputTypeRef") or "Any", where)
        return Type("function", "function<>", parameters=parameters, result=result)

    def _allowed(self, made: Type, text: str, where: Where) -> Type:
        if not text:
            return made
        predicate, findings = _predicate(text, where, self.member_names)
        self.findings += findings
        if made.allowed is not None:
            base, own = made.allowed, predicate
            return replace(made, allowed=lambda v, run: base(v, run) and own(v, run), allowed_text=text)
        return replace(made, allowed=predicate, allowed_text=text)


def _predicate(text: str, where: Where, members: NameTable) -> tuple[Allowed, list[Diagnostic]]:
    from yuanqu.feel.expression import compile_unary_tests

    compiled = compile_unary_tests(text, (), where=where, members=members)

    def allowed(value: object, run: Run | None = None) -> bool:
        """Whether a value is allowed; its work counts in the run, what it finds does not."""
        run = run or Run()
        found = len(run.findings)
        run.step(None, ALLOWED_STEPS)
        result = compiled.within(run, {"?": value})
        del run.findings[found:]
        return result is True

    return allowed, list(compiled.diagnostics)
