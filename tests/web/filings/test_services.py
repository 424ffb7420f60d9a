"""The way of a return: drafts keep what can't be read, nothing is overwritten, refusals name their reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from filing_help import CITY, DAY, FIRM, OCTOBER, PARK, accepted, checked, fill, sound, submitted, work

from yuanqu.filing import Action, Reason
from yuanqu.values import Period
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.filings import services
from yuanqu_web.filings.forms import sheet_of
from yuanqu_web.filings.judging import judged
from yuanqu_web.filings.models import Collection, Filing, Notice, States
from yuanqu_web.filings.notices import chase, missing, remind
from yuanqu_web.filings.periods import lock, make_filings, open_period, set_due
from yuanqu_web.filings.refusals import NotNow
from yuanqu_web.filings.series import beside
from yuanqu_web.jobs.models import Job
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.returns.models import Return

pytestmark = pytest.mark.django_db
LONG = "与用电量对不上，请核对"


def test_opening_makes_one_return_per_firm_and_once(october: Collection) -> None:
    firms = october.dataset.enterprises.count()
    assert Filing.objects.filter(collection=october).count() == firms
    assert october.due_on == date(2014, 11, 12)
    assert october.due_unknown == []
    assert not october.extended
    make_filings(october)
    again = open_period(dataset=october.dataset, form=october.form, period=OCTOBER, by=CITY)
    assert again == october
    assert Filing.objects.filter(collection=october).count() == firms
    assert AuditEntry.objects.filter(action="period.open").count() == 1


def test_a_period_accepted_before_starts_as_accepted(october: Collection) -> None:
    kept = open_period(dataset=october.dataset, form=october.form, period=Period.months(2014, 9), by=CITY)
    work("filings.open")
    held = Return.objects.filter(form=kept.form, period=kept.period).count()
    assert Filing.objects.filter(collection=kept, state=States.ACCEPTED).count() == held


def test_a_draft_keeps_what_cannot_be_read(one: Filing) -> None:
    now = fill(one.pk, revenue="12o4", value_added="１，２００．５")
    assert now.cells == {"revenue": "12o4", "value_added": "１，２００．５"}
    assert now.values["revenue"] is None
    assert now.values["value_added"] == 1200_5000_00
    assert now.checks["unread"] == 1
    with pytest.raises(NotNow) as why:
        services.submit(id=now.pk, version=now.version, by=FIRM, today=DAY)
    assert why.value.reason is Reason.UNREADABLE


def test_the_unit_typed_in_is_kept_with_the_draft(one: Filing) -> None:
    now, _ = services.save(
        id=one.pk, version=one.version, by=FIRM, cells={"revenue": "12345.67"}, unit="yuan", today=DAY
    )
    assert now.values["revenue"] == 1234567
    assert now.unit == "yuan"


def test_hard_rules_and_missing_reasons_stop_a_submission(one: Filing) -> None:
    now = fill(one.pk, revenue="1", value_added="2", electricity="1")
    with pytest.raises(NotNow) as why:
        services.submit(id=now.pk, version=now.version, by=FIRM, today=DAY)
    assert why.value.reason is Reason.HARD_RULE
    assert why.value.diagnostic.code == "FIL-107"
    cells = sound(one) | {"electricity": "0"}
    now = fill(one.pk, **cells)
    with pytest.raises(NotNow) as why:
        services.submit(id=now.pk, version=now.version, by=FIRM, today=DAY)
    assert why.value.reason is Reason.UNEXPLAINED
    now, _ = services.save(
        id=now.pk, version=now.version, by=FIRM, reasons={"m_revenue_without_power": "短"}, today=DAY
    )
    with pytest.raises(NotNow) as why:
        services.submit(id=now.pk, version=now.version, by=FIRM, today=DAY)
    assert why.value.reason is Reason.UNEXPLAINED


def test_a_reason_of_class_b_is_approved_by_the_park_and_again_when_it_changes(one: Filing) -> None:
    fill(one.pk, **(sound(one) | {"electricity": "0"}))
    reasons = {"m_revenue_without_power": "本月使用自备电厂供电", "m_value_added_rate": "原料价格大幅波动"}
    now = services.get(one.pk)
    now, _ = services.save(id=now.pk, version=now.version, by=FIRM, reasons=reasons, today=DAY)
    now = services.submit(id=now.pk, version=now.version, by=FIRM, today=DAY)
    with pytest.raises(NotNow) as why:
        services.check(id=now.pk, version=now.version, by=PARK, today=DAY)
    assert why.value.reason is Reason.NOT_APPROVED
    now = services.check(
        id=now.pk, version=now.version, by=PARK, approve=["m_revenue_without_power"], today=DAY
    )
    assert now.reasons["m_revenue_without_power"]["approved_by"] == "陈静"
    now = services.withdraw(id=now.pk, version=now.version, by=FIRM, today=DAY)
    assert not now.reasons["m_revenue_without_power"]["approved"]


def test_the_second_writer_is_told_and_nothing_is_lost(one: Filing) -> None:
    fill(one.pk, revenue="100")
    with pytest.raises(Conflict) as what:
        services.save(id=one.pk, version=one.version, by=FIRM, cells={"revenue": "200"}, today=DAY)
    assert what.value.theirs["cells"] == {"revenue": "100"}
    assert what.value.yours["cells"] == {"revenue": "200"}
    assert services.get(one.pk).cells == {"revenue": "100"}


def test_the_whole_way_differences_the_sum_and_writes_the_record(one: Filing) -> None:
    past = beside(sheet_of(one.form), one.enterprise, OCTOBER)
    now = accepted(one)
    row = Return.objects.get(enterprise=one.enterprise, form=one.form, period="2014-10")
    total = Decimal(now.values["revenue"]).scaleb(-2)
    assert Decimal(row.values["revenue"]).scaleb(-2) == total - past.previous["revenue"]
    assert row.version == 1
    actions = list(
        AuditEntry.objects.filter(kind="filing").values_list("action", flat=True).order_by("number")
    )
    assert actions == ["return.submit", "return.check", "return.accept"]
    assert [e.action for e in now.events.order_by("pk")] == ["submit", "check", "accept"]
    assert Job.objects.filter(kind="filings.refresh", state="queued").count() == 1


def test_a_return_needs_the_one_before_it_when_it_is_cumulative(one: Filing) -> None:
    Return.objects.filter(enterprise=one.enterprise, form=one.form, period="2014-09").delete()
    fill(one.pk, revenue="900000", value_added="90000", electricity="9000")
    now = services.get(one.pk)
    now = services.submit(id=now.pk, version=now.version, by=FIRM, today=DAY)
    now = services.check(id=now.pk, version=now.version, by=PARK, today=DAY)
    with pytest.raises(NotNow) as why:
        services.accept(id=now.pk, version=now.version, by=CITY, today=DAY)
    assert why.value.reason is Reason.BEFORE_IT
    assert services.get(now.pk).state == States.PARK_CHECKED
    assert not Return.objects.filter(enterprise=one.enterprise, period="2014-10").exists()


def test_accepted_is_locked_and_a_correction_is_a_new_version(one: Filing) -> None:
    now = accepted(one)
    for act in (
        lambda: services.save(id=now.pk, version=now.version, by=FIRM, cells={"revenue": "1"}, today=DAY),
        lambda: services.withdraw(id=now.pk, version=now.version, by=FIRM, today=DAY),
    ):
        with pytest.raises(NotNow) as why:
            act()
        assert why.value.reason is Reason.ACCEPTED
    with pytest.raises(NotNow) as why:
        services.unlock(id=now.pk, version=now.version, by=CITY, reason="", today=DAY)
    assert why.value.reason is Reason.NO_REASON
    late = date(2014, 12, 20)
    now = services.unlock(id=now.pk, version=now.version, by=CITY, reason=LONG, today=late)
    assert (now.edition, now.state) == (2, States.DRAFT)
    old = Return.objects.get(enterprise=one.enterprise, form=one.form, period="2014-10")
    raised = str(Decimal(now.cells["revenue"]) + 1)
    now, _ = services.save(id=now.pk, version=now.version, by=FIRM, cells={"revenue": raised}, today=late)
    given = {f.rule.id: "更正后重新说明" for f in judged(sheet_of(now.form), now).findings if f.needs_reason}
    now, _ = services.save(id=now.pk, version=now.version, by=FIRM, reasons=given, today=late)
    now = services.submit(id=now.pk, version=now.version, by=FIRM, today=late)
    now = services.check(id=now.pk, version=now.version, by=PARK, approve=list(given), today=late)
    services.accept(id=now.pk, version=now.version, by=CITY, today=late)
    rows = Return.objects.filter(enterprise=one.enterprise, form=one.form, period="2014-10").order_by(
        "version"
    )
    assert [row.version for row in rows] == [1, 2]
    assert rows[0].values == old.values
    assert rows[1].values["revenue"] == old.values["revenue"] + 10000_00


def test_a_correction_of_september_moves_october_and_not_the_sum(one: Filing) -> None:
    accepted(one)
    kept = open_period(dataset=one.enterprise.dataset, form=one.form, period=Period.months(2014, 9), by=CITY)
    work("filings.open")
    september = Filing.objects.get(collection=kept, enterprise=one.enterprise)
    now = services.unlock(id=september.pk, version=september.version, by=CITY, reason=LONG, today=DAY)
    raised = str(Decimal(now.cells["revenue"]) + 3)
    now, _ = services.save(id=now.pk, version=now.version, by=FIRM, cells={"revenue": raised}, today=DAY)
    given = {f.rule.id: "更正后重新说明" for f in judged(sheet_of(now.form), now).findings if f.needs_reason}
    now, _ = services.save(id=now.pk, version=now.version, by=FIRM, reasons=given, today=DAY)
    now = services.submit(id=now.pk, version=now.version, by=FIRM, today=DAY)
    now = services.check(id=now.pk, version=now.version, by=PARK, approve=list(given), today=DAY)
    services.accept(id=now.pk, version=now.version, by=CITY, today=DAY)
    amounts = {}
    for row in Return.objects.filter(enterprise=one.enterprise, form=one.form).order_by("version"):
        amounts.setdefault(row.period, []).append(row.values["revenue"])
    assert amounts["2014-09"][1] - amounts["2014-09"][0] == 3_0000_00
    assert amounts["2014-10"][1] - amounts["2014-10"][0] == -3_0000_00


def test_four_ways_to_be_closed_are_told_apart(one: Filing, october: Collection) -> None:
    def reason(today: date) -> Reason:
        now = services.get(one.pk)
        with pytest.raises(NotNow) as why:
            services.save(id=now.pk, version=now.version, by=FIRM, cells={"revenue": "1"}, today=today)
        assert why.value.diagnostic.hint("zh")
        return why.value.reason

    assert reason(date(2014, 10, 31)) is Reason.NOT_OPEN
    assert reason(date(2014, 11, 13)) is Reason.PAST_DUE
    kept = lock(id=october.pk, version=october.version, locked=True, by=CITY, reason="年度汇总期间暂停修改")
    assert reason(DAY) is Reason.PERIOD_LOCKED
    lock(id=october.pk, version=kept.version, locked=False, by=CITY, reason="汇总完成恢复填报")
    accepted(one)
    assert reason(DAY) is Reason.ACCEPTED


def test_one_firm_is_reopened_after_the_due_day(one: Filing) -> None:
    late = date(2014, 11, 20)
    now = services.get(one.pk)
    now = services.reopen(
        id=now.pk, version=now.version, by=CITY, reason="财务人员住院，同意补报", today=late
    )
    now, _ = services.save(id=now.pk, version=now.version, by=FIRM, cells={"revenue": "1"}, today=late)
    with pytest.raises(NotNow) as why:
        services.save(id=now.pk, version=now.version, by=FIRM, cells={}, today=date(2014, 12, 1))
    assert why.value.reason is Reason.PAST_DUE


def test_another_due_day_needs_a_reason(october: Collection) -> None:
    kept = set_due(
        id=october.pk, version=october.version, due_on=date(2014, 11, 20), by=CITY, reason="系统升级顺延期限"
    )
    assert kept.due_on == date(2014, 11, 20)
    assert kept.extended
    with pytest.raises(ValueError):  # noqa: PT011 - BadPeriod
        set_due(id=october.pk, version=kept.version, due_on=date(2014, 11, 21), by=CITY, reason="")


def test_a_batch_is_one_entry_and_each_item_has_its_own_result(october: Collection) -> None:
    busy = Return.objects.filter(form="enterprise_month", period="2014-01/02").values("enterprise")
    here = Filing.objects.filter(collection=october, place="guixi_park", enterprise__in=busy)
    rows = list(here.order_by("order", "id")[:4])
    ready = [checked(row) for row in rows[:3]]
    still = services.get(rows[3].pk)
    before = AuditEntry.objects.count()
    items = [(row.pk, row.version) for row in [*ready, still]]
    results = services.decide_many(action=Action.ACCEPT, items=items, by=CITY, today=DAY)
    assert [one.why.code if one.why else None for one in results] == [None, None, None, "FIL-105"]
    assert AuditEntry.objects.count() == before + 1
    last = AuditEntry.objects.order_by("-number").first()
    assert last is not None
    assert last.after["count"] == 3
    assert {e.entry for row in ready for e in row.events.filter(action="accept")} == {last.number}
    assert Return.objects.filter(period="2014-10").count() == 3


def test_returning_needs_a_reason_and_tells_the_firm(one: Filing) -> None:
    now = submitted(one)
    with pytest.raises(NotNow) as why:
        services.send_back(id=now.pk, version=now.version, by=PARK, reason="不行", today=DAY)
    assert why.value.reason is Reason.NO_REASON
    now = services.send_back(id=now.pk, version=now.version, by=PARK, reason=LONG, today=DAY)
    assert now.state == States.RETURNED
    assert services.get(one.pk).return_reason == LONG
    assert Notice.objects.get(enterprise=one.enterprise, kind="returned").reason == LONG


def test_chasing_tells_each_missing_firm_once_a_day(october: Collection, one: Filing) -> None:
    submitted(one)
    open_ones = missing(october).count()
    assert chase(collection=october, filings=missing(october), by=CITY, today=DAY) == open_ones
    assert chase(collection=october, filings=missing(october), by=CITY, today=DAY) == 0
    assert not Notice.objects.filter(filing=one, kind="chase").exists()
    assert AuditEntry.objects.filter(action="return.chase").count() == 1


def reminded(days: Iterable[int]) -> list[int]:
    """How many are told by the job of each of these days of November 2014."""
    return [remind(day=date(2014, 11, day)) for day in days]


def test_reminders_come_three_one_and_no_working_days_before(october: Collection) -> None:
    """Due on Wednesday 12 November: three working days before is Friday 7; the weekend after it tells nobody again."""
    firms = missing(october).count()
    assert firms
    told = [0, 0, firms, 0, 0, 0, firms, firms, 0]
    assert reminded(range(5, 14)) == told
    assert reminded(range(5, 14)) == [0] * 9


@pytest.mark.parametrize(
    ("up_on", "given"),
    [
        ((5, 8, 12), (0, 1, 1)),  # Friday's is made up for on Saturday, Tuesday's gives way to Wednesday's
        ((5, 10, 11), (0, 1, 1)),  # Friday's is made up for on Monday
        ((5, 11), (0, 1)),  # of Friday's and Tuesday's only Tuesday's is given
        ((5, 12, 12), (0, 1, 0)),
        ((5, 13), (0, 0)),  # after the due day nothing can be submitted: no reminder comes too late
    ],
)
def test_reminders_missed_while_nothing_ran_are_made_up_for_once(
    october: Collection, up_on: tuple[int, ...], given: tuple[int, ...]
) -> None:
    firms = missing(october).count()
    assert reminded(up_on) == [firms * one for one in given]
    assert Notice.objects.filter(kind="remind").count() == firms * sum(given)


def test_a_made_up_reminder_passes_over_who_has_submitted_meanwhile(october: Collection, one: Filing) -> None:
    submitted(one)
    assert reminded([10]) == [missing(october).count()]
    assert not Notice.objects.filter(filing=one, kind="remind").exists()


def test_another_due_day_has_its_own_reminders(october: Collection) -> None:
    firms = missing(october).count()
    assert reminded([12]) == [firms]
    set_due(
        id=october.pk,
        version=october.version,
        due_on=date(2014, 11, 20),
        by=CITY,
        reason="系统停机，顺延期限",
    )
    assert reminded([13, 17, 18, 20]) == [0, firms, 0, firms]


def test_carrying_forward_fills_only_empty_cells(one: Filing) -> None:
    fill(one.pk, revenue="777")
    now = services.get(one.pk)
    now, _ = services.carry_forward(id=now.pk, version=now.version, by=FIRM, today=DAY)
    assert now.cells["revenue"] == "777"
    assert now.cells["electricity"]


def test_figures_follow_acceptance(one: Filing) -> None:
    from yuanqu_web.jobs.services import run_job

    before = one.enterprise.dataset.digest
    accepted(one)
    job = Job.objects.get(kind="filings.refresh")
    assert run_job(job=job).state == "done"
    one.enterprise.dataset.refresh_from_db()
    assert one.enterprise.dataset.digest != before
    waiting = set(Job.objects.filter(state="queued").values_list("kind", flat=True))
    assert {"assess", "standings"} <= waiting


def test_the_daily_job_reminds_by_the_day_it_runs(
    october: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Due on Wednesday 12 November 2014."""
    from yuanqu_web.filings import notices
    from yuanqu_web.jobs.services import run_job

    def reminded_on(day: date) -> int:
        before = Notice.objects.filter(kind="remind").count()
        monkeypatch.setattr(notices.timezone, "localdate", lambda: day)
        job = Job.objects.create(kind="filings.remind", arguments={}, created_at=notices.timezone.now())
        assert run_job(job=job).state == "done"
        return Notice.objects.filter(kind="remind").count() - before

    firms = missing(october).count()
    assert [reminded_on(date(2014, 11, day)) for day in (6, 7, 7, 10, 11, 12, 13)] == [
        0,
        firms,
        0,
        0,
        firms,
        firms,
        0,
    ]
