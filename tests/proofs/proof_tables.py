"""DMN models for tests, written as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from yuanqu.diagnostics import has_errors
from yuanqu.dmn import Model, read_model

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    inputs: Mapping[str, str] | None = None,
    types: Sequence[str] = (),
    allowed: Mapping[str, str] | None = None,
    outputs: str = "",
    output_type: str = "",
    default: str = "",
    name: str = "表",
) -> Model:
    """A model with one table. `columns` are input expressions; a row is its cells and then its output.

    `inputs`: input data and their types, by default the columns; `allowed`: input values by column."""
    given = (
        dict(inputs)
        if inputs is not None
        else {c: (types[i] if types else "") for i, c in enumerate(columns)}
    )
    return model([decision_table(name, columns, rows, policy=policy, needs=tuple(given), types=types, allowed=allowed or {},
                                 outputs=outputs, output_type=output_type, default=default)], given)  # fmt: skip


def model(decisions: Sequence[str], inputs: Mapping[str, str], source: str = "decisions/t.dmn") -> Model:
    """A model of decisions and input data."""
    data = "".join(
        f'<inputData id="{ident(n)}" name="{n}"><variable name="{n}"{_type(t)}/></inputData>'
        for n, t in inputs.items()
    )
    text = f'<definitions xmlns="{DMN}" id="m" name="m" namespace="urn:t">{"".join(decisions)}{data}</definitions>'
    loaded = read_model(text.encode(), source=source)
    assert not has_errors(loaded.diagnostics), [d.text("en") for d in loaded.diagnostics]
    assert loaded.model is not None
    return loaded.model


def decision_table(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    needs: Sequence[str] = (),
    requires: Sequence[str] = (),
    types: Sequence[str] = (),
    allowed: Mapping[str, str] | None = None,
    outputs: str = "",
    output_type: str = "",
    default: str = "",
) -> str:
    hit, _, aggregation = policy.partition("+")
    heads = "".join(
        f'<input label="{escape(c)}"><inputExpression{_type(types[i] if types else "")}>{_text(c)}</inputExpression>'
        + (f"<inputValues>{_text(allowed[c])}</inputValues>" if allowed and c in allowed else "") + "</input>"
        for i, c in enumerate(columns)
    )  # fmt: skip
    tail = (f"<outputValues>{_text(outputs)}</outputValues>" if outputs else "") + (
        f"<defaultOutputEntry>{_text(default)}</defaultOutputEntry>" if default else "")  # fmt: skip
    body = "".join(
        f'<rule id="r{number}">' + "".join(f"<inputEntry>{_text(cell)}</inputEntry>" for cell in row[:-1])
        + f"<outputEntry>{_text(row[-1])}</outputEntry></rule>"
        for number, row in enumerate(rows, 1)
    )  # fmt: skip
    added = f' aggregation="{aggregation}"' if aggregation else ""
    logic = f'<decisionTable hitPolicy="{hit}"{added}>{heads}<output{_type(output_type)}>{tail}</output>{body}</decisionTable>'
    return _decision(name, logic, needs, requires)


def expression(name: str, text: str, *, needs: Sequence[str] = (), requires: Sequence[str] = ()) -> str:
    return _decision(name, f"<literalExpression>{_text(text)}</literalExpression>", needs, requires, "number")


def _decision(name: str, logic: str, needs: Sequence[str], requires: Sequence[str], kind: str = "") -> str:
    links = "".join(
        f'<informationRequirement><required{what} href="#{ident(n)}"/></informationRequirement>'
        for what, names in (("Input", needs), ("Decision", requires)) for n in names
    )  # fmt: skip
    return f'<decision id="{ident(name)}" name="{name}"><variable name="{name}"{_type(kind)}/>{links}{logic}</decision>'


def ident(name: str) -> str:
    return "_" + "_".join(f"{ord(c):x}" for c in name)


def _type(kind: str) -> str:
    return f' typeRef="{kind}"' if kind else ""


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def logic_of(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    types: Sequence[str] = (),
) -> str:
    """The element of a decision table alone, for any box."""
    made = decision_table("表", columns, rows, policy=policy, types=types)
    return made[made.index("<decisionTable") : made.rindex("</decision>")]


def boxed(
    name: str, logic: str, *, needs: Sequence[str] = (), requires: Sequence[str] = (), kind: str = ""
) -> str:
    """A decision of any boxed expression."""
    return _decision(name, logic, needs, requires, kind)


def literal(text: str) -> str:
    return f"<literalExpression>{_text(text)}</literalExpression>"


def context(entries: Mapping[str, str], kinds: Mapping[str, str] | None = None) -> str:
    """A boxed context; the entry "" is its result."""
    return "<context>" + "".join(
        "<contextEntry>"
        + (f'<variable name="{name}"{_type((kinds or {}).get(name, ""))}/>' if name else "")
        + f"{logic}</contextEntry>"
        for name, logic in entries.items()
    ) + "</context>"  # fmt: skip


def function(parameters: Mapping[str, str], logic: str, tag: str = "functionDefinition") -> str:
    heads = "".join(f'<formalParameter name="{n}"{_type(t)}/>' for n, t in parameters.items())
    return f"<{tag}>{heads}{logic}</{tag}>"


def knowledge(name: str, parameters: Mapping[str, str], logic: str, kind: str = "") -> str:
    """A business knowledge model."""
    body = function(parameters, logic, "encapsulatedLogic")
    return f'<businessKnowledgeModel id="{ident(name)}" name="{name}"><variable name="{name}"{_type(kind)}/>{body}</businessKnowledgeModel>'


def service(name: str, output: str, given: Sequence[str] = (), data: Sequence[str] = ()) -> str:
    """A decision service whose caller gives the values of decisions `given`."""
    parts = f'<outputDecision href="#{ident(output)}"/>'
    parts += "".join(f'<inputDecision href="#{ident(n)}"/>' for n in given)
    parts += "".join(f'<inputData href="#{ident(n)}"/>' for n in data)
    return f'<decisionService id="{ident(name)}" name="{name}"><variable name="{name}"/>{parts}</decisionService>'
