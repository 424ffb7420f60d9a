"""Asking the interface as somebody of a role, and an example of every object that its addresses name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from city import City
from django.test import Client
from signing import someone

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.api.api import api
from yuanqu_web.api.tokens import make_token
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.registry.models import Enterprise

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


EXAMPLES: dict[str, Examples] = {
    "/api/firms/by-code/{code}": _code,
    "/api/firms/{id}": _firm,
    "/api/firms/{id}/outcomes": _firm,
    "/api/jobs/{id}": _job,
    "/api/jobs/{id}/cancel": _job,
    "/api/policy/decisions/{id}": _decision,
}
"""For every address with braces, what to put there. A test fails when one is missing."""


def make_world(city: City) -> World:
    firms = Enterprise.objects.filter(dataset=city.dataset)
    return World(*(_corner(city, firms.filter(place=place).order_by("key")[0]) for place in (OWN, FOREIGN)))


def _corner(city: City, firm: Enterprise) -> Corner:
    return Corner(firm, {path: make(city, firm) for path, make in EXAMPLES.items()})


def address(path: str, corner: Corner) -> str:
    """An address with the corner's objects in its braces."""
    return path.format(**corner.values[path]) if "{" in path else path
