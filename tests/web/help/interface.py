"""Asking the interface as somebody of a role, and an example of every object that its addresses name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from city import City
from django.test import Client
from filing_help import OCTOBER, work
from signing import someone

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.api.api import api
from yuanqu_web.api.tokens import make_token
from yuanqu_web.filings.models import Collection, Filing
from yuanqu_web.filings.periods import open_period
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.registry.models import Enterprise

FORM = "enterprise_month"
OWN, FOREIGN = "guixi_park", "high_tech_zone"
METHODS = ("get", "post", "put", "patch", "delete")


def secret_of(role: Role, scopes: Iterable[Act] = tuple(Act), **seat: object) -> str:
    """The token of somebody of a role."""
    return make_token(by=SYSTEM, user=someone(role, **seat), name="t", scopes=scopes)[1]  # type: ignore[arg-type]


def ask(role: Role, scopes: Iterable[Act] = tuple(Act), **seat: object) -> Client:
    """A client that carries a token of somebody of a role."""
    secret = secret_of(role, scopes, **seat)
    return Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})


def seat_of(role: Role, world: World) -> dict[str, object]:
    """The seat from which `world.own` is one's own and `world.foreign` is not."""
    if role in (Role.FIRM_REPORTER, Role.FIRM_HEAD):
        return {"enterprise": world.own.firm.pk}
    return {"place": OWN}


@dataclass(frozen=True)
class Corner:
    """Objects of one park and one of its firms. `values`: what stands in the braces of addresses, by path."""

    firm: Enterprise
    values: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class World:
    own: Corner
    foreign: Corner


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, description) of everything in the schema."""
    return [
        (method, path, described)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, described in methods.items()
        if method in METHODS
    ]


Examples = Callable[[City, Enterprise], Mapping[str, str]]


def _firm(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(firm.pk)}


def _code(city: City, firm: Enterprise) -> dict[str, str]:
    return {"code": firm.code}


def _decision(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": next(iter(city.pack.decisions))}


def _job(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(enqueue(kind="load_pack", arguments={}).pk)}


def _filing(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(Filing.objects.get(enterprise=firm, period=str(OCTOBER)).pk)}


def _collection(city: City, firm: Enterprise) -> dict[str, str]:
    return {"id": str(Collection.objects.get(period=str(OCTOBER)).pk)}


def _form(city: City, firm: Enterprise) -> dict[str, str]:
    return {"form": FORM}


_STEPS = ("cells", "carry", "submit", "withdraw", "check", "return", "accept", "unlock", "reopen", "history")
EXAMPLES: dict[str, Examples] = {
    "/api/collections/{id}": _collection,
    "/api/collections/{id}/chase": _collection,
    "/api/collections/{id}/decisions": _collection,
    "/api/collections/{id}/due": _collection,
    "/api/collections/{id}/filings": _collection,
    "/api/collections/{id}/lock": _collection,
    "/api/filings/{id}": _filing,
    **{f"/api/filings/{{id}}/{step}": _filing for step in _STEPS},
    "/api/firms/{id}/facts": _firm,
    "/api/forms/{form}": _form,
    "/api/firms/by-code/{code}": _code,
    "/api/firms/{id}": _firm,
    "/api/firms/{id}/outcomes": _firm,
    "/api/jobs/{id}": _job,
    "/api/jobs/{id}/cancel": _job,
    "/api/policy/decisions/{id}": _decision,
}
"""For every address with braces, what to put there. A test fails when one is missing."""


def make_world(city: City) -> World:
    """October 2014 is opened for the monthly return, on a day when it is being filed."""
    open_period(dataset=city.dataset, form=FORM, period=OCTOBER, by=SYSTEM)
    work("filings.open")
    firms = Enterprise.objects.filter(dataset=city.dataset)
    return World(*(_corner(city, firms.filter(place=place).order_by("key")[0]) for place in (OWN, FOREIGN)))


def _corner(city: City, firm: Enterprise) -> Corner:
    return Corner(firm, {path: make(city, firm) for path, make in EXAMPLES.items()})


def address(path: str, corner: Corner) -> str:
    """An address with the corner's objects in its braces."""
    return path.format(**corner.values[path]) if "{" in path else path
