"""A park's matrix of authority is obeyed; a second signature is really needed, and is in the record."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signing import sign_in, someone

from yuanqu.powers import TABLE, Act, Authority, Reach, Role, Thing, may, row_of
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.actors import actor_for
from yuanqu_web.accounts.authority import deciders, matrix_acts, set_authority
from yuanqu_web.accounts.models import AuthorityRow, PendingAct, PendingState
from yuanqu_web.accounts.services import end_seat
from yuanqu_web.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PLACE = "guixi_park"
CHANGE = Act.AUTHORITY_CHANGE


@pytest.fixture
def leader(released: None) -> Client:
    client = Client()
    sign_in(client, Role.CITY_LEADER)
    return client


@pytest.fixture
def officer(released: None) -> Client:
    client = Client()
    sign_in(client, Role.CITY_OFFICER)
    return client


@pytest.fixture
def wanting(released: None) -> AuthorityRow:
    """Changing the matrix of the park wants the city leader's signature."""
    return set_authority(
        by=SYSTEM, place=PLACE, act=CHANGE, decides=Role.CITY_OFFICER, countersigns=Role.CITY_LEADER,
        delegated=False, document="试〔2014〕1号", start=date(2014, 8, 1),
    )  # fmt: skip


def form(row: AuthorityRow | None, **changed: str) -> dict[str, str]:
    seen = f"{row.pk}:{row.version}" if row else ""
    day = timezone.localdate().isoformat()
    given = {"decides": "city_officer", "countersigns": "", "document": "鹰府办〔2014〕9号", "start": day}
    return given | {"seen": seen} | changed


def address(act: Act = CHANGE) -> str:
    return reverse("accounts:authority_change", args=[PLACE, act.value])


@pytest.mark.parametrize("row", [row for row in TABLE if row.administrative], ids=lambda row: row.act.value)
def test_an_administrative_act_never_goes_to_a_service_company(row: object) -> None:
    act = row.act  # type: ignore[attr-defined]
    for decides in deciders(act) or [Role.CITY_OFFICER]:
        with pytest.raises(ValidationError):
            set_authority(
                by=SYSTEM, place=PLACE, act=act, decides=decides, countersigns=None, delegated=True,
                document="试", start=date(2014, 8, 1),
            )  # fmt: skip
    company = actor_for(someone(Role.SERVICE_COMPANY, place=PLACE), timezone.localdate())
    forced = Authority(PLACE, act, Role.SERVICE_COMPANY, delegated=True, document="偷偷写进库里的")
    verdict = may(company, act, Thing("x", "1", PLACE), [forced], timezone.localdate())
    assert not verdict.allowed


@pytest.mark.parametrize("column", ["decides", "countersigns"])
def test_the_database_refuses_a_service_company_that_decides(db: None, column: str) -> None:
    values = {"decides": "park_officer", "countersigns": "", column: "service_company"}
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityRow.objects.create(
            place=PLACE, act=CHANGE.value, document="试", start=date(2014, 8, 1), **values
        )


def test_a_matrix_never_gives_what_the_table_does_not(db: None) -> None:
    for row in matrix_acts():
        assert all(row.reach[role] is not Reach.NONE for role in deciders(row.act))
        for role in set(Role) - set(deciders(row.act)):
            with pytest.raises(ValidationError):
                set_authority(
                    by=SYSTEM, place=PLACE, act=row.act, decides=role, countersigns=None, delegated=False,
                    document="试", start=date(2014, 8, 1),
                )  # fmt: skip


def test_a_change_by_the_city_names_its_document_and_ends_the_old_rule(officer: Client) -> None:
    assert officer.post(address(), form(None, document=" ")).status_code == 422
    assert officer.post(address(), form(None, start="2014-08-01")).status_code == 302
    first = AuthorityRow.objects.get()
    assert officer.post(address(), form(first, document="鹰府办〔2014〕10号")).status_code == 302
    first.refresh_from_db()
    second = AuthorityRow.objects.get(end__isnull=True)
    assert first.end == second.start
    assert officer.post(address(), form(first)).status_code == 409
    entry = AuditEntry.objects.filter(action="authority.change").latest("number")
    assert entry.reason == "鹰府办〔2014〕10号"
    page = officer.get(reverse("accounts:matrix", args=[PLACE])).content.decode()
    assert "鹰府办〔2014〕10号" in page
    end = {
        "document": "鹰府办〔2014〕11号",
        "end": timezone.localdate().isoformat(),
        "seen": f"{second.pk}:{second.version}",
    }
    assert officer.post(reverse("accounts:authority_end", args=[PLACE, CHANGE.value]), end).status_code == 302
    assert not AuthorityRow.objects.filter(end__isnull=True).exists()


def test_the_matrix_takes_power_from_whoever_it_does_not_name(officer: Client, leader: Client) -> None:
    act = next(
        row.act for row in matrix_acts() if {Role.COUNTY_OFFICER, Role.PARK_OFFICER} <= set(deciders(row.act))
    )
    set_authority(
        by=SYSTEM, place=PLACE, act=act, decides=Role.COUNTY_OFFICER, countersigns=None, delegated=False,
        document="试", start=date(2014, 8, 1),
    )  # fmt: skip
    day = timezone.localdate()
    thing = Thing("x", "1", PLACE, state=(row_of(act).states or ("",))[0])
    from yuanqu_web.accounts.actors import matrix_of

    for role, allowed in ((Role.COUNTY_OFFICER, True), (Role.PARK_OFFICER, False)):
        verdict = may(
            actor_for(someone(role, place=PLACE), day), act, thing, tuple(matrix_of(PLACE, act)), day
        )
        assert (verdict.allowed, verdict.reason) == (allowed, "" if allowed else "matrix")


def test_nothing_happens_before_the_second_signature_and_both_stand_in_the_record(
    wanting: AuthorityRow, officer: Client, leader: Client
) -> None:
    officer.post(address(), form(wanting))
    assert AuthorityRow.objects.filter(end__isnull=True).get() == wanting
    pending = PendingAct.objects.get()
    assert officer.post(address(), form(wanting)).status_code == 422
    page = leader.get(reverse("accounts:signatures")).content.decode()
    assert "鹰府办〔2014〕9号" in page
    sign = {"what": "sign", "version": pending.version}
    own = officer.post(reverse("accounts:signature", args=[pending.pk]), sign)
    assert own.status_code == 422
    assert AuthorityRow.objects.filter(end__isnull=True).get() == wanting
    assert leader.post(reverse("accounts:signature", args=[pending.pk]), sign).status_code == 302
    row = AuthorityRow.objects.get(end__isnull=True)
    assert row.document == "鹰府办〔2014〕9号"
    entry = AuditEntry.objects.filter(action="authority.change").latest("number")
    assert entry.by_id == str(someone(Role.CITY_OFFICER).pk)
    assert entry.after["countersigned_by"]["id"] == str(someone(Role.CITY_LEADER).pk)
    again = leader.post(reverse("accounts:signature", args=[pending.pk]), sign)
    assert again.status_code in (409, 422)
    assert AuthorityRow.objects.count() == 2


def test_refusing_needs_a_reason_which_the_first_signer_reads(
    wanting: AuthorityRow, officer: Client, leader: Client
) -> None:
    officer.post(address(), form(wanting))
    pending = PendingAct.objects.get()
    where = reverse("accounts:signature", args=[pending.pk])
    assert leader.post(where, {"what": "refuse", "version": 1, "reason": " "}).status_code == 422
    assert leader.post(where, {"what": "refuse", "version": 1, "reason": "文号有误"}).status_code == 302
    assert "文号有误" in officer.get(reverse("accounts:signatures")).content.decode()
    assert AuthorityRow.objects.count() == 1
    officer.post(address(), form(wanting))
    second = PendingAct.objects.get(state=PendingState.WAITING)
    where = reverse("accounts:signature", args=[second.pk])
    assert leader.post(where, {"what": "withdraw", "version": 1}).status_code == 422
    assert officer.post(where, {"what": "withdraw", "version": 1}).status_code == 302
    assert AuditEntry.objects.latest("number").action == "signature.withdraw"


def test_what_changed_since_the_first_signature_undoes_the_second(
    wanting: AuthorityRow, officer: Client, leader: Client
) -> None:
    officer.post(address(), form(wanting))
    pending = PendingAct.objects.get()
    AuthorityRow.objects.filter(pk=wanting.pk).update(version=9)
    answer = leader.post(
        reverse("accounts:signature", args=[pending.pk]), {"what": "sign", "version": pending.version}
    )
    assert answer.status_code == 409
    pending.refresh_from_db()
    assert pending.state == PendingState.WAITING
    assert not AuditEntry.objects.filter(action="signature.second").exists()


def test_a_first_signer_who_lost_his_role_no_longer_counts(
    wanting: AuthorityRow, officer: Client, leader: Client
) -> None:
    officer.post(address(), form(wanting))
    pending = PendingAct.objects.get()
    end_seat(by=SYSTEM, seat=someone(Role.CITY_OFFICER).seats.get(), reason="调离")
    answer = leader.post(
        reverse("accounts:signature", args=[pending.pk]), {"what": "sign", "version": pending.version}
    )
    assert answer.status_code == 422
    assert AuthorityRow.objects.count() == 1


def test_a_park_reads_its_own_matrix_only(released: None, anonymous: Client) -> None:
    sign_in(anonymous, Role.PARK_OFFICER, place=PLACE)
    assert anonymous.get(reverse("accounts:matrix", args=[PLACE])).status_code == 200
    assert anonymous.get(reverse("accounts:matrix", args=["high_tech_zone"])).status_code == 404
    listed = anonymous.get(reverse("accounts:authority")).content.decode()
    assert reverse("accounts:matrix", args=[PLACE]) in listed
    assert reverse("accounts:matrix", args=["high_tech_zone"]) not in listed
    assert anonymous.get(address()).status_code == 403
