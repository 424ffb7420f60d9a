"""The smallest single changes that bring better outcomes, in the inputs themselves, through chains of decisions.

Every number at which a cell of a table, or a comparison of an expression, changes its answer is carried back to the
input: exactly where the way there is linear, else by bisection to the digits the input is stated with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from yuanqu.dmn.program import Program, Result
from yuanqu.feel import nodes as n
from yuanqu.feel.temporal import DateTime
from yuanqu.feel.text import text_of
from yuanqu.feel.values import Value
from yuanqu.proofs.cells import edges
from yuanqu.proofs.distance import Better, Step, numeric_greater
from yuanqu.proofs.domains import ANYTHING, Domain
from yuanqu.proofs.grid import sources_of
from yuanqu.proofs.linear import Linear, linear
from yuanqu.proofs.reader import computed, names_in

FARTHEST = 10**18  # units of the last digit: beyond this no change is looked for
_NO_DOMAINS: Mapping[str, Domain] = {}


@dataclass(frozen=True, slots=True)
class _Cut:
    """A number at which something changes: `node` takes `value`; `table` and `column` where it is a table's."""

    node: n.Node
    value: Decimal
    table: str = ""
    column: int = 0


def all_steps(
    program: Program,
    decision: str,
    context: Mapping[str, object],
    changeable: Mapping[str, int],
    better: Better = numeric_greater,
    *,
    domains: Mapping[str, Domain] = _NO_DOMAINS,
    now: DateTime | None = None,
) -> tuple[Step, ...]:
    """Per changeable input, the smallest change of it alone that reaches each better outcome of `decision`.

    `changeable`: digits after the point that each input is stated with; `domains`: their bounds, if any. All else
    is held. `threshold` is a number that can be entered, so `inclusive` is always set; a step is `verified` when
    the decision, evaluated anew, gives the outcome there and another one just before. Nearest first for each input.
    """
    present = program.evaluate(decision, context, now=now)
    found: list[Step] = []
    for name, scale in changeable.items():
        current = context.get(name)
        if isinstance(current, Decimal):
            search = _Search(program, decision, context, name, scale, domains.get(name, ANYTHING), now)
            found += search.steps(present, better)
    return tuple(found)


class _Search:
    """The changes of one input. Numbers are whole units of its last digit."""

    def __init__(
        self,
        program: Program,
        decision: str,
        context: Mapping[str, object],
        name: str,
        scale: int,
        domain: Domain,
        now: DateTime | None,
    ) -> None:
        self.program, self.model, self.decision, self.now = program, program.model, decision, now
        self.context, self.name, self.scale = context, name, scale
        current = context[name]
        assert isinstance(current, Decimal)
        self.current = current
        self.start = Fraction(current) * 10**scale
        self.low = -FARTHEST if domain.low is None else -floor(-Fraction(domain.low) * 10**scale)
        self.high = FARTHEST if domain.high is None else floor(Fraction(domain.high) * 10**scale)
        self.known: dict[int, Result] = {}
        self.reached: dict[str, bool] = {}

    # -- evaluating

    def at(self, units: int) -> Result:
        if units not in self.known:
            changed = {**self.context, self.name: self.number(units)}
            self.known[units] = self.program.evaluate(self.decision, changed, now=self.now)
        return self.known[units]

    def depends(self, node: n.Node) -> bool:
        return any(self.reaches(name) for name in names_in(node))

    def reaches(self, name: str) -> bool:
        """Whether what is called so is made of the input; asked once, as it is asked for every cut."""
        if name not in self.reached:
            self.reached[name] = self.name in sources_of(self.model, n.Name(name))
        return self.reached[name]

    def linear(self, node: n.Node, known: Mapping[str, object]) -> Linear | None:
        return linear(self.model, node, self.name, known, self.reaches)

    def number(self, units: int) -> Decimal:
        return Decimal(units).scaleb(-self.scale)

    # -- steps

    def steps(self, present: Result, better: Better) -> list[Step]:
        nearest: dict[str, Step] = {}
        for units, cut in sorted(self.candidates(present), key=lambda pair: abs(pair[0] - self.start)):
            if not self.low <= units <= self.high:
                continue
            value = self.at(units).value
            text = text_of(value)
            if text not in nearest and better(value, present.value):
                nearest[text] = self.step(units, cut, value)
        return list(nearest.values())

    def step(self, units: int, cut: _Cut, value: Value) -> Step:
        """The step to an outcome, drawn as near as the outcome lasts."""
        toward = 1 if units < self.start else -1
        text = text_of(value)
        before = units + toward
        if abs(before - self.start) < abs(units - self.start) and text_of(self.at(before).value) == text:
            nearer = floor(self.start) if toward > 0 else -floor(-self.start)
            units = self.bisect(nearer, units, lambda result: text_of(result.value) == text)
            before = units + toward
        trace = next((t for t in self.at(units).trace if t.name == cut.table and t.table is not None), None)
        fired = trace.table.fired if trace is not None and trace.table is not None else ()
        held = self.model.decision(cut.table)
        rule = (
            held.table.rules[fired[0] - 1] if fired and held is not None and held.table is not None else None
        )
        threshold = self.number(units)
        beyond = (before - self.start) * toward >= 0  # the present number lies between the two
        return Step(
            rule_number=rule.number if rule else None,
            rule_description=rule.description if rule else "",
            outcome=value,
            outcome_text=text,
            input=self.name,
            label=self.name,
            current=self.current,
            threshold=threshold,
            inclusive=True,
            change=threshold - self.current,
            verified=text_of(self.at(units).value) == text
            and (beyond or text_of(self.at(before).value) != text),
        )

    def candidates(self, present: Result) -> Iterator[tuple[int, _Cut]]:
        """Numbers on both sides of every cut."""
        known = {name: value for step in present.trace for name, value in step.inputs}
        known |= {step.name: step.value for step in present.trace}
        forms: dict[int, tuple[Linear | None, bool]] = {}  # by the model's own nodes, which outlive this
        for cut in self.cuts(present, known):
            if id(cut.node) not in forms or not cut.table:
                form = self.linear(cut.node, known)
                forms[id(cut.node)] = form, form is None and self.stepwise(cut.node, known)
            form, stepwise = forms[id(cut.node)]
            if stepwise:
                continue  # it jumps only where a table or a comparison on the way does: those are cuts of their own
            places = [form.solve(cut.value)] if form is not None else list(self.crossings(cut))
            for place in places:
                if place is not None:
                    units = floor(place * 10**self.scale) if form is not None else floor(place)
                    for near in (units - 1, units, units + 1, units + 2):
                        yield near, cut

    def cuts(self, present: Result, known: Mapping[str, object]) -> Iterator[_Cut]:
        for step in present.trace:
            decision = self.model.decision(step.name)
            if decision is None:
                continue
            if decision.table is not None:
                for at, column in enumerate(decision.table.inputs):
                    if self.depends(column.node):
                        held = {name: value for name, value in known.items() if name != self.name}
                        for edge in edges(decision.table, at, held):
                            yield _Cut(column.node, edge, decision.name, at)
            for node in (decision.node, *((c.node for c in decision.table.inputs) if decision.table else ())):
                if node is not None and self.depends(node):
                    yield from self.comparisons(node, known)

    def comparisons(self, node: n.Node, known: Mapping[str, object]) -> Iterator[_Cut]:
        """`a < b` in an expression turns where a - b is nought; min and max turn where two arguments are equal."""
        for part in n.children(node):
            yield from self.comparisons(part, known)
        pairs: list[tuple[n.Node, n.Node]] = []
        if isinstance(node, n.Comparison):
            pairs = [(node.left, node.right)]
        elif isinstance(node, n.Between):
            pairs = [(node.value, node.low), (node.value, node.high)]
        for left, right in pairs:
            if self.depends(n.ListLiteral((left, right))) and computed(left, {}) is None:
                yield _Cut(n.Arithmetic("-", left, right), Decimal(0))

    # -- where the way back is not linear

    def stepwise(self, node: n.Node, known: Mapping[str, object]) -> bool:
        """Whether a value stays the same between the cuts of tables and comparisons that it is made of."""
        if not self.depends(node):
            return True
        if isinstance(node, n.Name):
            decision = self.model.decision(node.name)
            if decision is None:
                return False
            if decision.table is None:
                return decision.node is not None and self.stepwise(decision.node, known)
            cells = [cell.node for rule in decision.table.rules for cell in rule.outputs]
            columns = [column.node for column in decision.table.inputs]
            return not any(self.depends(cell) for cell in cells) and all(
                self.stepwise(column, known) or self.linear(column, known) is not None for column in columns
            )
        if isinstance(node, n.Comparison):
            if isinstance(node.left, n.NullLiteral) or isinstance(node.right, n.NullLiteral):
                return True
            between = n.Arithmetic("-", node.left, node.right)
            return self.linear(between, known) is not None
        if isinstance(node, (n.If, n.Logic)):
            return all(self.stepwise(part, known) for part in n.children(node))
        return False

    def crossings(self, cut: _Cut) -> Iterator[Fraction]:
        """Where the column passes a cut, on either side of the present number, taking it to be monotone there."""
        if not cut.table:
            return

        def above(result: Result) -> bool | None:
            trace = next((t for t in result.trace if t.name == cut.table), None)
            value = (
                trace.table.inputs[cut.column].value
                if trace is not None and trace.table is not None
                else None
            )
            return value >= cut.value if isinstance(value, Decimal) else None

        base = floor(self.start)
        now = above(self.at(base))
        for direction in (1, -1):
            reach = 1
            while now is not None and reach <= FARTHEST:
                there = min(max(base + direction * reach, self.low), self.high)
                found = above(self.at(there))
                if found is not None and found != now:
                    yield Fraction(self.bisect(base, there, lambda result: above(result) == found))  # noqa: B023
                    break
                if found is None or there in (self.low, self.high):
                    break
                reach *= 2

    def bisect(self, outside: int, inside: int, holds: Callable[[Result], bool]) -> int:
        """The nearest number to `outside` at which a condition still holds that holds at `inside`."""
        while abs(inside - outside) > 1:
            middle = (inside + outside) // 2
            if holds(self.at(middle)):
                inside = middle
            else:
                outside = middle
        return inside
