"""Compiles decisions of a model against the facts' schema into a plan; every refusal is reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yuanqu.columns import building as b
from yuanqu.columns import values as v
from yuanqu.columns.bindings import Bindings, Layer, layers
from yuanqu.columns.decisions import Compiled, DecisionCompiler
from yuanqu.columns.expressions import Refused
from yuanqu.columns.nodes import FALSE, TRUE, columns_of
from yuanqu.columns.plan import Output, Plan
from yuanqu.columns.schema import Declared, InputColumn, inputs_of
from yuanqu.columns.values import Function, Record, Scope, Value
from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.dmn import Model, Program
from yuanqu.feel import compile_unary_tests


def compile(
    program: Program | Model,
    decision: str | Sequence[str],
    schema_types: Mapping[str, Declared],
    constants: Mapping[str, object] | None = None,
    *,
    matched: bool = False,
    good: str = "",
) -> Plan:
    """A plan for decisions by name or id, over one flat row per subject.

    schema_types: FEEL name → declared type ("decimal(18,2)", a FieldType, or an InputColumn naming the column).
    constants: values of inputs fixed beforehand. matched: the numbers of the matched rules come as columns too.
    good: unary tests of FEEL; whether the first decision's value passes them comes as the column decision#good.
    Never raises on the model: what can't be compiled exactly is a diagnostic that names the expression.
    """
    model = program.model if isinstance(program, Program) else program
    names = (decision,) if isinstance(decision, str) else tuple(decision)
    bindings, compiled = Bindings(), Compiled()
    made = variant(
        model, names, inputs_of(schema_types), constants or {}, bindings, compiled, matched=matched, good=good
    )
    return assemble(names, bindings, compiled, *made)


def variant(
    model: Model,
    names: Sequence[str],
    inputs: Mapping[str, InputColumn],
    constants: Mapping[str, object],
    bindings: Bindings,
    compiled: Compiled,
    *,
    matched: bool = False,
    suffix: str = "",
    good: str = "",
) -> tuple[list[Output], list[Diagnostic]]:
    """The outputs of decisions, compiled into bindings that other variants may share."""
    outputs: list[Output] = []
    problems: list[Diagnostic] = []
    tables = Compiled(used=compiled.used)
    try:
        compiler = DecisionCompiler(model, inputs, constants, bindings, tables)
    except Refused as refused:
        return [], [refused.diagnostic]
    for name in names:
        try:
            value = compiler.decision(name)
            found = model.decision(name)
            outputs += _outputs(found.name if found else name, value, suffix)
            if good and name == names[0]:
                outputs.append(_judged(compiler, found.name if found else name, value, good, suffix))
        except Refused as refused:
            if refused.diagnostic not in problems:
                problems.append(refused.diagnostic)
        except b.Refusal as refusal:
            where = Where(model.source, name)
            problems.append(diagnose(refusal.code, where, expression=name, **refusal.values))
    if matched:
        for name, table in tables.tables.items():
            rule = bindings.bind(table.rule)
            outputs.append(Output(f"{name}#rule{suffix}", rule.kind, name, "rule", rule))
    for name, clash in tables.violations.items():
        clash = bindings.bind(clash)
        outputs.append(Output(f"{name}#violation{suffix}", clash.kind, name, "violation", clash))
    return outputs, problems


def _judged(compiler: DecisionCompiler, name: str, value: Value, good: str, suffix: str) -> Output:
    """Whether a value passes unary tests: true or false, never null."""
    node = compile_unary_tests(good, ()).node
    with compiler.translator.at(Where(item=name)):
        passed = b.case([(compiler.translator.tests(node, value, Scope()), TRUE)], FALSE)
    passed = compiler.translator.bindings.bind(passed)
    return Output(f"{name}#good{suffix}", passed.kind, name, "good", passed)


def _outputs(name: str, value: Value, suffix: str) -> list[Output]:
    if isinstance(value, Function):
        raise b.Refusal("COL-003", found="function", wanted="value")
    if isinstance(value, Record):
        return [o for part, inner in value.fields.items() for o in _outputs(f"{name}.{part}", inner, suffix)]
    expr = v.plain(value)
    return [Output(f"{name}{suffix}", expr.kind, name, "value", expr)]


def assemble(
    names: Sequence[str],
    bindings: Bindings,
    compiled: Compiled,
    outputs: Sequence[Output],
    problems: Sequence[Diagnostic],
) -> Plan:
    """Layers of what the outputs need."""
    if problems:
        return Plan(tuple(names), {}, (), (), tuple(problems))
    found, exprs = layers(bindings, [output.expr for output in outputs])
    placed = tuple(
        Output(o.name, o.kind, o.decision, o.role, expr) for o, expr in zip(outputs, exprs, strict=True)
    )
    return Plan(tuple(names), _read(compiled, found, placed), placed, found, ())


def _read(compiled: Compiled, found: Sequence[Layer], outputs: Sequence[Output]) -> dict[str, InputColumn]:
    """The inputs whose columns the layers and the outputs read."""
    exprs = [expr for layer in found for _, expr in layer.computed] + [o.expr for o in outputs]
    exprs += [key for layer in found for join in layer.joins for key in join.keys]
    names = {column.name for expr in exprs for column in columns_of(expr) if column.level == 0}
    return {name: column for name, column in compiled.used.items() if column.name in names}


__all__ = ["compile"]
