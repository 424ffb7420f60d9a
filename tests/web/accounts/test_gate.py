"""Every address × every role: let through exactly as the table of powers says."""

from __future__ import annotations

from uuid import uuid4

import pytest
from addresses import OURS, VIEWS
from answers import finish
from city import City
from django.test import Client
from django.urls import reverse
from signing import sign_in

from yuanqu.powers import TABLE, Act, Reach, Role, row_of
from yuanqu_web.accounts.access import access_of
from yuanqu_web.accounts.acts import ACT_NAMES
from yuanqu_web.accounts.foreign import FOREIGN
from yuanqu_web.accounts.wording import ROLE_NAMES
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", OURS)
def test_every_view_of_ours_declares_its_access(name: str) -> None:
    assert access_of(OURS[name].callback) is not None


def test_what_is_not_ours_is_reached_only_when_listed(client: Client) -> None:
    foreign = {name for name in VIEWS if name not in OURS}
    assert set(FOREIGN) <= foreign
    for name in ("account_signup", "account_reset_password", "account_email", "socialaccount_connections"):
        assert client.get(reverse(name)).status_code == 403


def test_every_act_and_role_has_words() -> None:
    assert set(ACT_NAMES) == set(Act)
    assert set(ROLE_NAMES) == set(Role)


LISTS = [name for name, entry in OURS.items() if not entry.pattern.regex.groups]


@pytest.mark.parametrize("role", Role)
def test_addresses_without_an_object(city: City, anonymous: Client, role: Role) -> None:
    sign_in(anonymous, role, place="guixi_park" if role in (Role.PARK_OFFICER, Role.COUNTY_OFFICER) else "")
    for name in LISTS:
        access = access_of(OURS[name].callback)
        assert access is not None
        if access.act is None:
            continue
        answer = anonymous.get(reverse(name))
        finish(answer)
        status = answer.status_code
        reach = row_of(access.act).reach[role]
        if reach is Reach.NONE:
            assert status in (403, 405) or (name == "board:board" and status == 302), name
        else:
            assert status in (200, 302, 400, 404, 405), (name, status)


def test_nobody_signed_in_sees_only_what_is_public(city: City, anonymous: Client) -> None:
    for name in LISTS:
        access = access_of(OURS[name].callback)
        assert access is not None
        answer = anonymous.get(reverse(name))
        if access.is_public:
            assert answer.status_code in (200, 404, 405), name
        else:
            assert answer.status_code in (302, 405), name
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/account/login/?next="), name


@pytest.mark.parametrize("role", Role)
def test_every_firm_for_every_role(city: City, anonymous: Client, role: Role) -> None:
    own = Enterprise.objects.filter(origin="sample", place="guixi_park").first()
    foreign = Enterprise.objects.filter(origin="sample").exclude(place="guixi_park").first()
    assert own is not None
    assert foreign is not None
    is_firm = role in (Role.FIRM_REPORTER, Role.FIRM_HEAD)
    sign_in(anonymous, role, place="" if is_firm else "guixi_park", enterprise=own.id if is_firm else None)
    reach = row_of(Act.FIRM_READ).reach[role]
    expected = {
        Reach.EVERYWHERE: (200, 200),
        Reach.PLACE: (200, 404),
        Reach.OWN: (200, 404),
        Reach.NONE: (403, 403),
    }
    got = tuple(
        anonymous.get(reverse("registry:firm", args=[firm.id])).status_code for firm in (own, foreign)
    )
    if reach is Reach.NONE:
        assert set(got) <= {403, 404}
    else:
        assert got == expected[reach]
    assert anonymous.get(reverse("registry:firm", args=[uuid4()])).status_code in (404, 403)
    explained = anonymous.get(reverse("assessments:why", args=[foreign.id, "land_use_tax"])).status_code
    assert (explained == 200) == (reach is Reach.EVERYWHERE)


@pytest.mark.parametrize("kind", ["", "csv", "xlsx"])
def test_lists_searches_and_exports_hold_only_the_own_places(
    city: City, anonymous: Client, kind: str
) -> None:
    foreign = Enterprise.objects.filter(origin="sample").exclude(place="guixi_park").first()
    assert foreign is not None
    sign_in(anonymous, Role.PARK_OFFICER, place="guixi_park")
    for query in ({}, {"q": foreign.name}, {"q": foreign.code}, {"place": foreign.place}):
        answer = anonymous.get(reverse("registry:firms"), {**query, **({"format": kind} if kind else {})})
        body = answer.content.decode(errors="replace").replace(f'value="{foreign.name}"', "")
        if kind != "xlsx":
            assert str(foreign.id) not in body
            assert f">{foreign.name}<" not in body
    found = anonymous.get(reverse("ui:search"), {"q": foreign.name}, headers={"HX-Request": "true"})
    assert str(foreign.id) not in found.content.decode()


def test_a_firm_lands_on_its_own_page(city: City, anonymous: Client) -> None:
    own = Enterprise.objects.filter(origin="sample").first()
    assert own is not None
    sign_in(anonymous, Role.FIRM_REPORTER, enterprise=own.id)
    assert anonymous.get("/", follow=True).redirect_chain[-1][0] == reverse("registry:firm", args=[own.id])


def test_the_policy_page_tells_a_firm_nothing_of_how_targets_stand(
    city: City, anonymous: Client, client: Client
) -> None:
    own = Enterprise.objects.filter(origin="sample").first()
    assert own is not None
    sign_in(anonymous, Role.FIRM_REPORTER, enterprise=own.id)
    internal, shown = (one.get(reverse("policies:policy")).content.decode() for one in (client, anonymous))
    assert len(shown) < len(internal)


def test_a_demo_account_has_no_door_outside_of_the_demo(anonymous: Client) -> None:
    assert anonymous.post(reverse("accounts:demo_login"), {"who": "demo-admin"}).status_code == 404


def test_looking_through_anothers_eyes_changes_nothing(city: City, anonymous: Client) -> None:
    own = Enterprise.objects.filter(origin="sample").first()
    assert own is not None
    firm = sign_in(Client(), Role.FIRM_REPORTER, enterprise=own.id)
    sign_in(anonymous, Role.ADMINISTRATOR)
    anonymous.post(reverse("accounts:view_as"), {"who": firm.username})
    page = anonymous.get("/", follow=True).content.decode()
    assert "只能看，不能改" in page
    writing = [row.act for row in TABLE if row.writes]
    for name in LISTS:
        access = access_of(OURS[name].callback)
        if access is not None and access.act in writing:
            assert anonymous.post(reverse(name)).status_code in (403, 405), name
    anonymous.post(reverse("accounts:stop_viewing"))
    assert "只能看，不能改" not in anonymous.get(reverse("policies:policy")).content.decode()
