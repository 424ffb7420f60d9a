"""Names of a pack as people read them: fields, parameters and DMN elements, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanqu.assessment.programs import required_inputs
from yuanqu.facts import Field
from yuanqu.packs.model import Decision, Pack, Parameter
from yuanqu.values import Text, convert
from yuanqu_web.ui import numbers
from yuanqu_web.ui.language import language, said

STATUS = {
    "text": Text("依文本", "By the text"),
    "reading": Text("依读法", "By a reading"),
    "sample": Text("示例，待实施细则", "Sample, rules to be issued"),
}


def state_words(decision: Decision, state: str) -> str:
    """What a state is called in a decision that names its own outcomes; "" to use the common name."""
    return said(decision.states.get(state))


def field_of(pack: Pack, decision: Decision, name: str) -> Field | None:
    """The fact field of a FEEL name, of the decision's own subject."""
    fields = pack.schema.subject(decision.subject).fields
    return next((field for field in fields if field.name.zh == name), None)


def parameter_of(pack: Pack, name: str) -> Parameter | None:
    return next((one for one in pack.parameters.values() if one.name.zh == name), None)


def label(pack: Pack, decision: Decision, name: str) -> str:
    """A FEEL name or a label of the DMN file, in the language of the page."""
    if language() == "zh":
        return name
    if field := field_of(pack, decision, name):
        return field.name.en
    if parameter := parameter_of(pack, name):
        return parameter.name.en
    return file_words(pack, decision.file).get(name, name)


def english(pack: Pack, decision: Decision, element: str, zh: str) -> str:
    """A text of an element of the DMN file in the language of the page."""
    if language() == "zh":
        return zh
    return pack.english.get(decision.file, {}).get(element, zh)


def file_words(pack: Pack, file: str) -> Mapping[str, str]:
    """Names and labels of a DMN file, Chinese to English, read once per release."""
    key = (pack.digest, file)
    if key not in _WORDS:
        known, words = pack.english.get(file, {}), {}
        model = pack.models.get(file)
        for element in model.tree.iter() if model is not None and model.tree is not None else ():
            said_in_english = known.get(element.get("id") or "")
            for attribute in ("name", "label"):
                if said_in_english and element.get(attribute):
                    words[element.get(attribute)] = said_in_english
        _WORDS[key] = words
    return _WORDS[key]


_WORDS: dict[tuple[str, str], dict[str, str]] = {}


def names_of(decision: Decision) -> Mapping[str, Text]:
    """Names of the values a decision gives, such as over_100."""
    return decision.names


def value_text(pack: Pack, decision: Decision, name: str, value: object, money: str = "auto") -> str:
    """The value of a decision of the file, or of the answer itself."""
    if isinstance(value, str) and value in names_of(decision):
        return said(names_of(decision)[value])
    number = decimal_of(value)
    if name == decision.decision and number is not None and decision.kind in ("money", "ratio"):
        return number_text(number, decision.unit or "1", money=money)
    return plain_value(value)


def number_text(value: Decimal, unit: str, shown: str | None = None, money: str = "auto") -> str:
    """A number with its unit; shares of one as per cent, money in the reader's unit."""
    if shown and shown != unit:
        value, unit = convert(value, unit, shown), shown
    if unit == "1":
        return numbers.plain(value)
    if unit == "%":
        return numbers.percent(value / 100, None)
    value_shown, unit = numbers.shown_in(value, unit, money)
    return numbers.with_unit(value_shown, unit, language())


def fact_text(field: Field, value: object, money: str = "auto") -> str:
    """A fact, stored as JSON or as it is, in the unit people read."""
    if value is None:
        return _("无数据")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.type.is_number and (number := decimal_of(value)) is not None:
        return number_text(number, field.unit or "1", field.shown_unit, money)
    if field.type.kind == "choice":
        return next((said(choice.name) for choice in field.choices if choice.id == value), str(value))
    return str(value)


def plain_value(value: object) -> str:
    """Any FEEL value without a unit."""
    if value is None:
        return _("无")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return ("、" if language() == "zh" else ", ").join(plain_value(item) for item in value) or _("无")
    if isinstance(value, dict):
        return "；".join(f"{key}：{plain_value(item)}" for key, item in value.items())
    number = decimal_of(value)
    return numbers.plain(number) if number is not None else str(value)


def decimal_of(value: object) -> Decimal | None:
    """A number kept as text, or None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal | int):
        return Decimal(value)
    if isinstance(value, str):
        try:
            found = Decimal(value)
        except ArithmeticError:
            return None
        return found if found.is_finite() else None
    return None


def needs(pack: Pack, decision: Decision) -> tuple[str, ...]:
    """Names of the input data that the answer and the values shown beside it are computed from, in order."""
    names: dict[str, None] = {}
    for asked in (decision.decision, *decision.shows):
        names.update(dict.fromkeys(required_inputs(pack, decision, asked)))
    return tuple(names)
