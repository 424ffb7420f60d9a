"""One cell to one value, by the type of its column. What cannot be read is refused with a code, never guessed."""

from __future__ import annotations

import re

from yuanqu.facts.codes import check_enterprise_code, check_industry_code, normal_code
from yuanqu.facts.data import Value
from yuanqu.facts.fields import Choice, Field
from yuanqu.facts.folding import fold, fold_name
from yuanqu.facts.reading.parser import Parser, Reject, show
from yuanqu.facts.reading.times import DateParser

MAX_TEXT = 2000
_TRUE, _FALSE = frozenset(("是", "yes", "true", "1", "y")), frozenset(("否", "no", "false", "0", "n"))
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class BooleanParser(Parser):
    def from_text(self, text: str, cell: str) -> Value:
        word = text.casefold()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise Reject("FACT-067", value=show(cell))

    def from_cell(self, cell: object) -> Value:
        return cell if isinstance(cell, bool) else super().from_cell(cell)


class TextParser(Parser):
    """Text stays as typed, but for blanks around it; full-width punctuation belongs to names."""

    def fold(self, cell: str) -> str:
        return fold(cell)

    def from_text(self, text: str, cell: str) -> Value:
        kept = cell.replace("\r\n", "\n").strip()
        if len(kept) > MAX_TEXT:
            raise Reject("FACT-084", length=len(kept), limit=MAX_TEXT)
        if control := _CONTROL.search(kept):
            raise Reject("FACT-085", position=control.start() + 1)
        return kept

    def from_cell(self, cell: object) -> Value:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return show(cell)
        kinds = ("逻辑值", "a logical value") if isinstance(cell, bool) else ("日期", "a date")
        raise Reject("FACT-087", actual_zh=kinds[0], actual_en=kinds[1])


class EnterpriseCodeParser(Parser):
    """Codes of enterprises; each distinct one is checked once."""

    def __init__(self) -> None:
        super().__init__()
        self._valid: dict[str, str] = {}

    def from_text(self, text: str, cell: str) -> Value:
        known = self._valid.get(text)
        if known is None:
            known = normal_code(text)
            if wrong := check_enterprise_code(known):
                raise Reject.of(wrong)
            self._valid[text] = known
        return known

    def from_cell(self, cell: object) -> Value:
        if isinstance(cell, float) and (not cell.is_integer() or cell >= 1e15):
            raise Reject("FACT-075", value=show(cell))
        return super().from_cell(cell)


class IndustryCodeParser(Parser):
    def from_text(self, text: str, cell: str) -> Value:
        code = normal_code(text)
        if wrong := check_industry_code(code):
            raise Reject.of(wrong)
        return code


class ChoiceParser(Parser):
    """Takes a Chinese name, an English name or an id. A name that two choices share is refused."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        super().__init__()
        self._choices = choices
        self._ids: dict[str, str] = {}
        for names in ([c.name.en for c in choices], [c.name.zh for c in choices], [c.id for c in choices]):
            for choice, name in zip(choices, names, strict=True):
                self._ids[fold_name(name)] = choice.id if names.count(name) == 1 else ""

    def fold(self, cell: str) -> str:
        return fold(cell)

    def from_text(self, text: str, cell: str) -> Value:
        if found := self._ids.get(fold_name(text)):
            return found
        allowed = {
            lang: ("、" if lang == "zh" else ", ").join(
                c.name.zh if lang == "zh" else c.name.en for c in self._choices
            )
            for lang in ("zh", "en")
        }
        raise Reject(
            "FACT-068", value=show(cell), allowed_zh=allowed["zh"][:600], allowed_en=allowed["en"][:600]
        )


def parser_of(field: Field, key: Field | None = None) -> Parser:
    """The parser of a field that is not a number. `key`: the key of the subject that a `ref` field names."""
    match field.type.kind:
        case "date":
            return DateParser()
        case "boolean":
            return BooleanParser()
        case "choice":
            return ChoiceParser(field.choices)
        case "code":
            return EnterpriseCodeParser() if field.type.target == "uscc" else IndustryCodeParser()
        case "ref" if key is not None:
            return parser_of(key)
        case _:
            return TextParser()
