"""Every address with an object × every role × inside or outside of the asker's reach, generated from the table of
addresses: a new address with an object fails here until it has an example."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from addresses import OURS
from city import City
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signing import sign_in, someone

from yuanqu.powers import Act, Reach, Role, Thing, row_of
from yuanqu.record import By
from yuanqu_web.accounts.access import access_of
from yuanqu_web.accounts.actors import actor_for
from yuanqu_web.accounts.models import PendingAct, Seat
from yuanqu_web.accounts.signatures import ask
from yuanqu_web.filings.models import Filing
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db
PLACE, OTHER = "guixi_park", "high_tech_zone"
NAMES = sorted(name for name, entry in OURS.items() if entry.pattern.regex.groups)
Example = dict[str, Any]


class Things:
    """One object of each kind, in the park of Guixi."""

    def __init__(self, firm: Enterprise, filing: Filing) -> None:
        self.firm, self.filing = firm, filing
        self.person = someone(Role.BANK)
        self.seat = Seat.objects.get(user=self.person)
        officer = someone(Role.CITY_OFFICER)
        by = By(str(officer.pk), officer.name, Role.CITY_OFFICER.value)
        thing = Thing("authority", f"{PLACE}/authority.change", place=PLACE)
        self.pending: PendingAct = ask(
            by=by, act=Act.AUTHORITY_CHANGE, thing=thing, title="试", arguments={}, role=Role.CITY_LEADER
        )


def _person(things: Things) -> Example:
    return {"id": things.person.pk}


def _organisation(things: Things) -> Example:
    return {"id": things.seat.organisation_id}


def _row(things: Things) -> Example:
    return {"place": PLACE, "act": "authority.change"}


def _filing(things: Things) -> Example:
    return {"id": things.filing.pk}


def _firm(things: Things) -> Example:
    return {"id": things.firm.pk}


EXAMPLES: dict[str, Callable[[Things], Example]] = {
    **dict.fromkeys(
        ("accounts:person", "accounts:person_change", "accounts:seat_give", "accounts:person_active",
         "accounts:person_password", "accounts:person_two_steps"), _person),
    "accounts:seat_end": lambda things: {"id": things.person.pk, "seat": things.seat.pk},
    **dict.fromkeys(
        ("accounts:organisation", "accounts:organisation_rename", "accounts:organisation_move", "accounts:organisation_close"),
        _organisation),
    "accounts:matrix": lambda things: {"place": PLACE},
    **dict.fromkeys(("accounts:authority_change", "accounts:authority_end"), _row),
    "accounts:signature": lambda things: {"id": things.pending.pk},
    **dict.fromkeys(
        [name for name in NAMES if name.startswith("filings:") and str(OURS[name].pattern).startswith("returns/filings/")],
        _filing),
    "registers:timeline": _firm,
    "registers:add_event": _firm,
}  # fmt: skip

ELSEWHERE = {
    "api:revoke": "tests/web/api/test_interface.py",
    "registry:firm": "tests/web/accounts/test_gate.py",
    "assessments:why": "tests/web/accounts/test_gate.py",
    "filings:of_firm": "tests/web/filings/test_pages.py",
    **dict.fromkeys(("registers:entry", "registers:change", "registers:step"), "tests/web/registers/test_pages.py"),
    **dict.fromkeys(
        ("imports:import", "imports:progress", "imports:rows", "imports:problems", "imports:file", "imports:step"),
        "tests/web/imports/test_refusals.py"),
}  # fmt: skip
"""Objects made by the tests of their own application, which ask for them as a stranger."""

WITHOUT = {"board:article", "board:target", "places:park", "filings:period", "filings:chase", "filings:review",
           "filings:decide", "filings:accepted", "registers:entries", "registers:add", "registers:whole",
           "imports:template", "accounts:job_cancel"}  # fmt: skip
"""What their address names belongs to no one: a clause, a form, a period, a job. What they list is limited by scope."""


@pytest.mark.parametrize("name", NAMES)
def test_every_address_with_an_object_has_an_example(name: str, root: Path) -> None:
    kinds = [name in EXAMPLES, name in ELSEWHERE, name in WITHOUT]
    assert sum(kinds) == 1, "say in this file which object this address names"
    access = access_of(OURS[name].callback)
    assert access is not None
    if name in WITHOUT:
        assert access.of is None
    if name in ELSEWHERE:
        assert "404" in (root / ELSEWHERE[name]).read_text(encoding="utf-8")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("inside", [True, False], ids=["own", "foreign"])
def test_objects_are_reached_as_the_table_says(
    city: City,
    one: Filing,
    anonymous: Client,
    role: Role,
    inside: bool,
) -> None:
    firm = Enterprise.objects.get(pk=one.enterprise_id)
    other = Enterprise.objects.filter(origin=firm.origin).exclude(place=firm.place).first()
    assert other is not None
    things = Things(firm, one)
    is_firm = role in (Role.FIRM_REPORTER, Role.FIRM_HEAD)
    own_firm: UUID = firm.pk if inside else other.pk
    user = sign_in(
        anonymous,
        role,
        place="" if is_firm else (PLACE if inside else OTHER),
        enterprise=own_firm if is_firm else None,
    )
    assert actor_for(user, timezone.localdate()).seats
    for name, example in EXAMPLES.items():
        access = access_of(OURS[name].callback)
        assert access is not None
        assert access.act is not None
        reach = row_of(access.act).reach[role]
        status = anonymous.get(reverse(name, kwargs=example(things))).status_code
        if reach is Reach.NONE:
            assert status in (403, 404), (name, status)
        elif reach is Reach.EVERYWHERE or inside:
            assert status not in (403, 404), (name, status)
        else:
            assert status == 404, (name, status)
