"""From bytes to a model: imports, types, elements, requirements; then the logic of each decision in its scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn.boxes import FunctionBox, LiteralBox
from yuanqu.dmn.items import TypeReader
from yuanqu.dmn.logic import LogicReader
from yuanqu.dmn.model import Clause, Decision, Input, Knowledge, Loaded, Model, Reference, Service, Table
from yuanqu.dmn.xml import child, children, local, name_of, parse_xml, text_at, version_of
from yuanqu.feel.types import Type

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_IMPORTS = 20
_KINDS = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
    "knowledgeSource": "clause",
}


def read_model(data: bytes, *, source: str, imports: Mapping[str, bytes] | None = None) -> Loaded:
    """Read a DMN file of version 1.3, 1.4 or 1.5. `imports`: the bytes of imported files by any name.

    Every problem is reported at once; a model comes back whenever the file is DMN at all.
    """
    return _read(data, source, _Imports(imports or {}), ())


class _Imports:
    """Imported files by any name; each is parsed once, and read once for all that import it."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.read: dict[str, Loaded] = {}
        self._namespaces: dict[str, str] | None = None

    def find(self, namespace: str, location: str) -> str | None:
        """The name of the file that is meant."""
        for name in (namespace, location, location.rpartition("/")[2]):
            if name and name in self.files:
                return name
        if self._namespaces is None:
            self._namespaces = {}
            for name, data in self.files.items():
                root, _ = parse_xml(data, name)
                if root is not None:
                    self._namespaces.setdefault(root.get("namespace") or "", name)
        return self._namespaces.get(namespace)


def _read(data: bytes, source: str, imports: _Imports, stack: tuple[str, ...]) -> Loaded:
    root, findings = parse_xml(data, source)
    if root is None:
        return Loaded(None, tuple(findings))
    version = version_of(root)
    if not version:
        findings.append(diagnose("DMN-005", Where(source), found=str(root.tag)[:120]))
        return Loaded(None, tuple(findings))
    reader = _ModelReader(root, source, findings)
    reader.read_imports(imports, stack)
    return Loaded(reader.model(data, version), tuple(reader.findings))


class _ModelReader:
    def __init__(self, root: Element, source: str, findings: list[Diagnostic]) -> None:
        self.root, self.source, self.findings = root, source, findings
        self.namespace = root.get("namespace") or ""
        self.imported: list[tuple[str, Model]] = []
        self.known: dict[str, Reference] = {}
        self.types = TypeReader(root, source, {})

    # -- imports

    def read_imports(self, imports: _Imports, stack: tuple[str, ...]) -> None:
        wanted = [e for e in children(self.root, "import") if "DMN" in (e.get("importType") or "")]
        for element in wanted[:MAX_IMPORTS]:
            alias, namespace = name_of(element), element.get("namespace") or ""
            where = Where(self.source, alias or namespace)
            if namespace in (*stack, self.namespace):
                self.findings.append(diagnose("DMN-007", where, namespace=namespace))
                continue
            found = imports.find(namespace, element.get("locationURI") or "")
            if found is None:
                self.findings.append(diagnose("DMN-006", where, namespace=namespace))
                continue
            if len(stack) >= MAX_IMPORTS:
                self.findings.append(diagnose("DMN-008", where, name=namespace, limit=MAX_IMPORTS))
                continue
            loaded = imports.read.get(found)
            if loaded is None:
                loaded = _read(imports.files[found], found, imports, (*stack, self.namespace))
                imports.read[found] = loaded
                self.findings += loaded.diagnostics
            if loaded.model is not None:
                self.imported.append((alias, loaded.model))
                self._offer(alias, loaded.model)

    def _offer(self, alias: str, model: Model) -> None:
        """What an imported model offers, under its alias."""
        prefix = f"{alias}." if alias else ""
        groups: tuple[tuple[str, Iterable[Input | Decision | Knowledge | Service]], ...] = (
            ("input", model.inputs),
            ("decision", model.decisions),
            ("knowledge", model.knowledge),
            ("service", model.services),
        )
        for kind, elements in groups:
            for element in elements:
                self.known[element.key] = Reference(element.key, prefix + element.name, kind)
        self.types.types.update(
            {prefix + name: kind for name, kind in model.types.items() if "." not in name}
        )
        self.types.add_members(model.members)

    # -- elements

    def model(self, data: bytes, version: str) -> Model:
        elements = [e for e in children(self.root) if local(e) in _KINDS]
        self._check_ids(elements)
        for element in elements:
            key = self.key(element)
            self.known[key] = Reference(key, _variable_name(element), _KINDS[local(element)])
        types = self.types.read_all()
        clauses = {c.id: c for c in map(_clause, children(self.root, "knowledgeSource"))}
        by_kind: dict[str, list[Element]] = {kind: [] for kind in _KINDS.values()}
        for element in elements:
            by_kind[_KINDS[local(element)]].append(element)
        inputs = tuple(self._input(e) for e in by_kind["input"])
        decisions = tuple(self._decision(e, clauses) for e in by_kind["decision"])
        knowledge = tuple(self._knowledge(e) for e in by_kind["knowledge"])
        services = tuple(self._service(e) for e in by_kind["service"])
        self.findings += self.types.findings
        return Model(
            name=name_of(self.root),
            namespace=self.namespace,
            version=version,
            decisions=decisions,
            inputs=inputs,
            knowledge=knowledge,
            services=services,
            clauses=tuple(clauses.values()),
            types=types,
            has_diagrams=any(local(e) == "DMNDI" and len(e) > 0 for e in self.root),
            source=self.source,
            members=tuple(dict.fromkeys(self.types.members)),
            imported=tuple(self.imported),
            data=data,
            tree=self.root,
        )

    def key(self, element: Element) -> str:
        return f"{self.namespace}#{element.get('id') or name_of(element)}"

    def where(self, element: Element) -> Where:
        return Where(self.source, name_of(element) or element.get("id") or "")

    def _check_ids(self, elements: list[Element]) -> None:
        ids: set[str] = set()
        names: set[str] = set()
        for element in elements:
            own, name = element.get("id") or "", name_of(element)
            if own and own in ids:
                self.findings.append(diagnose("DMN-010", self.where(element), id=own))
            if not name:
                self.findings.append(diagnose("DMN-011", self.where(element), tag=local(element)))
            elif name in names and local(element) != "knowledgeSource":
                self.findings.append(diagnose("DMN-012", self.where(element), name=name))
            ids.add(own)
            if local(element) != "knowledgeSource":
                names.add(name)

    def _variable_type(self, element: Element) -> str:
        variable = child(element, "variable")
        return (variable.get("typeRef") or "") if variable is not None else ""

    def _input(self, element: Element) -> Input:
        written = self._variable_type(element)
        kind = self.types.optional(written, self.where(element))
        return Input(element.get("id") or "", _variable_name(element), written, self.key(element), kind)

    def references(self, element: Element, *tags: str) -> tuple[Reference, ...]:
        """The elements that requirements point at; a diagnostic for each that isn't there."""
        found: list[Reference] = []
        for requirement in children(element, *tags):
            for target in children(requirement) if not requirement.get("href") else (requirement,):
                reference = self._target(target.get("href") or "")
                if reference is None:
                    values = {"href": target.get("href") or "", "name": name_of(element)}
                    self.findings.append(diagnose("DMN-013", self.where(element), **values))
                elif reference.kind != "clause":
                    found.append(reference)
        return tuple(found)

    def _target(self, href: str) -> Reference | None:
        namespace, _, own = href.rpartition("#")
        return self.known.get(f"{namespace or self.namespace}#{own}")

    def _clauses(self, element: Element, clauses: Mapping[str, Clause]) -> tuple[Clause, ...]:
        found: list[Clause] = []
        for requirement in children(element, "authorityRequirement"):
            for target in children(requirement, "requiredAuthority"):
                own = (target.get("href") or "").rpartition("#")[2]
                if own in clauses:
                    found.append(clauses[own])
        return tuple(found)

    def _decision(self, element: Element, clauses: Mapping[str, Clause]) -> Decision:
        where = self.where(element)
        requirements = self.references(element, "informationRequirement", "knowledgeRequirement")
        written = self._variable_type(element)
        logic = LogicReader(self.types, self._scope(requirements), where, self.findings)
        body = logic.of_parent(element)
        return Decision(
            id=element.get("id") or "",
            name=_variable_name(element),
            description=text_at(element, "description"),
            clause_sources=self._clauses(element, clauses),
            variable_type=written,
            required_inputs=tuple(r.name for r in requirements if r.kind == "input"),
            required_decisions=tuple(r.name for r in requirements if r.kind == "decision"),
            table=body if isinstance(body, Table) else None,
            expression=body.text if isinstance(body, LiteralBox) else None,
            key=self.key(element),
            logic=body,
            requirements=requirements,
            where=where,
            resolved=self.types.optional(written, where),
            question=text_at(element, "question"),
        )

    @staticmethod
    def _scope(requirements: Iterable[Reference]) -> tuple[str, ...]:
        return tuple(r.name for r in requirements)

    def _knowledge(self, element: Element) -> Knowledge:
        where = self.where(element)
        requirements = self.references(element, "knowledgeRequirement")
        logic = LogicReader(self.types, self._scope(requirements), where, self.findings)
        encapsulated = child(element, "encapsulatedLogic")
        function = logic.function(encapsulated) if encapsulated is not None else None
        if function is None:
            self.findings.append(diagnose("DMN-015", where))
        resolved = _result_type(self.types.optional(self._variable_type(element), where))
        assert function is None or isinstance(function, FunctionBox)
        name = _variable_name(element)
        return Knowledge(
            element.get("id") or "", name, self.key(element), function, requirements, where, resolved
        )

    def _service(self, element: Element) -> Service:
        where = self.where(element)
        outputs = self.references(element, "outputDecision")
        if not outputs:
            self.findings.append(diagnose("DMN-016", where))
        return Service(
            id=element.get("id") or "",
            name=_variable_name(element),
            key=self.key(element),
            outputs=outputs,
            encapsulated=self.references(element, "encapsulatedDecision"),
            input_decisions=self.references(element, "inputDecision"),
            input_data=self.references(element, "inputData"),
            where=where,
            resolved=_result_type(self.types.optional(self._variable_type(element), where)),
        )


def _result_type(kind: Type | None) -> Type | None:
    """The type of what a function gives, whether its own type was written or that of its result."""
    if kind is not None and kind.kind == "function":
        return kind.result if kind.result is not None and kind.result.kind != "any" else None
    return kind


def _variable_name(element: Element) -> str:
    variable = child(element, "variable")
    return (name_of(variable) if variable is not None else "") or name_of(element)


def _clause(element: Element) -> Clause:
    return Clause(element.get("id") or "", name_of(element), element.get("locationURI") or "")
