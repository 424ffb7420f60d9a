"""One cell to one value, by the type of its column. What cannot be read is refused with a code, never guessed."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import date, datetime
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic
from yuanqu.facts.codes import check_enterprise_code, check_industry_code, normal_code
from yuanqu.facts.data import Value
from yuanqu.facts.fields import Choice, Field
from yuanqu.facts.folding import fold, fold_name
from yuanqu.values import Period

MAX_TEXT = 2000
_NO_DATA = frozenset(("", "-", "--", "...", "......"))
_TRUE, _FALSE = frozenset(("是", "yes", "true", "1", "y")), frozenset(("否", "no", "false", "0", "n"))
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
)
_PERIOD = re.compile(
    r"(\d{4})(?:年?|-(\d{1,2})(?:/(\d{1,2}))?|[./](\d{1,2})|(\d{2})|年(\d{1,2})(?:月?[-至](\d{1,2}))?月)"
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Reject(Exception):  # noqa: N818 - becomes a diagnostic at the cell
    """Why a cell is refused: code and values of the message."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    @classmethod
    def of(cls, diagnostic: Diagnostic) -> Reject:
        return cls(diagnostic.code, **diagnostic.values)


class Parser(ABC):
    """Reads the cells of one column. `folded` counts cells whose full-width characters were folded."""

    def __init__(self) -> None:
        self.folded = 0
        self.sample = ""

    def __call__(self, cell: object) -> Value:
        """The value; None for no data. Raises Reject."""
        if cell is None or cell == "":
            return None
        if isinstance(cell, str):
            plain = self.fold(cell)
            return None if plain in _NO_DATA else self.from_text(plain, cell)
        return self.from_cell(cell)

    def percent(self, cell: object) -> Value:
        """A cell that its workbook formats as a percentage."""
        raise Reject("FACT-086", value=show(cell))

    def fold(self, cell: str) -> str:
        if cell.isascii():
            return cell.strip()
        plain = fold(cell)
        if plain != cell.strip() and plain not in _NO_DATA:
            self.folded += 1
            self.sample = self.sample or cell.strip()
        return plain

    @abstractmethod
    def from_text(self, text: str, cell: str) -> Value:
        """`text`: folded and not empty; `cell`: as it stands."""

    def from_cell(self, cell: object) -> Value:
        """A number, boolean or date of a workbook."""
        return self.from_text(show(cell), show(cell))


class DateParser(Parser):
    def from_text(self, text: str, cell: str) -> Value:
        if match := _DATE.fullmatch(text.replace(" ", "")):
            year, month, day = (int(group) for group in match.groups() if group)
            try:
                return date(year, month, day)
            except ValueError:
                pass
        raise Reject("FACT-066", value=show(cell))

    def from_cell(self, cell: object) -> Value:
        if isinstance(cell, datetime) and cell.time() == cell.time().min:
            return cell.date()
        if isinstance(cell, date) and not isinstance(cell, datetime):
            return cell
        if isinstance(cell, float) and 19000101 <= cell <= 21991231 and cell.is_integer():
            return self.from_text(str(int(cell)), str(int(cell)))
        raise Reject("FACT-066", value=show(cell))


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


class PeriodParser(Parser):
    """Periods as text: "2013", "2014-09", "2014-01/02", also 2014年9月, 2014年1—2月 and dates that Excel made of them."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._known: dict[str, str] = {}

    def fold(self, cell: str) -> str:
        return fold(cell)

    def from_text(self, text: str, cell: str) -> Value:
        if text not in self._known:
            match = _PERIOD.fullmatch(text.replace(" ", ""))
            if match is None:
                raise Reject("FACT-077", value=show(cell))
            year, *months = (int(group) for group in match.groups() if group)
            try:
                period = Period.months(year, *months) if months else Period.year(year)
            except ValueError:
                raise Reject("FACT-077", value=show(cell)) from None
            self._known[text] = self._suited(period)
        return self._known[text]

    def from_cell(self, cell: object) -> Value:
        if isinstance(cell, date) and cell.day == 1:
            return self._suited(Period.months(cell.year, cell.month))
        return super().from_cell(cell)

    def _suited(self, period: Period) -> str:
        yearly = self._kind == "year"
        months = period.month_count
        merged = months == 2 and period.start.month == 1
        single = months == 1 and period.start.month > 2
        if period.is_year if yearly else merged or single:
            return str(period)
        kinds = ("年报", "yearly") if yearly else ("月报", "monthly")
        raise Reject("FACT-078", value=period, kind_zh=kinds[0], kind_en=kinds[1])


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


def show(cell: object) -> str:
    """A cell as messages quote it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else format(cell, ".15g")
    if isinstance(cell, datetime) and cell.time() == cell.time().min:
        return cell.date().isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    text = str(cell).strip()
    return text if len(text) <= 80 else f"{text[:80]}…"
