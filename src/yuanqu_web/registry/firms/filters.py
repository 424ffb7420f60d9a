"""The filters of the list: what can be chosen, what is chosen, and how each choice is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from yuanqu.packs.model import Pack
from yuanqu_web.assessments.words import state_words
from yuanqu_web.registry.firms.query import STATES, FirmQuery
from yuanqu_web.registry.models import Origin
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.states import LOOKS


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Options under a heading; no heading for a plain list."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One drop-down. `any`: the words for no choice."""

    name: str
    label: str
    any: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice in force and the address without it."""

    label: str
    without: str


def filters(pack: Pack, query: FirmQuery) -> tuple[Filter, ...]:
    origins = {Origin.SAMPLE.value: _("示例企业"), Origin.PUBLISHED.value: _("公开报道点名企业")}
    places = {id: said(p.name) for id, p in pack.places.items() if p.kind != "city"}
    industries = {id: said(i.name) for id, i in pack.industries.items()}
    clusters = {id: said(c.name) for id, c in pack.clusters.items()}
    return (
        Filter("place", _("所在地"), _("全市"), _plain(places, query.place)),
        Filter("industry", _("产业"), _("全部产业"), _plain(industries, query.industry)),
        Filter("cluster", _("主集群"), _("全部集群"), _plain(clusters, query.cluster)),
        Filter("state", _("政策结果"), _("全部结果"), tuple(_states(pack, query))),
        Filter("origin", _("来源"), _("全部来源"), _plain(origins, query.origin)),
    )


def chips(pack: Pack, query: FirmQuery, request: HttpRequest) -> tuple[Chip, ...]:
    """What narrows the list now, each with its way back."""
    found = []
    if query.text:
        found.append(Chip(f"“{query.text}”", _without(request, "q")))
    for filter in filters(pack, query):
        for group in filter.groups:
            for option in group.options:
                if option.chosen:
                    colon = "：" if language() == "zh" else ": "
                    label = f"{group.label}{colon}{option.label}" if group.label else option.label
                    blank = "" if filter.name == "place" else None
                    value = option.value if filter.name == "state" else None
                    found.append(Chip(label, _without(request, filter.name, value, blank)))
    if query.indicator in pack.indicators:
        label = _("计入指标：%(name)s") % {"name": said(pack.indicators[query.indicator].name)}
        found.append(Chip(label, _without(request, "indicator")))
    return tuple(found)


KEYS = ("q", "place", "industry", "cluster", "state", "origin", "indicator", "sort", "after", "col", "format")


def understood(pack: Pack, query: FirmQuery) -> FirmQuery:
    """The query without choices that the pack doesn't have, which would find nothing and look like no data."""
    return replace(
        query,
        place=query.place if query.place in pack.places else "",
        industry=query.industry if query.industry in pack.industries else "",
        cluster=query.cluster if query.cluster in pack.clusters else "",
        indicator=query.indicator if query.indicator in pack.indicators else "",
        states=tuple(pair for pair in query.states if pair[0] in pack.decisions),
    )


def not_understood(pack: Pack, request: HttpRequest) -> str:
    """What an address asks for and the list doesn't know, named; empty when all is known."""
    get = request.GET
    known = {
        "place": {*pack.places, ""},
        "industry": {*pack.industries, ""},
        "cluster": {*pack.clusters, ""},
        "indicator": {*pack.indicators, ""},
        "origin": {*Origin.values, ""},
        "state": {"", *(f"{decision}:{state}" for decision in pack.decisions for state in STATES)},
    }
    odd = [key for key in get if key not in KEYS]
    odd += [f"{key}={value}" for key, all in known.items() for value in get.getlist(key) if value not in all]
    stop = "、" if language() == "zh" else ", "
    return stop.join(one[:60] for one in odd[:8])


def _plain(names: dict[str, str], chosen: str) -> tuple[Group, ...]:
    return (Group("", tuple(Option(id, name, id == chosen) for id, name in names.items())),)


def _states(pack: Pack, query: FirmQuery) -> Iterator[Group]:
    for decision in pack.decisions.values():
        if decision.subject in ("project", "cluster"):
            continue
        pairs = [(state, f"{decision.id}:{state}") for state in STATES]
        yield Group(
            said(decision.name),
            tuple(
                Option(
                    value,
                    state_words(decision, state) or str(LOOKS[state].label),
                    (decision.id, state) in query.states,
                )
                for state, value in pairs
            ),
        )


def _without(request: HttpRequest, name: str, value: str | None = None, blank: str | None = None) -> str:
    """The query string without one choice; `blank` keeps the key with nothing chosen."""
    query: QueryDict = request.GET.copy()
    kept = [given for given in query.getlist(name) if value is not None and given != value]
    query.setlist(name, kept or ([blank] if blank is not None else []))
    query.pop("after", None)
    return f"?{query.urlencode()}"
