"""Small models for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yuanqu.dmn import Loaded, Program, compile_model, read_model

NAMESPACES = {
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}


def definitions(body: str, version: str = "1.3", namespace: str = "urn:test", name: str = "test") -> bytes:
    head = f'<definitions xmlns="{NAMESPACES[version]}" id="d" name="{name}" namespace="{namespace}">'
    return f"{head}{body}</definitions>".encode()


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def an_input(name: str, kind: str = "") -> str:
    typed = f' typeRef="{kind}"' if kind else ""
    return f'<inputData id="i_{name}" name="{name}"><variable name="{name}"{typed}/></inputData>'


def a_decision(name: str, logic: str, *, needs: str = "", kind: str = "", extra: str = "") -> str:
    """`needs`: hrefs without #, decisions as d_…, inputs as i_…, knowledge as k_…, by blanks."""
    links = ""
    for need in needs.split():
        if need.startswith("k_"):
            links += f'<knowledgeRequirement><requiredKnowledge href="#{need}"/></knowledgeRequirement>'
            continue
        tag = "requiredDecision" if need.startswith("d_") else "requiredInput"
        links += f'<informationRequirement><{tag} href="#{need}"/></informationRequirement>'
    typed = f' typeRef="{kind}"' if kind else ""
    variable = f'<variable name="{name}"{typed}/>'
    return f'<decision id="d_{name}" name="{name}">{extra}{variable}{links}{logic}</decision>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def a_table(
    inputs: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    attributes: str = "",
    outputs: str = '<output name="out"/>',
) -> str:
    """Rows hold the cells of the inputs and then those of the outputs."""
    columns = "".join(
        f'<input label="{escape(text)}"><inputExpression><text>{escape(text)}</text></inputExpression></input>'
        for text in inputs
    )
    rules = ""
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f"<{'inputEntry' if at < len(inputs) else 'outputEntry'}><text>{escape(cell)}</text>"
            f"</{'inputEntry' if at < len(inputs) else 'outputEntry'}>"
            for at, cell in enumerate(row)
        )
        rules += f'<rule id="r{number}"><description>row {number}</description>{cells}</rule>'
    return f"<decisionTable {attributes}>{columns}{outputs}{rules}</decisionTable>"


def load(body: str, version: str = "1.3", imports: Mapping[str, bytes] | None = None) -> Loaded:
    return read_model(definitions(body, version), source="test.dmn", imports=imports)


def program(body: str, **constants: object) -> Program:
    """A program of a model without any finding."""
    loaded = load(body)
    assert loaded.model is not None
    assert not loaded.diagnostics, [d.text("en") for d in loaded.diagnostics]
    made = compile_model(loaded.model, constants=constants)
    assert not made.diagnostics, [d.text("en") for d in made.diagnostics]
    return made
