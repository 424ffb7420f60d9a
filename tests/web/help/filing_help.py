"""Returns for tests: October 2014 opened in the small city, and the return of one firm of the Guixi park."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from city import City
from layers import fresh, layer, storing
from pytest_django import DjangoDbBlocker

from yuanqu.record import By
from yuanqu.values import Period
from yuanqu_web.filings import services
from yuanqu_web.filings.forms import sheet_of
from yuanqu_web.filings.judging import judged
from yuanqu_web.filings.models import Collection, Filing
from yuanqu_web.filings.periods import open_period
from yuanqu_web.filings.series import beside
from yuanqu_web.jobs.models import Job, State
from yuanqu_web.jobs.services import run_job

FIRM, PARK, CITY = (By(id, name) for id, name in (("f", "孙丽"), ("p", "陈静"), ("c", "王芳")))
DAY = date(2014, 11, 5)
OCTOBER = Period.months(2014, 10)


def work(*kinds: str) -> None:
    """Run waiting jobs of these kinds, and those that they ask for."""
    while job := Job.objects.filter(state=State.QUEUED, kind__in=kinds).order_by("created_at").first():
        done = run_job(job=job)
        assert done.state == State.DONE, done.message_zh


@pytest.fixture(scope="module")
def stored_october(stored_city: City, django_db_blocker: DjangoDbBlocker) -> Iterator[Collection]:
    """The layer upon the city."""
    with layer(django_db_blocker):
        with storing(django_db_blocker):
            kept = open_period(
                dataset=fresh(stored_city.dataset), form="enterprise_month", period=OCTOBER, by=CITY
            )
            work("filings.open")
        yield kept


@pytest.fixture
def october(stored_october: Collection, db: None) -> Collection:
    """The monthly return opened for October 2014."""
    return fresh(stored_october)


@pytest.fixture
def one(october: Collection) -> Filing:
    return busy_filing(october)


def busy_filing(october: Collection) -> Filing:
    """The return of a firm of the Guixi park that has reported every month before."""
    from yuanqu_web.returns.models import Return

    busy = Return.objects.filter(form="enterprise_month", period="2014-01/02").values("enterprise")
    rows = Filing.objects.filter(collection=october, place="guixi_park", enterprise__in=busy)
    found = rows.order_by("order", "id").first()
    assert found is not None
    return found


def fill(id: UUID, **cells: str) -> Filing:
    """Type into a return as the firm."""
    now = services.get(id)
    return services.save(id=id, version=now.version, by=FIRM, cells=cells, today=DAY)[0]


def sound(filing: Filing) -> dict[str, str]:
    """Cells that pass every rule: a tenth more than the sum to September."""
    sheet = sheet_of(filing.form)
    before = beside(sheet, filing.enterprise, Period.parse(filing.period)).previous
    texts = {}
    for id in ("revenue", "value_added", "electricity"):
        value = before[id]
        assert isinstance(value, Decimal)
        texts[id] = f"{(value * Decimal('1.1') / 10000).quantize(Decimal('0.01'))}"
    return texts


def submitted(filing: Filing) -> Filing:
    now = fill(filing.pk, **sound(filing))
    found = judged(sheet_of(now.form), services.get(now.pk))
    given = {one.rule.id: "新产品投产，销量上升" for one in found.findings if one.needs_reason}
    now, _ = services.save(id=now.pk, version=now.version, by=FIRM, reasons=given, today=DAY)
    return services.submit(id=now.pk, version=now.version, by=FIRM, today=DAY)


def checked(filing: Filing) -> Filing:
    now = submitted(filing)
    return services.check(id=now.pk, version=now.version, by=PARK, approve=list(now.reasons), today=DAY)


def accepted(filing: Filing) -> Filing:
    now = checked(filing)
    return services.accept(id=now.pk, version=now.version, by=CITY, today=DAY)
