"""The administrator's pages: accounts, roles, organisations; two who change the same; the last administrator."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from city import City
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from signing import sign_in, someone

from yuanqu.powers import Role
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.models import Organisation, OrganisationKind, Seat, User
from yuanqu_web.accounts.organisations import add_organisation, close_organisation, move_organisation
from yuanqu_web.accounts.services import end_seat, give_seat, set_active
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.registry.models import Enterprise

pytestmark = pytest.mark.django_db
K = OrganisationKind


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    sign_in(client, Role.ADMINISTRATOR)
    return client


def last() -> AuditEntry:
    return AuditEntry.objects.latest("number")


def test_a_new_account_its_password_shown_once_and_its_role(admin: Client, released: None) -> None:
    park = add_organisation(by=SYSTEM, kind=K.PARK, name="贵溪园区", place="guixi_park")
    page = admin.post(
        reverse("accounts:person_add"),
        {"username": "chenjing", "name": "陈静", "email": "", "way": "password"},
    )
    made = re.search(r'class="once">([^<]{16})<', page.content.decode())
    assert made
    assert "no-store" in page.headers["Cache-Control"]
    user = User.objects.get(username="chenjing")
    assert user.check_password(made[1])
    assert user.must_change_password
    assert made[1] not in admin.get(reverse("accounts:person", args=[user.pk])).content.decode()
    given = {"organisation": str(park.pk), "role": "park_officer", "start": "2014-08-01"}
    assert admin.post(reverse("accounts:seat_give", args=[user.pk]), given).status_code == 302
    seat = user.seats.get()
    assert (seat.role, seat.start) == ("park_officer", date(2014, 8, 1))
    assert last().action == "seat.give"
    refused = admin.post(reverse("accounts:seat_end", args=[user.pk, seat.pk]), {"reason": ""})
    assert refused.status_code == 422
    admin.post(reverse("accounts:seat_end", args=[user.pk, seat.pk]), {"reason": "调离"})
    assert (last().action, last().reason) == ("seat.end", "调离")
    assert "调离" in admin.get(reverse("accounts:person", args=[user.pk])).content.decode()


@pytest.mark.parametrize("username", ["", "x", "有汉字", "a b", "ADMINISTRATOR--", "-x"])
def test_a_malformed_or_taken_name_is_refused_at_its_field(admin: Client, username: str) -> None:
    before = User.objects.count()
    page = admin.post(reverse("accounts:person_add"), {"username": username, "name": "某", "way": "password"})
    assert page.status_code == 422
    assert 'class="error"' in page.content.decode()
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("kind", "role"),
    [(K.SERVICE_COMPANY, Role.PARK_OFFICER), (K.ENTERPRISE, Role.CITY_OFFICER), (K.PARK, Role.ADMINISTRATOR)],
)
def test_nobody_holds_an_office_in_a_company(db: None, kind: K, role: Role) -> None:
    company = add_organisation(by=SYSTEM, kind=kind, name="某公司")
    with pytest.raises(ValidationError):
        give_seat(by=SYSTEM, user=someone(Role.BANK), organisation=company, role=role)
    assert not company.seats.exists()


def test_two_change_the_same_account_and_the_second_chooses(admin: Client) -> None:
    user = someone(Role.BANK)
    change = reverse("accounts:person_change", args=[user.pk])
    seen = User.objects.get(pk=user.pk).version
    admin.post(change, {"name": "甲改的", "email": "", "version": seen})
    page = admin.post(change, {"name": "乙改的", "email": "", "version": seen})
    assert page.status_code == 409
    body = page.content.decode()
    assert "甲改的" in body
    assert "乙改的" in body
    fresh = re.search(r'name="version" value="(\d+)"', body)
    assert fresh
    assert User.objects.get(pk=user.pk).name == "甲改的"
    admin.post(change, {"name": "乙改的", "email": "", "version": fresh[1]})
    assert User.objects.get(pk=user.pk).name == "乙改的"


def test_the_last_administrator_stays(admin: Client) -> None:
    only = User.objects.get(seats__role="administrator")
    with pytest.raises(ValidationError):
        set_active(by=SYSTEM, user=only, version=only.version, active=False, reason="试")
    with pytest.raises(ValidationError):
        end_seat(by=SYSTEM, seat=Seat.objects.get(user=only), reason="试")
    with pytest.raises(ValidationError):
        close_organisation(by=SYSTEM, organisation=only.seats.get().organisation, version=1, reason="试")
    page = admin.post(
        reverse("accounts:person_active", args=[only.pk]),
        {"active": "no", "reason": "试", "version": only.version},
    )
    assert page.status_code == 422
    assert "最后一个系统管理员" in page.content.decode()


def test_organisations_are_added_renamed_moved_and_closed(admin: Client, city: City) -> None:
    root = add_organisation(by=SYSTEM, kind=K.CITY, name="市政府")
    given = {
        "kind": "county",
        "name": "贵溪市",
        "name_en": "Guixi",
        "parent": str(root.pk),
        "place": "guixi_park",
        "code": "",
    }
    assert admin.post(reverse("accounts:organisation_add"), given).status_code == 302
    county = Organisation.objects.get(name="贵溪市")
    assert county.parent == root
    rename = {"name": "贵溪", "name_en": "", "place": "guixi_park", "reason": "更名", "version": 1}
    assert admin.post(reverse("accounts:organisation_rename", args=[county.pk]), rename).status_code == 302
    conflict = admin.post(
        reverse("accounts:organisation_rename", args=[county.pk]), rename | {"name": "别的"}
    )
    assert conflict.status_code == 409
    county.refresh_from_db()
    move = {"parent": "", "reason": "独立", "version": county.version}
    assert admin.post(reverse("accounts:organisation_move", args=[county.pk]), move).status_code == 302
    with pytest.raises(ValidationError):
        move_organisation(by=SYSTEM, organisation=county, version=3, parent=county, reason="试")
    county.refresh_from_db()
    close = {"reason": "撤并", "version": county.version}
    assert admin.post(reverse("accounts:organisation_close", args=[county.pk]), close).status_code == 302
    assert last().action == "organisation.close"
    page = admin.get(reverse("accounts:organisations")).content.decode()
    assert 'class="closed"' in page
    firm = Enterprise.objects.filter(origin="sample").exclude(code="").first()
    assert firm is not None
    as_firm = {"kind": "enterprise", "name": "", "parent": "", "place": "", "code": firm.code}
    assert admin.post(reverse("accounts:organisation_add"), as_firm).status_code == 302
    assert Organisation.objects.get(enterprise=firm).name == firm.name
    assert admin.post(reverse("accounts:organisation_add"), as_firm).status_code == 422
    assert firm.name in admin.get(reverse("accounts:organisations"), {"q": firm.name}).content.decode()


def test_the_list_pages_by_key_with_a_constant_number_of_queries(
    admin: Client, django_assert_max_num_queries: object
) -> None:
    for i in range(70):
        someone(Role.PARK_OFFICER, place=f"p{i:03}")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        first = admin.get(reverse("accounts:accounts")).content.decode()
    after = re.search(r"after=([^\"&]+)", first)
    assert after
    second = admin.get(reverse("accounts:accounts"), {"after": after[1]}).content.decode()
    names = [set(re.findall(r'href="/accounts/([0-9a-f-]{36})/"', page)) for page in (first, second)]
    assert len(names[0]) == 50
    assert not names[0] & names[1]
    assert len(names[0] | names[1]) == User.objects.count()
    found = admin.get(reverse("accounts:accounts"), {"q": "p007", "role": "park_officer"}).content.decode()
    assert len(set(re.findall(r'href="/accounts/([0-9a-f-]{36})/"', found))) == 1


def test_who_looks_through_anothers_eyes_can_do_nothing_of_his_own_either(admin: Client) -> None:
    leader = someone(Role.CITY_LEADER)
    admin.post(reverse("accounts:view_as"), {"who": leader.username})
    assert admin.post(reverse("account_change_password"), {}).status_code == 403
    assert admin.post(reverse("accounts:signature", args=[uuid4()]), {"what": "sign"}).status_code in (
        403,
        404,
    )
    assert admin.post(reverse("accounts:stop_viewing")).status_code == 302
