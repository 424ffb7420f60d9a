"""What other pages show of returns."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.template.context import Context
from django.urls import reverse

from yuanqu_web.filings.figures import figures_of
from yuanqu_web.filings.selectors import dataset_in_use
from yuanqu_web.policies.selectors import NoPack, current_pack
from yuanqu_web.ui.language import language

register = template.Library()


@register.inclusion_tag("filings/to_date.html", takes_context=True)
def returns_to_date(context: Context) -> Mapping[str, object]:
    """Year-to-date figures out of accepted monthly returns, each leading to the returns it rests on."""
    dataset = dataset_in_use()
    try:
        figures = figures_of(current_pack(), dataset) if dataset else ()
    except NoPack:
        figures = ()
    return {
        "figures": [
            (
                one,
                [
                    (
                        month.label(language()),
                        reverse("filings:accepted", args=[one.form, str(month).replace("/", "_")]),
                    )
                    for month in one.months
                ],
            )
            for one in figures
        ],
        "request": context.get("request"),
    }
