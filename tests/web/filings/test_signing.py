"""Where a park's matrix wants a second signature, a decision on a return stands only after it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from filing_help import submitted
from signing import sign_in, someone

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.authority import set_authority
from yuanqu_web.accounts.models import PendingAct
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.filings.models import Filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(one: Filing) -> Filing:
    """A submitted return of the Guixi park, where the county must sign under what the park checks."""
    set_authority(
        by=SYSTEM, place="guixi_park", act=Act.RETURN_CHECK, decides=Role.PARK_OFFICER,
        countersigns=Role.COUNTY_OFFICER, delegated=False, document="示例文号", start=date(2014, 1, 1),
    )  # fmt: skip
    return submitted(one)


def _as(role: Role) -> Client:
    client = Client()
    sign_in(client, role, place="guixi_park")
    return client


def _state(filing: Filing) -> str:
    return Filing.objects.values_list("state", flat=True).get(pk=filing.pk)


def test_the_parks_check_waits_for_the_county(waiting: Filing) -> None:
    park, county = _as(Role.PARK_OFFICER), _as(Role.COUNTY_OFFICER)
    sent = {"version": waiting.version, "approve": list(waiting.reasons)}
    park.post(reverse("filings:check", args=[waiting.pk]), sent)
    assert _state(waiting) == "submitted"
    pending = PendingAct.objects.get()
    assert park.post(reverse("filings:check", args=[waiting.pk]), sent).status_code == 409
    assert county.post(reverse("filings:check", args=[waiting.pk]), sent).status_code == 403
    decide = reverse("accounts:signature", args=[pending.pk])
    assert park.post(decide, {"version": pending.version, "what": "sign"}).status_code in (403, 404, 422)
    county.post(decide, {"version": pending.version, "what": "sign"})
    assert _state(waiting) == "park_checked"
    entry = AuditEntry.objects.get(action="return.check")
    assert entry.after is not None
    assert "countersigned_by" in entry.after


def test_a_batch_puts_only_the_first_signature(waiting: Filing) -> None:
    park = _as(Role.PARK_OFFICER)
    kept = waiting.collection
    answer = park.post(
        reverse("filings:decide", args=[kept.form, kept.period.replace("/", "_")]),
        {"do": "check", "item": f"{waiting.pk}:{waiting.version}"},
    )
    assert "FIL-114" in answer.content.decode()
    assert _state(waiting) == "submitted"
    assert PendingAct.objects.count() == 1


def test_an_act_without_a_page_for_it_takes_no_second_signature() -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        set_authority(
            by=SYSTEM, place="guixi_park", act=Act.REGISTER_CHANGE, decides=Role.PARK_OFFICER,
            countersigns=Role.COUNTY_OFFICER, delegated=False, document="示例文号", start=date(2014, 1, 1),
        )  # fmt: skip
    assert someone(Role.PARK_OFFICER, place="guixi_park")
