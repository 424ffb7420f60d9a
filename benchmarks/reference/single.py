"""The reference rule set for one enterprise, seven outputs: as DMN for this library, as JDM for zen-engine."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from itertools import pairwise

INPUTS = {
    "tax_yuan": "number",
    "land_mu": "number",
    "land_area_m2": "number",
    "land_tax_rate_yuan_per_m2": "number",
    "factory_storeys": "number",
    "factory_area_m2": "number",
    "credit_grade": "string",
    "revenue_yuan": "number",
    "rd_ratio": "number",
}
OUTPUTS = (
    "tax_per_mu",
    "relief",
    "land_tax_due",
    "relief_yuan",
    "factory_subsidy",
    "tier",
    "leader_candidate",
)
_RELIEF = ((">= 200000", "1.0"), ("[150000..200000)", "0.5"), ("[100000..150000)", "0.3"), ("< 100000", "0"))
_TIER = ((">= 10000000000", "1"), (">= 5000000000", "2"), (">= 2000000000", "3"), ("-", "4"))
_EXPRESSIONS = {
    "tax_per_mu": "tax_yuan / land_mu",
    "land_tax_due": "land_area_m2 * land_tax_rate_yuan_per_m2",
    "relief_yuan": "round half up(land_tax_due * relief, 2)",
    "factory_subsidy": "if factory_storeys >= 3 then 50 * factory_area_m2 else 0",
    "leader_candidate": 'credit_grade = "A" and rd_ratio >= 0.03 and tier <= 3',
}
_NEEDS = {
    "tax_per_mu": "tax_yuan land_mu",
    "relief": "tax_per_mu",
    "land_tax_due": "land_area_m2 land_tax_rate_yuan_per_m2",
    "relief_yuan": "land_tax_due relief",
    "factory_subsidy": "factory_storeys factory_area_m2",
    "tier": "revenue_yuan",
    "leader_candidate": "credit_grade rd_ratio tier",
}
_TABLES = {"relief": ("UNIQUE", "tax_per_mu", _RELIEF), "tier": ("FIRST", "revenue_yuan", _TIER)}


def by_hand(firm: Mapping[str, str]) -> tuple[Decimal | bool, ...]:
    """The seven outputs computed apart from any engine, for a firm that has tax and land; numbers come as text."""
    given = {name: Decimal(firm[name]) for name, kind in INPUTS.items() if kind == "number"}
    with localcontext(Context(prec=34)):
        per_mu = given["tax_yuan"] / given["land_mu"]
        bands = ((200000, "1"), (150000, "0.5"), (100000, "0.3"))
        relief = next(
            (Decimal(r) for edge, r in bands if given["tax_yuan"] >= edge * given["land_mu"]), Decimal(0)
        )
        due = given["land_area_m2"] * given["land_tax_rate_yuan_per_m2"]
        relief_yuan = (due * relief).quantize(Decimal("0.01"), ROUND_HALF_UP)
        subsidy = 50 * given["factory_area_m2"] if given["factory_storeys"] >= 3 else Decimal(0)
        edges = (10_000_000_000, 5_000_000_000, 2_000_000_000)
        tier = Decimal(next((at for at, edge in enumerate(edges, 1) if given["revenue_yuan"] >= edge), 4))
        leader = firm["credit_grade"] == "A" and given["rd_ratio"] >= Decimal("0.03") and tier <= 3
    return per_mu, relief, due, relief_yuan, subsidy, tier, leader


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _table(policy: str, column: str, rows: tuple[tuple[str, str], ...]) -> str:
    rules = "".join(
        f'<rule id="{column}_{at}"><inputEntry><text>{_escape(test)}</text></inputEntry>'
        f"<outputEntry><text>{value}</text></outputEntry></rule>"
        for at, (test, value) in enumerate(rows, 1)
    )
    head = f'<input label="{column}"><inputExpression typeRef="number"><text>{column}</text></inputExpression></input>'
    return f'<decisionTable hitPolicy="{policy}">{head}<output typeRef="number"/>{rules}</decisionTable>'


def dmn() -> bytes:
    """The rule set as a DMN 1.3 file."""
    parts = [
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in INPUTS.items()
    ]
    for name in OUTPUTS:
        kind = "boolean" if name == "leader_candidate" else "number"
        links = "".join(
            f'<informationRequirement><required{"Input" if need in INPUTS else "Decision"} href="#{need}"/>'
            "</informationRequirement>"
            for need in _NEEDS[name].split()
        )
        if name in _TABLES:
            logic = _table(*_TABLES[name])
        else:
            logic = f"<literalExpression><text>{_escape(_EXPRESSIONS[name])}</text></literalExpression>"
        parts.append(
            f'<decision id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/>{links}{logic}</decision>'
        )
    head = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="reference" namespace="urn:reference">'
    return f"{head}{''.join(parts)}</definitions>".encode()


def jdm(*, tables: bool) -> dict[str, object]:
    """The rule set as a zen-engine graph: with decision tables, or the bands as nested conditions in one node."""
    start = {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}}
    end = {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 9, "y": 0}}
    first = [
        ("tax_per_mu", "tax_yuan / land_mu"),
        ("land_tax_due", "land_area_m2 * land_tax_rate_yuan_per_m2"),
    ]
    first.append(("factory_subsidy", "factory_storeys >= 3 ? 50 * factory_area_m2 : 0"))
    bands = [
        (
            "relief",
            "$.tax_per_mu >= 200000 ? 1 : $.tax_per_mu >= 150000 ? 0.5 : $.tax_per_mu >= 100000 ? 0.3 : 0",
        ),
        (
            "tier",
            "revenue_yuan >= 10000000000 ? 1 : revenue_yuan >= 5000000000 ? 2 : revenue_yuan >= 2000000000 ? 3 : 4",
        ),
    ]
    mark = "" if tables else "$."
    last = [
        ("relief_yuan", f"floor({mark}land_tax_due * {mark}relief * 100 + 0.5) / 100"),
        ("leader_candidate", f"credit_grade == 'A' and rd_ratio >= 0.03 and {mark}tier <= 3"),
    ]
    if tables:
        nodes = [
            start,
            _expressions("e1", first),
            _jdm_table("relief", "tax_per_mu", _RELIEF),
            _jdm_table("tier", "revenue_yuan", _TIER),
            _expressions("e2", last),
            end,
        ]
    else:
        nodes = [start, _expressions("e1", [*first, *bands, *last]), end]
    edges = [
        {"id": f"g{at}", "type": "edge", "sourceId": one["id"], "targetId": other["id"]}
        for at, (one, other) in enumerate(pairwise(nodes))
    ]
    return {"nodes": nodes, "edges": edges}


def _expressions(own: str, pairs: list[tuple[str, str]]) -> dict[str, object]:
    listed = [{"id": f"{own}{at}", "key": key, "value": value} for at, (key, value) in enumerate(pairs)]
    content = {"expressions": listed, "passThrough": True}
    return {
        "id": own,
        "type": "expressionNode",
        "name": own,
        "content": content,
        "position": {"x": 1, "y": 0},
    }


def _jdm_table(name: str, column: str, rows: tuple[tuple[str, str], ...]) -> dict[str, object]:
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "i", "name": column, "field": column}],
        "outputs": [{"id": "o", "name": name, "field": name}],
        "rules": [
            {"_id": f"{name}{at}", "i": "" if test == "-" else test, "o": value}
            for at, (test, value) in enumerate(rows)
        ],
        "passThrough": True,
    }
    return {
        "id": name,
        "type": "decisionTableNode",
        "name": name,
        "content": content,
        "position": {"x": 2, "y": 0},
    }
