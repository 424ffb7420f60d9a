"""Runs test cases of the DMN Technology Compatibility Kit over folders and returns what passed and failed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from yuanqu.dmn.program import Program, Result, compile_model
from yuanqu.dmn.reading import read_model
from yuanqu.dmn.xml import parse_xml
from yuanqu.feel.compare import equal
from yuanqu.feel.literals import parse_date, parse_date_time, parse_duration, parse_time
from yuanqu.feel.numbers import CONTEXT
from yuanqu.feel.temporal import Date, DateTime, Time
from yuanqu.feel.text import literal_of
from yuanqu.feel.values import FeelRange, Value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NS = "{http://www.omg.org/spec/DMN/20160719/testcase}"
NOW = DateTime(Date(2026, 1, 1), Time(12, 0, 0))
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, slots=True)
class Failure:
    """One result that was not as expected. `case` is the test file, the case and the result node."""

    case: str
    reason: str


@dataclass(frozen=True, slots=True)
class FolderResult:
    """The outcome of one folder of test cases. A result node counts as one test."""

    folder: str
    passed: int
    failures: tuple[Failure, ...]

    @property
    def failed(self) -> int:
        return len(self.failures)


def run_folder(path: Path) -> tuple[FolderResult, ...]:
    """Run every folder at or below `path` that holds test cases (*.xml beside *.dmn), in order of name."""
    folders = sorted(
        {file.parent for file in path.rglob("*.dmn")} | ({path} if any(path.glob("*.dmn")) else set())
    )
    return tuple(_run_one(folder, path) for folder in folders)


def _run_one(folder: Path, base: Path) -> FolderResult:
    models = {file.name: file.read_bytes() for file in sorted(folder.glob("*.dmn"))}
    passed = 0
    failures: list[Failure] = []
    for file in sorted(folder.glob("*.xml")):
        root, _ = parse_xml(file.read_bytes(), file.name)
        if root is None or not root.tag.endswith("testCases"):
            continue
        name = (root.findtext(f"{_NS}modelName") or "").strip()
        program = _program(name if name in models else next(iter(models)), models)
        for case in root.iter(f"{_NS}testCase"):
            for label, reason in _run_case(case, program):
                if reason:
                    failures.append(Failure(f"{file.name}/{label}", reason))
                else:
                    passed += 1
    name = folder.relative_to(base).as_posix()
    return FolderResult(folder.name if name == "." else name, passed, tuple(failures))


def _program(name: str, models: dict[str, bytes]) -> Program | None:
    others = {other: data for other, data in models.items() if other != name}
    model = read_model(models[name], source=name, imports=others).model
    return compile_model(model) if model is not None else None


def _run_case(case: Element, program: Program | None) -> list[tuple[str, str]]:
    context = {node.get("name") or "": value_of(node) for node in case.findall(f"{_NS}inputNode")}
    outcomes: list[tuple[str, str]] = []
    for node in case.findall(f"{_NS}resultNode"):
        name = node.get("name") or ""
        label = f"{case.get('id') or ''}/{name}"
        if program is None:
            outcomes.append((label, "the model can't be read"))
            continue
        result = _evaluate(case, name, context, program)
        expected = node.find(f"{_NS}expected")
        wanted = value_of(expected) if expected is not None else None
        if node.get("errorResult") == "true":
            wanted = None
        outcomes.append((label, "" if same(result.value, wanted) else _reason(result, wanted)))
    return outcomes


def _evaluate(case: Element, name: str, context: dict[str, Value], program: Program) -> Result:
    kind, invocable = case.get("type") or "decision", case.get("invocableName") or name
    if kind == "decisionService":
        result = program.evaluate_service(invocable, context, trace=False, now=NOW)
        value = result.value
        service = next((s for s in program.model.services if s.name == invocable), None)
        if service is not None and len(service.outputs) > 1 and type(value) is dict:
            value = value.get(name)
        return Result(value, result.diagnostics)
    return program.evaluate(name, context, trace=False, now=NOW)


def _reason(result: Result, wanted: Value) -> str:
    notes = "; ".join(d.text("en") for d in result.diagnostics[:2])
    return f"expected {literal_of(wanted)[:120]}, got {literal_of(result.value)[:120]}" + (
        f" ({notes})" if notes else ""
    )


def value_of(element: Element) -> Value:
    """A value of a test file: value, list or components."""
    inner = element.find(f"{_NS}value")
    if inner is not None:
        return _simple(inner)
    items = element.find(f"{_NS}list")
    if items is not None:
        if items.get(f"{_XSI}nil") == "true":
            return None
        return [value_of(item) for item in items.findall(f"{_NS}item")]
    parts = element.findall(f"{_NS}component")
    if parts:
        return {part.get("name") or "": value_of(part) for part in parts}
    return None


def _simple(element: Element) -> Value:
    if element.get(f"{_XSI}nil") == "true":
        return None
    text = element.text or ""
    match (element.get(f"{_XSI}type") or "").rpartition(":")[2]:
        case "decimal" | "double" | "integer" | "int" | "float" | "long":
            return CONTEXT.create_decimal(text.strip())
        case "boolean":
            return text.strip() == "true"
        case "date":
            return parse_date(text.strip())
        case "time":
            return parse_time(text.strip())
        case "dateTime":
            return parse_date_time(text.strip())
        case "duration":
            return parse_duration(text.strip())
        case "string":
            return text
        case _:
            return _untyped(text)


def _untyped(text: str) -> Value:
    plain = text.strip()
    if plain in ("true", "false"):
        return plain == "true"
    try:
        return CONTEXT.create_decimal(plain)
    except ArithmeticError:
        return text


def same(found: Value, wanted: Value) -> bool:
    """Whether a value is the expected one; numbers within the tolerance of the kit's own runner."""
    if wanted is None or found is None:
        return found is wanted
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(found, FeelRange) and isinstance(wanted, dict):
        found = {
            "start included": found.low_included,
            "start": found.low,
            "end": found.high,
            "end included": found.high_included,
        }
    if isinstance(wanted, dict):
        return (
            isinstance(found, dict)
            and found.keys() == wanted.keys()
            and all(same(found[key], value) for key, value in wanted.items())
        )
    if isinstance(wanted, Decimal) and isinstance(found, Decimal):
        return abs(found - wanted) <= _TOLERANCE * max(Decimal(1), abs(wanted))
    if isinstance(wanted, (Date, Time, DateTime)):
        return str(found) == str(wanted) or equal(found, wanted) is True
    return equal(found, wanted) is True
