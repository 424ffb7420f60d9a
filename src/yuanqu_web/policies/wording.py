"""Cells of decision tables in words: [15..20) as "15 以上，不足 20", an id as its name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanqu.feel import nodes as n
from yuanqu.feel.printing import to_text
from yuanqu.values import Text
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.numbers import plain

ANY = "—"


class Wording:
    """How one table's cells are said: `values` names ids, `names` gives the English of Chinese names,
    `numbers` the values of parameters at the date."""

    def __init__(
        self, values: Mapping[str, Text], names: Mapping[str, str], numbers: Mapping[str, str]
    ) -> None:
        self.values, self.numbers = values, numbers
        self.names = names if language() == "en" else {}

    def name(self, chinese: str) -> str:
        return self.names.get(chinese, chinese)

    def cell(self, node: n.Node) -> str:
        """The words of one cell."""
        match node:
            case n.AnyInput():
                return ANY
            case n.UnaryTests(tests, negated):
                text = _("、").join(self.cell(test) for test in tests)
                return _("除 %(what)s 外") % {"what": text} if negated else text
            case n.UnaryTest(operator, operand):
                return self._compared(operator, self.cell(operand))
            case n.RangeLiteral(low, high, low_in, high_in):
                parts = []
                if not isinstance(low, n.NullLiteral):
                    parts.append(self._compared(">=" if low_in else ">", self.cell(low)))
                if not isinstance(high, n.NullLiteral):
                    parts.append(self._compared("<=" if high_in else "<", self.cell(high)))
                return _("，").join(parts)
            case n.NumberLiteral(value):
                return plain(Decimal(value))
            case n.TextLiteral(value):
                return said(self.values[value]) if value in self.values else value
            case n.BooleanLiteral(value):
                return _("是") if value else _("否")
            case n.NullLiteral():
                return _("无数据")
            case n.Name(name):
                if name not in self.numbers:
                    return self.name(name)
                return _("%(value)s（%(name)s）") % {"value": self.numbers[name], "name": self.name(name)}
        return self.expression(node)

    def expression(self, node: n.Node) -> str:
        """An expression as it is written, with names of the page's language."""
        match node:
            case n.Call(n.Name("round half up"), (inner, n.NumberLiteral(digits))):
                return _("%(value)s，四舍五入到 %(digits)s 位小数") % {
                    "value": self.expression(inner),
                    "digits": plain(Decimal(digits)),
                }
        text = to_text(node, self.names)
        for sign, printed in ((" * ", " × "), (" / ", " ÷ "), (" - ", " − ")):
            text = text.replace(sign, printed)
        return text

    def _compared(self, operator: str, value: str) -> str:
        forms = {
            ">=": _("%(value)s 及以上"),
            ">": _("超过 %(value)s"),
            "<=": _("不超过 %(value)s"),
            "<": _("不足 %(value)s"),
            "=": "%(value)s",
            "!=": _("不是 %(value)s"),
        }
        return forms[operator] % {"value": value}
