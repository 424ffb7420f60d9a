"""Draws decision models and rows: schemas, expressions, tables of every hit policy; boundaries and nulls on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

import pyarrow as pa

from yuanqu.columns.typing import EXACT

NUMBERS = ("甲", "乙", "丙")
TYPES = {"甲", "乙", "丙", "数量", "等级", "标记", "日期"}
GRADES = ("A", "B", "C", "O'x\\n", "甲级", "\U00020bb7")
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
            precision = self.r.choice((2, 4, 6, 9, 12, 17, 18, 18, 21, 30))
            self.types[name] = f"decimal({precision},{self.r.randint(0, min(4, precision))})"
        self.types |= {"数量": "integer", "等级": "text", "标记": "boolean", "日期": "date"}
        self.constants = {"参数": self.edge()}
        self.numbers: list[str] = [*NUMBERS, "数量", "参数"]
        self.quotients: list[str] = []
        self.truths: list[str] = ["标记"]
        self.texts: list[str] = ["等级"]
        self.dates: list[str] = ["日期"]
        self.knowledge = {
            "加成": (
                "x, y",
                self.r.choice(("x + y", "if x > y then x else y", "abs(x - y)", "min(x, y) - 1")),
            ),
            "合格": (
                "x, g",
                self.r.choice(('x >= 10 and g = "A"', 'g in ("A", "B") or x = 0', "not(x < 15)")),
            ),
        }

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
        form = r.randrange(16)
        if form < 4:
            return f"({a} {'+-**'[form]} {b})"
        if form == 11:
            return r.choice((f"加成({a}, {b})", f"加成(y: {b}, x: {a})"))
        if form == 12:
            return f"{{p: {a}, q: p {r.choice('+-')} {b}}}.{r.choice('pq')}"
        if form == 13:
            return f"{r.choice(('sum', 'min', 'max'))}([{a}, {b}, {self.number(0)}])"
        if form == 14:
            return f"(function(n) n + {b})({a})" if r.random() < 0.3 else f"加成({a}, {self.literal()})"
        if form == 15:
            return f"(if {self.truth(0)} then {a} else null)"
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
        form = r.randrange(19)
        if form == 11:
            return f"合格({self.number(0)}, {self.word()})"
        if form == 12:
            return f"({r.choice(self.texts)} {self.sign()} {self.word()})"
        if form == 13:
            return f"({r.choice(self.dates)} {r.choice(('between', 'in'))} {{}})".replace(
                "between {}", f"between {self.day()} and {self.day()}"
            ).replace("in {}", f"in [{self.day()}..{self.day()}]")
        if form == 14:
            return f"list contains([{text(r.choice(GRADES))}, {text(r.choice(GRADES))}], 等级)"
        if form == 15:
            return f"({self.number(0)} in ({self.sign_of_cell()} {self.literal()}, {self.range()}, {self.literal()}))"
        if form == 16:
            return f"({self.quotient()} in {self.range()})"
        if form == 17:
            return f"({self.quotient()} between {self.literal()} and {self.literal()})"
        if form == 18:
            return f"({self.date()} {self.sign()} {self.date()})"
        if form == 0:
            return f"({self.truth(depth - 1)} {r.choice(('and', 'or'))} {self.truth(depth - 1)})"
        if form == 1:
            return f"not({self.truth(depth - 1)})"
        if form == 2:
            return f"({r.choice((*NUMBERS, *self.texts, *self.dates, '标记'))} {r.choice(('=', '!='))} null)"
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

    def word(self, depth: int = 1) -> str:
        r = self.r
        if depth and r.random() < 0.2:
            return f"(if {self.truth(0)} then {self.word(0)} else {self.word(0)})"
        if depth and r.random() < 0.1:
            return f"{r.choice(('min', 'max'))}({self.word(0)}, {self.word(0)})"
        return r.choice(self.texts) if r.random() < 0.6 else text(r.choice(GRADES))

    def date(self, depth: int = 1) -> str:
        r = self.r
        if depth and r.random() < 0.3:
            return f"(if {self.truth(0)} then {self.date(0)} else {self.date(0)})"
        if depth and r.random() < 0.2:
            return f"{r.choice(('min', 'max'))}({self.date(0)}, {self.date(0)})"
        return r.choice(self.dates) if r.random() < 0.7 else self.day()

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
                ("UNIQUE", ""), ("UNIQUE", ""), ("FIRST", ""), ("ANY", ""), ("ANY", ""), ("PRIORITY", ""),
                ("COLLECT", "SUM"), ("COLLECT", "MIN"), ("COLLECT", "MAX"), ("COLLECT", "COUNT"),
            )
        )  # fmt: skip
        choices = [("number", self.number(1)), ("number", r.choice(NUMBERS)), ("text", "等级"), ("boolean", self.truth(1)),
                   ("date", "日期"), ("number", self.quotient()), *(("number", q) for q in self.quotients)]  # fmt: skip
        inputs = [
            r.choice([c for c in choices if not steps or c[0] == "number"])
            for _ in range(1 if steps else r.randint(1, 3))
        ]
        texts = aggregation in ("", "MIN", "MAX", "COUNT") and r.random() < (0.15 if aggregation else 0.5)
        dates = not texts and aggregation in ("", "MIN", "MAX") and policy != "PRIORITY" and r.random() < 0.1
        outputs = r.choice((1, 1, 2))
        agreed = policy == "ANY" and r.random() < 0.5

        def output() -> str:
            if texts:
                return text(r.choice(("高", "中", "低"))) if not agreed else text("高")
            if dates:
                return self.date()
            if agreed:
                return r.choice(("1", "1.0", "参数"))
            if policy != "PRIORITY" and r.random() < 0.4:
                return r.choice((self.number(1), "null"))
            return r.choice(("1", "0.5", "0.3", "0"))

        head = "".join(
            f'<input id="i{i}"><inputExpression><text>{escape(e)}</text></inputExpression>{self.allowed(kind)}</input>'
            for i, (kind, e) in enumerate(inputs)
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
        if policy == "PRIORITY" and not texts and r.random() < 0.2:
            rules = rules.replace(
                "<text>0.3</text>", "<text>7</text>"
            )  # an output that outputValues do not list
        collected = f' aggregation="{aggregation}"' if aggregation else ""
        return f'<decisionTable hitPolicy="{policy}"{collected}>{head}{tail}{rules}</decisionTable>'

    def allowed(self, kind: str) -> str:
        """Allowed values of an input, now and then: other values are null."""
        if self.r.random() < 0.9:
            return ""
        given = {
            "number": "[-1000..1000]",
            "text": text("A") + ", " + text("B"),
            "boolean": "true",
            "date": f">= {self.day()}",
        }[kind]
        return f"<inputValues><text>{escape(given)}</text></inputValues>"

    def large(self) -> str:
        """A table of more than a hundred rows: steps of one number, perhaps by grade, with gaps or overlaps."""
        r = self.r
        policy, aggregation = r.choice(
            (
                ("UNIQUE", ""),
                ("UNIQUE", ""),
                ("FIRST", ""),
                ("ANY", ""),
                ("COLLECT", "SUM"),
                ("COLLECT", "COUNT"),
            )
        )
        by_grade = r.random() < 0.4
        value = r.choice((*NUMBERS, "数量", self.quotient(), self.number(1)))
        width = Decimal(r.choice((1, 5, 25, 100))).scaleb(-r.choice((0, 0, 1, 2)))
        start = r.randint(-60, 0)
        rules = []
        for at in range(r.randint(101, 130)):
            low = width * (start + at // (3 if by_grade else 1))
            high = low + width * (2 if r.random() < 0.03 else 1)
            self.edges += [low] if at % 15 == 0 else []
            cell = f"{r.choice('[[[(')}{low:f}..{high:f}{r.choice(')))]')}"
            grade = (
                f"<inputEntry><text>{escape(text(GRADES[at % 3]))}</text></inputEntry>" if by_grade else ""
            )
            made = str(at // 7) if r.random() < 0.9 else self.number(0)
            if r.random() < 0.03:
                continue  # a gap
            rules.append(
                f"<rule>{grade}<inputEntry><text>{escape(cell)}</text></inputEntry><outputEntry><text>{escape(made)}</text></outputEntry></rule>"
            )
        head = "<input><inputExpression><text>等级</text></inputExpression></input>" if by_grade else ""
        head += f"<input><inputExpression><text>{escape(value)}</text></inputExpression></input>"
        collected = f' aggregation="{aggregation}"' if aggregation else ""
        return (
            f'<decisionTable hitPolicy="{policy}"{collected}>{head}<output/>{"".join(rules)}</decisionTable>'
        )

    def context(self) -> str:
        """A boxed context whose entries see those before them, perhaps with a result of its own."""

        def entry(name: str, body: str) -> str:
            named = f'<variable name="{name}"/>' if name else ""
            return f"<contextEntry>{named}<literalExpression><text>{escape(body)}</text></literalExpression></contextEntry>"

        result = entry("", "甲乙 + 差") if self.r.random() < 0.5 else ""
        made = entry("甲乙", self.number(1)) + entry("差", f"甲乙 - {self.number(0)}")
        return f"<context>{made}{result}</context>"

    def invocation(self) -> str:
        def bound(name: str, body: str) -> str:
            return f'<binding><parameter name="{name}"/><literalExpression><text>{escape(body)}</text></literalExpression></binding>'

        called = "<literalExpression><text>加成</text></literalExpression>"
        return f"<invocation>{called}{bound('y', self.number(0))}{bound('x', self.number(1))}</invocation>"

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
        bodies.append(("字", expression(self.word())))
        self.texts.append("字")
        bodies.append(("日", expression(self.date())))
        self.dates.append("日")
        bodies.append(("表一", self.table()))
        bodies.append(("表二", self.table(steps=True)))
        bodies.append(("表三", self.table()))
        bodies.append(("表四", self.large() if self.r.random() < 0.25 else self.table()))
        bodies.append(("组", self.context()))
        bodies.append(("调用", self.invocation()))
        bodies.append(("金额", expression(f"round half up({self.number(2)}, 2)")))
        names = [*list(self.types), "参数"]
        decisions = [name for name, _ in bodies]
        parts = [f'<inputData id="in{i}" name="{n}"/>' for i, n in enumerate(names)]
        for at, (name, (parameters, body)) in enumerate(self.knowledge.items()):
            formal = "".join(f'<formalParameter name="{p}"/>' for p in parameters.split(", "))
            parts.append(
                f'<businessKnowledgeModel id="k{at}" name="{name}"><encapsulatedLogic>{formal}{expression(body)}'
                "</encapsulatedLogic></businessKnowledgeModel>"
            )
        for at, (name, body) in enumerate(bodies):
            needs = "".join(
                f'<informationRequirement><requiredInput href="#in{i}"/></informationRequirement>'
                for i in range(len(names))
            )
            needs += "".join(
                f'<informationRequirement><requiredDecision href="#d{i}"/></informationRequirement>'
                for i in range(min(at, 5))
            )
            needs += "".join(
                f'<knowledgeRequirement><requiredKnowledge href="#k{i}"/></knowledgeRequirement>'
                for i in range(2)
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
            most, unit = 10**precision - 1, Decimal(1).scaleb(-scale, EXACT)
            pool = [
                Decimal(0),
                Decimal(most).scaleb(-scale, EXACT),
                Decimal(-most).scaleb(-scale, EXACT),
                unit,
                -unit,
            ]
            for edge in drawn.edges:
                cut = Decimal(int(edge.scaleb(scale, EXACT))).scaleb(-scale, EXACT)
                pool += [
                    x
                    for x in (cut, cut + unit, cut - unit, cut * 2, cut * 10)
                    if abs(int(x.scaleb(scale, EXACT))) <= most
                ]
            pool += [Decimal(r.randint(-most, most)).scaleb(-scale, EXACT) for _ in range(8)]
            pool += [
                Decimal(r.randint(-min(most, 500), min(most, 500))).scaleb(-scale, EXACT) for _ in range(8)
            ]
            kind = pa.decimal128(precision, scale)
        elif declared == "integer":
            pool, kind = (
                [0, 1, -1, 3, 10, 100, 2**62, -(2**63), 2**63 - 1, *(int(e) for e in drawn.edges)],
                pa.int64(),
            )
        elif declared == "text":
            pool, kind = [*GRADES, "", "D", "a"], pa.string()
        elif declared == "boolean":
            pool, kind = [True, False], pa.bool_()
        else:
            pool, kind = [d + timedelta(days=x) for d in DAYS for x in (-1, 0, 1)], pa.date32()
        columns[name] = pa.array([None if r.random() < 0.08 else r.choice(pool) for _ in range(count)], kind)
    return pa.table(columns)
