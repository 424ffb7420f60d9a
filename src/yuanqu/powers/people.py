"""Roles, the seats in which people hold them, and the things they act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in an organisation. One person may hold several, in several places."""

    ADMINISTRATOR = "administrator"
    CITY_LEADER = "city_leader"
    CITY_OFFICER = "city_officer"
    COUNTY_OFFICER = "county_officer"
    PARK_OFFICER = "park_officer"
    SERVICE_COMPANY = "service_company"
    FIRM_REPORTER = "firm_reporter"
    FIRM_HEAD = "firm_head"
    BANK = "bank"
    GUARANTOR = "guarantor"
    INSTITUTE = "institute"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Seat:
    """A role held in an organisation. `places`: ids of the places that the organisation and all below it answer for;
    `enterprise`: id of the enterprise it is, or stands for; both may be empty."""

    role: Role
    organisation: str = ""
    places: frozenset[str] = frozenset()
    enterprise: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `viewing`: somebody else looks at the pages through this actor's eyes and may change nothing."""

    id: str
    name: str
    seats: tuple[Seat, ...]
    viewing: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(seat.role for seat in self.seats)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is acted on: its kind and id, the place and the enterprise it belongs to, and the state it is in.
    Empty: it has none."""

    kind: str
    id: str = ""
    place: str = ""
    enterprise: str = ""
    state: str = ""
