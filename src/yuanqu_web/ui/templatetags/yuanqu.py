"""The components as template tags. Built in: no template has to load them. See ui/README.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from yuanqu.indicators.model import Source
from yuanqu.packs.model import chinese_number
from yuanqu.values import Period, Text
from yuanqu_web.ui import drawing, numbers
from yuanqu_web.ui.charts import Figure
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.marks import sample_mark, state_mark
from yuanqu_web.ui.preferences import preferences_of
from yuanqu_web.ui.sparkline import Sparkline
from yuanqu_web.ui.tables import Table

register = template.Library()


def _money(context: Context) -> str:
    return preferences_of(context.get("request")).money


def _with_unit(text: str, label: str) -> SafeString:
    if not label:
        return format_html('<span class="num">{}</span>', text)
    return format_html(
        '<span class="nobr"><span class="num">{}</span>{}<span class="unit">{}</span></span>',
        text,
        numbers.THIN,
        label,
    )


@register.filter
def tr(text: Text | str | None) -> str:
    """A bilingual text in the language of the page; empty where there is none.
    Chinese quoted in an English text is marked as such."""
    if not isinstance(text, Text):
        return ""
    shown = said(text)
    if language() == "zh" or not _QUOTED.search(shown):
        return shown
    return mark_safe(_QUOTED.sub(r'<span lang="zh">\g<0></span>', escape(shown)))  # noqa: S308  (escaped here)


_QUOTED = re.compile(r"[\u3400-\u9fff〔〕（）]+(?:[\d〔〕]*[\u3400-\u9fff〔〕（）]+)*")


@register.filter
def period(value: Period | str | None) -> str:
    """2014年1—9月, Jan–Sep 2014."""
    return value.label(language()) if isinstance(value, Period) else numbers.NOTHING


@register.filter
def day(value: date | str | None) -> str:
    """2014-07-31."""
    return value.isoformat() if isinstance(value, date) else numbers.NOTHING


@register.filter
def percent(value: Decimal | str | None, digits: int = 1) -> str:
    """0.117 as 11.7 %. What a template doesn't find comes as empty text: a dash."""
    return numbers.percent(value if isinstance(value, Decimal) else None, digits)


@register.filter
def unit_label(symbol: str) -> str:
    return numbers.unit_label(symbol, language())


@register.simple_tag
def number(value: Decimal | int | None, digits: int | None = None) -> SafeString:
    """A number, right-aligned where it stands in a table cell."""
    return format_html('<span class="num">{}</span>', numbers.plain(value, digits))


@register.simple_tag(takes_context=True)
def money(context: Context, fen: int | None, digits: int = 2, unit: bool = False) -> SafeString:
    """分 in the reader's unit; with `unit=True` the unit follows."""
    chosen = _money(context)
    shown = numbers.fen_in(fen, chosen)
    if unit and fen is not None:
        return _with_unit(*numbers.parts(shown, numbers.money_unit(chosen, "万元"), language(), digits))
    return format_html('<span class="num">{}</span>', numbers.plain(shown, digits))


@register.simple_tag(takes_context=True)
def money_unit(context: Context, natural: str = "万元") -> str:
    """The unit that `money` uses, for the header of a column."""
    return numbers.unit_label(numbers.money_unit(_money(context), natural), language())


@register.simple_tag(takes_context=True)
def amount(context: Context, value: Decimal | None, symbol: str, digits: int | None = None) -> SafeString:
    """A value and its unit; money in the reader's unit."""
    if not isinstance(value, Decimal):
        return format_html('<span class="num">{}</span>', numbers.NOTHING)
    shown, symbol = numbers.shown_in(value, symbol, _money(context))
    return _with_unit(*numbers.parts(shown, symbol, language(), digits))


@register.simple_tag
def state(name: str, word: bool = True, label: str = "") -> SafeString:
    """Shape, word and colour of a state. `word=False`: the word is for screen readers and print only.
    `label`: another word for it, where a decision names its own outcomes."""
    return state_mark(name, word=word, label=label)


@register.simple_tag
def sample() -> SafeString:
    """The mark of sample data."""
    return sample_mark()


@register.inclusion_tag("ui/source.html")
def source(value: Source | None) -> Mapping[str, object]:
    """Where a figure comes from, with its date."""
    return {"source": value}


@register.simple_block_tag
def why(content: str, url: str) -> SafeString:
    """A figure that can be asked why: opens the explanation in place, or as a page."""
    return format_html('<a class="why" href="{}" data-why>{}</a>', url, content)


@register.filter
def clause_label(clause: str) -> str:
    """s6.3 as 第六条第3句 or "s6.3" on an English page."""
    article, _dot, sentence = clause.removeprefix("s").partition(".")
    if language() == "en":
        return f"Art. {article}, sentence {sentence}" if sentence else f"Art. {article}"
    return f"第{chinese_number(int(article))}条" + (f"第{sentence}句" if sentence else "")


@register.simple_tag
def clause(id: str) -> SafeString:
    """A link to the clause in the policy reader."""
    return format_html(
        '<a class="clause" href="{}#{}">{}</a>', reverse("policies:policy"), id, clause_label(id)
    )


@register.filter
def article_number(number: int) -> str:
    """6 as 六 or 6."""
    return str(number) if language() == "en" else chinese_number(number)


@register.inclusion_tag("ui/chart.html", takes_context=True)
def chart(context: Context, figure: Figure) -> Mapping[str, object]:
    """A chart with its table."""
    return {"figure": figure, "request": context.get("request")}


@register.simple_tag
def sparkline(line: Sparkline | None) -> SafeString:
    """A line of a few points with its target, drawn on the server."""
    return mark_safe(line.svg()) if line else SafeString("")  # noqa: S308  (made of numbers only)


@register.inclusion_tag("ui/table.html", takes_context=True)
def table(context: Context, table: Table) -> Mapping[str, object]:
    """A table: sticky header and first column, sort, totals, keyboard, export."""
    return {"table": table, "request": context["request"], "shell": context.get("shell")}


@register.simple_tag
def table_body(table: Table) -> SafeString:
    """The rows of a table."""
    return drawing.body(table)


@register.simple_tag
def table_totals(table: Table) -> SafeString:
    """The row of totals of a table."""
    return drawing.totals(table)


@register.inclusion_tag("ui/empty.html")
def empty(title: str, hint: str = "", href: str = "", label: str = "") -> Mapping[str, object]:
    """Nothing here yet, and what to do first."""
    return {"title": title, "hint": hint, "href": href, "label": label}


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: object) -> str:
    """The query string of this page with some keys changed; an empty value removes its key."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"
