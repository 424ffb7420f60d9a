"""Draws decision models and rows: schemas, expressions, tables of every hit policy; boundaries and nulls on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

import pyarrow as pa

NUMBERS = ("甲", "乙", "丙")
TYPES = {"甲", "乙", "丙", "数量", "等级", "标记", "日期"}
GRADES = ("A", "B", "C", "O'x\\n")
DAYS = (date(2014, 1, 1), date(2014, 9, 30), date(2020, 2, 29))


@dataclass(frozen=True)
class Drawn:
    """`xml`: a DMN model; `decisions`: names to compare; `edges`: numbers worth standing on."""

    xml: bytes
    decisions: tuple[str, ...]
    types: dict[str, str]
    constants: dict[str, Decimal]
    edges: tuple[Decimal, ...]


class Draw:
    """One model from a seed."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.edges: list[Decimal] = []
        self.types: dict[str, str] = {}
        for name in NUMBERS:
            precision = self.r.choice((2, 4, 6, 9, 12, 17, 18, 18, 21))
            self.types[name] = f"decimal({precision},{self.r.randint(0, min(4, precision))})"
        self.types |= {"数量": "integer", "等级": "text", "标记": "boolean", "日期": "date"}
        self.constants = {"参数": self.edge()}
        self.numbers: list[str] = [*NUMBERS, "数量", "参数"]
        self.quotients: list[str] = []
        self.truths: list[str] = ["标记"]

    # -- numbers, truths

    def edge(self) -> Decimal:
        value = Decimal(self.r.choice((0, 1, 5, 10, 15, 20, 100, 12345, self.r.randint(-300, 300)))).scaleb(
            -self.r.choice((0, 0, 1, 2, 3))
        )
        self.edges.append(value)
        return value

    def literal(self) -> str:
        return f"{self.edge():f}"

    def number(self, depth: int = 2) -> str:
        r = self.r
        if depth == 0 or r.random() < 0.2:
            return r.choice(self.numbers) if r.random() < 0.75 else self.literal()
        a, b = self.number(depth - 1), self.number(depth - 1)
        form = r.randrange(11)
        if form < 4:
            return f"({a} {'+-**'[form]} {b})"
        if form == 4:
            return f"{r.choice(('min', 'max'))}({a}, {b})"
        if form == 5:
            return f"abs({a})"
        if form == 6:
            return f"(if {self.truth(depth - 1)} then {a} else {b})"
        if form == 7:
            mode = r.choice(
                ("round half up", "round half down", "round up", "round down", "decimal", "floor", "ceiling")
            )
            return f"{mode}({a}, {r.randint(0, 3)})"
        if form == 8:
            return f"round half up({a} / {b}, {r.randint(0, 3)})"
        if form == 9:
            return f"({a} / {r.choice(('10', '8', '100', '0.5', '10000'))})"
        return f"(-{a})"

    def quotient(self) -> str:
        return f"{self.number(0)} / {self.r.choice(('', '', '10000 / '))}{self.r.choice((*NUMBERS, '数量'))}"

    def truth(self, depth: int = 2) -> str:
        r = self.r
        if depth == 0 or r.random() < 0.15:
            return r.choice(self.truths)
        form = r.randrange(11)
        if form == 0:
            return f"({self.truth(depth - 1)} {r.choice(('and', 'or'))} {self.truth(depth - 1)})"
        if form == 1:
            return f"not({self.truth(depth - 1)})"
        if form == 2:
            return f"({r.choice((*NUMBERS, '等级', '日期', '标记'))} {r.choice(('=', '!='))} null)"
        if form == 3:
            return f"(等级 {r.choice(('=', '!='))} {text(r.choice(GRADES))})"
        if form == 4:
            return f"(日期 {self.sign()} {self.day()})"
        if form == 5:
            return f"({self.number(1)} in {self.range()})"
        if form == 6:
            return f"(等级 in ({text('A')}, {text('C')}))"
        if form == 7:
            return f"({self.number(1)} between {self.literal()} and {self.literal()})"
        if form == 8:
            return f"({self.quotient()} {self.sign()} {self.literal()})"
        return f"({self.number(1)} {self.sign()} {self.number(1)})"

    def sign(self) -> str:
        return self.r.choice(("<", "<=", ">", ">=", "=", "!="))

    def day(self) -> str:
        return f'date("{self.r.choice(DAYS)}")'

    def range(self) -> str:
        low, high = sorted((self.edge(), self.edge()))
        return f"{self.r.choice('[(')}{low:f}..{high:f}{self.r.choice('])')}"

    # -- tables

    def cell(self, kind: str) -> str:
        r = self.r
        if r.random() < 0.25:
            return "-"
        if kind == "number":
            made = r.choice((self.range, lambda: f"{self.sign_of_cell()} {self.literal()}", self.literal))()
            if r.random() < 0.15:
                made = f"{made}, {self.range()}"
            return f"not({made})" if r.random() < 0.1 else made
        if kind == "text":
            chosen = ", ".join(text(g) for g in r.sample(GRADES, r.randint(1, 2)))
            return f"not({chosen})" if r.random() < 0.15 else chosen
        if kind == "date":
            return f"{self.sign_of_cell()} {self.day()}"
        return r.choice(("true", "false", "null", "true, false"))

    def sign_of_cell(self) -> str:
        return self.r.choice(("<", "<=", ">", ">="))

    def table(self, steps: bool = False) -> str:
        r = self.r
        policy, aggregation = r.choice(
            (
                ("UNIQUE", ""), ("UNIQUE", ""), ("FIRST", ""), ("ANY", ""), ("PRIORITY", ""),
                ("COLLECT", "SUM"), ("COLLECT", "MIN"), ("COLLECT", "MAX"), ("COLLECT", "COUNT"),
            )
        )  # fmt: skip
        choices = [("number", self.number(1)), ("number", r.choice(NUMBERS)), ("text", "等级"), ("boolean", self.truth(1)),
                   ("date", "日期"), ("number", self.quotient()), *(("number", q) for q in self.quotients)]  # fmt: skip
        inputs = [
            r.choice([c for c in choices if not steps or c[0] == "number"])
            for _ in range(1 if steps else r.randint(1, 3))
        ]
        texts = not aggregation and r.random() < 0.5
        outputs = r.choice((1, 1, 2))

        def output() -> str:
            if texts:
                return text(r.choice(("高", "中", "低")))
            if policy != "PRIORITY" and r.random() < 0.4:
                return r.choice((self.number(1), "null"))
            return r.choice(("1", "0.5", "0.3", "0"))

        head = "".join(
            f'<input id="i{i}"><inputExpression><text>{escape(e)}</text></inputExpression></input>'
            for i, (_, e) in enumerate(inputs)
        )
        values = ", ".join(map(text, ("高", "中", "低"))) if texts else "1, 0.5, 0.3, 0"
        given = f"<outputValues><text>{escape(values)}</text></outputValues>" if policy == "PRIORITY" else ""
        default = (
            f"<defaultOutputEntry><text>{escape(output())}</text></defaultOutputEntry>"
            if r.random() < 0.3
            else ""
        )
        names = [f' name="o{o}"' if outputs > 1 else "" for o in range(outputs)]
        tail = "".join(f'<output id="o{o}"{names[o]}>{given}{default}</output>' for o in range(outputs))
        rules = "".join(
            "<rule>"
            + "".join(
                f"<inputEntry><text>{escape(self.cell(kind))}</text></inputEntry>" for kind, _ in inputs
            )
            + "".join(f"<outputEntry><text>{escape(output())}</text></outputEntry>" for _ in range(outputs))
            + "</rule>"
            for _ in range(r.randint(1, 7))
        )
        collected = f' aggregation="{aggregation}"' if aggregation else ""
        return f'<decisionTable hitPolicy="{policy}"{collected}>{head}{tail}{rules}</decisionTable>'

    # -- the model

    def model(self) -> Drawn:
        bodies: list[tuple[str, str]] = []

        def expression(body: str) -> str:
            return f"<literalExpression><text>{escape(body)}</text></literalExpression>"

        bodies.append(("商", expression(self.quotient())))
        self.quotients.append("商")
        bodies.append(("值", expression(self.number(3))))
        self.numbers.append("值")
        bodies.append(("真", expression(self.truth(3))))
        self.truths.append("真")
        bodies.append(("表一", self.table()))
        bodies.append(("表二", self.table(steps=True)))
        bodies.append(("表三", self.table()))
        bodies.append(("金额", expression(f"round half up({self.number(2)}, 2)")))
        names = [*list(self.types), "参数"]
        decisions = [name for name, _ in bodies]
        parts = [f'<inputData id="in{i}" name="{n}"/>' for i, n in enumerate(names)]
        for at, (name, body) in enumerate(bodies):
            needs = "".join(
                f'<informationRequirement><requiredInput href="#in{i}"/></informationRequirement>'
                for i in range(len(names))
            )
            needs += "".join(
                f'<informationRequirement><requiredDecision href="#d{i}"/></informationRequirement>'
                for i in range(min(at, 3))
            )
            parts.append(
                f'<decision id="d{at}" name="{name}"><variable name="{name}"/>{needs}{body}</decision>'
            )
        xml = (
            '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">'
            f"{''.join(parts)}</definitions>"
        )
        return Drawn(xml.encode(), tuple(decisions[1:]), self.types, self.constants, tuple(self.edges))


def text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\") + '"'


def rows(drawn: Drawn, count: int, seed: int) -> pa.Table:
    """Rows that stand on edges, one unit beside them, at both ends of a type, on zero and on null."""
    r = random.Random(seed)
    columns: dict[str, pa.Array] = {}
    for name, declared in drawn.types.items():
        if declared.startswith("decimal"):
            precision, scale = (int(x) for x in declared[8:-1].split(","))
            most, unit = 10**precision - 1, Decimal(1).scaleb(-scale)
            pool = [Decimal(0), Decimal(most).scaleb(-scale), Decimal(-most).scaleb(-scale), unit, -unit]
            for edge in drawn.edges:
                cut = Decimal(int(edge.scaleb(scale))).scaleb(-scale)
                pool += [
                    x
                    for x in (cut, cut + unit, cut - unit, cut * 2, cut * 10)
                    if abs(int(x.scaleb(scale))) <= most
                ]
            pool += [Decimal(r.randint(-most, most)).scaleb(-scale) for _ in range(8)]
            pool += [Decimal(r.randint(-min(most, 500), min(most, 500))).scaleb(-scale) for _ in range(8)]
            kind = pa.decimal128(precision, scale)
        elif declared == "integer":
            pool, kind = (
                [0, 1, -1, 3, 10, 100, 2**62, -(2**63), 2**63 - 1, *(int(e) for e in drawn.edges)],
                pa.int64(),
            )
        elif declared == "text":
            pool, kind = [*GRADES, "", "D"], pa.string()
        elif declared == "boolean":
            pool, kind = [True, False], pa.bool_()
        else:
            pool, kind = [d + timedelta(days=x) for d in DAYS for x in (-1, 0, 1)], pa.date32()
        columns[name] = pa.array([None if r.random() < 0.08 else r.choice(pool) for _ in range(count)], kind)
    return pa.table(columns)
