"""The parser of FEEL: operators by binding strength, then paths, filters and calls, then primaries."""

from __future__ import annotations

from decimal import DecimalException

from yuanqu.feel import forms
from yuanqu.feel import nodes as n
from yuanqu.feel.cursor import KEYWORDS, MAX_CHAIN, MAX_NESTING, Cursor, Unreadable
from yuanqu.feel.literals import parse_temporal
from yuanqu.feel.numbers import CONTEXT

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _NEGATE, _INSTANCE = range(1, 9)
_SIGN_STRENGTH = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY, "**": _POWER} | dict.fromkeys(
    _COMPARISONS, _COMPARE
)
_WORD_STRENGTH = {"or": _OR, "and": _AND, "between": _COMPARE, "in": _COMPARE, "instance": _INSTANCE}


MAX_GUESSES, MAX_GUESSED, MAX_NEAR = 10, 80, 1_000
"""For how many unknown names, how long, and among how many names a text is searched for what was meant."""


class Parser(Cursor):
    """One text being parsed."""

    def whole(self) -> n.Node:
        if self.ended:
            raise Unreadable("FEEL-011", self.next)
        node = self.expression(0)
        if not self.ended:
            raise self.unexpected("+ - * / = < > and or")
        return node

    # -- tests of cells and of `in`

    def unary_tests(self) -> n.Node:
        start, end = 0, len(self.text)
        if self.ended or (self.at_sign("-") and self.peek().kind == "end"):
            return n.UnaryTests((n.AnyInput(start=start, end=end),), start=start, end=end)
        negated = self._negated_tests()
        tests = negated if negated is not None else self._test_list()
        if not self.ended:
            raise self.unexpected(",")
        return n.UnaryTests(tuple(tests), negated is not None, start=start, end=end)

    def _test_list(self) -> list[n.Node]:
        tests = [self.test(0)]
        while self.accept(","):
            tests.append(self.test(0))
        return tests

    def _negated_tests(self) -> list[n.Node] | None:
        """The tests inside not(...) when that is the whole cell; else None, nothing read."""
        if not (self.at_word("not") and self.peek().plain == "("):
            return None
        saved = self.index, self.depth, len(self.findings)
        self.index += 2
        try:
            tests = self._test_list()
            self.expect(")")
            if self.ended:
                return tests
        except Unreadable:
            pass
        self.index, self.depth = saved[:2]
        del self.findings[saved[2] :]
        return None

    def test(self, strength: int) -> n.Node:
        """An expression, or a comparison without left side."""
        if not self.at_sign(*_COMPARISONS):
            return self.expression(strength)
        sign = self.take()
        operand = self.expression(_ADD)
        return n.UnaryTest(sign.plain, operand, start=sign.start, end=operand.end)  # type: ignore[arg-type]

    def _tests_after_in(self) -> tuple[n.Node, ...]:
        """What follows `in`: tests in parentheses, or one test, which may itself begin with a parenthesis."""
        if not self.at_sign("("):
            return (self.test(_ADD),)
        opening = self.take()
        first = self.test(0)
        if self.at_sign(","):
            tests = [first]
            while self.accept(","):
                tests.append(self.test(0))
            self.expect(")")
            return tuple(tests)
        node = forms.close_bracket(self, opening, first)
        if node is first and not self._continues(self.next):
            return (first,)
        return (self._operators(self._postfixes(node), _ADD),)

    @staticmethod
    def _continues(token: object) -> bool:
        return getattr(token, "plain", "") in ("+", "-", "*", "/", "**", ".", "[", "(")

    # -- operators

    def expression(self, strength: int) -> n.Node:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Unreadable("FEEL-004", self.next, limit=MAX_NESTING)
        left = self._operators(self._prefix(), strength)
        self.depth -= 1
        return left

    def _operators(self, left: n.Node, strength: int) -> n.Node:
        chain = 0
        while (found := self._strength()) > strength:
            left = self._infix(left, found)
            chain += 1
            if chain > MAX_CHAIN:
                raise Unreadable("FEEL-004", self.next, limit=MAX_CHAIN)
        return left

    def _strength(self) -> int:
        token = self.next
        if token.kind == "sign":
            return _SIGN_STRENGTH.get(token.plain, 0)
        if token.kind == "word":
            if token.text == "instance" and self.peek().text != "of":
                return 0
            return _WORD_STRENGTH.get(token.text, 0)
        return 0

    def _infix(self, left: n.Node, strength: int) -> n.Node:
        token = self.take()
        start = left.start
        match token.plain:
            case "and" | "or":
                operands = [left, self.expression(strength)]
                while self.at_word(token.text):
                    self.take()
                    operands.append(self.expression(strength))
                return n.Logic(token.plain, tuple(operands), start=start, end=operands[-1].end)
            case "between":
                low = self.expression(_COMPARE)
                self.expect_word("and")
                high = self.expression(_COMPARE)
                return n.Between(left, low, high, start=start, end=high.end)
            case "in":
                tests = self._tests_after_in()
                return n.In(left, tests, start=start, end=self.tokens[self.index - 1].end)
            case "instance":
                self.expect_word("of")
                kind = forms.parse_type(self)
                return n.InstanceOf(left, kind, start=start, end=self.tokens[self.index - 1].end)
        right = self.expression(strength)
        if strength == _COMPARE:
            return n.Comparison(token.plain, left, right, start=start, end=right.end)  # type: ignore[arg-type]
        return n.Arithmetic(token.plain, left, right, start=start, end=right.end)  # type: ignore[arg-type]

    def _prefix(self) -> n.Node:
        if self.at_sign("-"):
            sign = self.take()
            operand = self.expression(_NEGATE)
            return n.Negation(operand, start=sign.start, end=operand.end)
        return self._postfixes(self._primary())

    def _postfixes(self, node: n.Node) -> n.Node:
        chain = 0
        while self.next.kind == "sign":
            following = self._postfix(node)
            if following is None:
                break
            node = following
            chain += 1
            if chain > MAX_CHAIN:
                raise Unreadable("FEEL-004", self.next, limit=MAX_CHAIN)
        return node

    def _postfix(self, node: n.Node) -> n.Node | None:
        sign = self.next.plain
        if sign == "." and self.peek().kind in ("word", "number"):
            self.take()
            name, count = self.known_member()
            if count:
                _, _, end = self.take_name(count)
            elif self.next.kind == "number":  # only a name that is known may begin with a digit
                raise self.unexpected("name")
            else:
                name, _, end = self.take_name(self.joined_words())
            return n.Path(node, name, start=node.start, end=end)
        if sign == "[" and self._starts_expression(self.peek()):
            return forms.parse_filter(self, node)
        if sign == "(" and not isinstance(node, (n.NumberLiteral, n.TextLiteral)):
            return forms.parse_call(self, node)
        return None

    @staticmethod
    def _starts_expression(token: object) -> bool:
        """Tells the filter `a[1]` from the open end of a range, `[1..a[`."""
        kind, plain = getattr(token, "kind", ""), getattr(token, "plain", "")
        if kind == "sign":
            return plain in ("(", "[", "{", "-", "=", "!=", "<", "<=", ">", ">=")
        return kind in ("number", "text", "at") or (kind == "word" and plain not in forms.CLOSING_WORDS)

    # -- primaries

    def _primary(self) -> n.Node:
        token = self.next
        match token.kind:
            case "number":
                return self._number()
            case "text":
                self.take()
                return n.TextLiteral(token.plain, start=token.start, end=token.end)
            case "at":
                return self._at_literal()
            case "word":
                return self._word()
            case "sign" if token.plain in ("(", "[", "]"):
                return forms.parse_bracket(self)
            case "sign" if token.plain == "{":
                return forms.parse_context(self)
        name, count = self.scope.longest(self.tokens, self.index)
        if count:
            _, start, end = self.take_name(count)
            return n.Name(name, start=start, end=end)
        raise self.unexpected("value")

    def _number(self) -> n.Node:
        token = self.take()
        try:
            value = CONTEXT.create_decimal(token.plain)
        except DecimalException:
            raise Unreadable("FEEL-014", token, text=token.text[:40]) from None
        return n.NumberLiteral(value, start=token.start, end=token.end)

    def _at_literal(self) -> n.Node:
        token = self.take()
        value = parse_temporal(token.plain)
        if value is None:
            self.note("FEEL-012", token, text=token.plain)
        return n.AtLiteral(token.plain, value, start=token.start, end=token.end)

    def _word(self) -> n.Node:
        token = self.next
        name, count = self.scope.longest(self.tokens, self.index)
        if self.scope.open:
            member, size = self.known_member()
            if size > count:
                name, count = member, size
        if count > 1 or (count == 1 and token.text not in KEYWORDS):
            _, start, end = self.take_name(count)
            return n.Name(name, start=start, end=end)
        special = forms.PREFIXES.get(token.text)
        if special is not None:
            return special(self)
        if token.text in KEYWORDS:
            raise self.unexpected("value")
        name, start, end = self.take_name(self.joined_words())
        if not self.scope.open:
            self._note_unknown(name, start)
        return n.Name(name, start=start, end=end)

    def _note_unknown(self, name: str, start: int) -> None:
        from difflib import get_close_matches

        self.unknown += 1
        near: list[str] = []
        if self.unknown <= MAX_GUESSES and len(name) <= MAX_GUESSED:
            names = self.scope.names()[:MAX_NEAR]
            near = get_close_matches(name, [n for n in names if len(n) <= MAX_GUESSED], n=3, cutoff=0.5)
        self.note("FEEL-008", start, name=name, near=", ".join(near) or "-")
