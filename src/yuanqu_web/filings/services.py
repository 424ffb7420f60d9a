"""Writing returns: filling in, submitting, checking, returning, accepting, unlocking. Each change stands in the record
in the same transaction; writes compare and set the version, so nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.facts import Field
from yuanqu.facts.exact import from_stored
from yuanqu.filing import Action, Reason, State, Window, step
from yuanqu.filing.states import Refused, long_enough
from yuanqu.record import By
from yuanqu.values import Period
from yuanqu_web.audit.services import record
from yuanqu_web.filings.accepting import store_accepted
from yuanqu_web.filings.forms import Sheet, sheet_of
from yuanqu_web.filings.judging import Judged, judged
from yuanqu_web.filings.models import Filing, FilingEvent, States
from yuanqu_web.filings.notices import tell
from yuanqu_web.filings.refusals import NotNow, refuse
from yuanqu_web.filings.series import beside, summed
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.returns.codec import Fact, Stored, restore, store_row

LONGEST_CELL = 200
LONGEST_REASON = 500


def window_of(filing: Filing) -> Window:
    kept = filing.collection
    return Window(kept.opens_on, kept.due_on, kept.locked, filing.late_until)


def get(id: UUID) -> Filing:
    """Filing.DoesNotExist for an unknown id."""
    return Filing.objects.select_related("collection", "enterprise", "enterprise__dataset").get(pk=id)


@atomic_write
def save(
    *,
    id: UUID,
    version: int,
    by: By,
    cells: Mapping[str, str] | None = None,
    reasons: Mapping[str, str] | None = None,
    unit: str | None = None,
    today: date | None = None,
) -> tuple[Filing, Judged]:
    """Keep a draft: the cells given, others stay. What can't be read is kept as typed and told.

    Conflict when someone else has written since `version`; NotNow when the return is closed. Drafts are working papers:
    the record holds what was submitted and decided, not each pause in typing.
    """
    filing = get(id)
    _may(Action.EDIT, filing, today)
    sheet = sheet_of(filing.form)
    asked = {field.id for field in sheet.asked}
    given = {id: text[:LONGEST_CELL] for id, text in (cells or {}).items() if id in asked}
    said = _said(sheet, filing, reasons or {})
    if filing.version != version:
        raise _conflict(filing, given, said, unit)
    filing.cells = {**filing.cells, **given}
    filing.reasons = said
    filing.unit = unit if unit in ("form", "yuan") else filing.unit
    found = _rejudge(sheet, filing)
    filing.started = True
    filing.edited_by = by.name
    filing.autosaved_at = timezone.now()
    _write(filing, version, given, said, unit)
    return filing, found


@atomic_write
def submit(*, id: UUID, version: int, by: By, today: date | None = None) -> Filing:
    """Hand a return to the park. NotNow with the hard rules that fail, the cells that can't be read, or the reasons missing."""
    filing = get(id)
    _may(Action.SUBMIT, filing, today)
    sheet = sheet_of(filing.form)
    found = _rejudge(sheet, filing)
    if found.problems:
        raise refuse(Reason.UNREADABLE, filing, count=len(found.problems))
    if hard := found.failed("A"):
        raise refuse(Reason.HARD_RULE, filing, count=len(hard))
    if found.unexplained:
        raise refuse(Reason.UNEXPLAINED, filing, count=len(found.unexplained))
    before = _last_submitted(filing)
    filing.state, filing.submitted_at, filing.return_reason = States.SUBMITTED, timezone.now(), ""
    filing.pack_release = sheet.pack.digest
    _write(filing, version)
    _enter(filing, by, Action.SUBMIT, before=before, with_values=True)
    return filing


@atomic_write
def withdraw(*, id: UUID, version: int, by: By, reason: str = "", today: date | None = None) -> Filing:
    """Take a return back to mend it, until it is accepted."""
    return _move(Action.WITHDRAW, id, version, by, reason, today)


@atomic_write
def check(
    *,
    id: UUID,
    version: int,
    by: By,
    approve: Sequence[str] = (),
    today: date | None = None,
    alone: bool = True,
) -> Filing:
    """The park finds a return in order. `approve`: rules of class B whose reason is approved with it.
    `alone` False: the record's entry is the batch's."""
    filing = get(id)
    _may(Action.CHECK, filing, today)
    for rule in approve:
        if rule in filing.reasons:
            filing.reasons[rule] = {**filing.reasons[rule], "approved": True, "approved_by": by.name}
    found = _rejudge(sheet_of(filing.form), filing)
    if found.unapproved:
        raise refuse(Reason.NOT_APPROVED, filing, count=len(found.unapproved))
    filing.state, filing.decided_at = States.PARK_CHECKED, timezone.now()
    _write(filing, version)
    _enter(filing, by, Action.CHECK, alone=alone)
    return filing


@atomic_write
def send_back(
    *, id: UUID, version: int, by: By, reason: str, today: date | None = None, alone: bool = True
) -> Filing:
    """Return it to the firm with a reason, which the firm reads above the form."""
    filing = _move(Action.RETURN, id, version, by, reason, today, alone)
    tell(filing=filing, kind="returned", reason=reason, by=by)
    return filing


@atomic_write
def accept(*, id: UUID, version: int, by: By, today: date | None = None, alone: bool = True) -> Filing:
    """The city accepts: the values become a version in `returns`, in this transaction, and the return is locked."""
    filing = get(id)
    _may(Action.ACCEPT, filing, today)
    sheet = sheet_of(filing.form)
    filing.state, filing.decided_at, filing.late_until = States.ACCEPTED, timezone.now(), None
    _write(filing, version)
    stored = store_accepted(sheet=sheet, filing=filing, at=filing.decided_at, by=by)
    after = {"return_version": stored.version, "values": stored.values, "edition": filing.edition}
    _enter(filing, by, Action.ACCEPT, after=after, with_values=True, alone=alone)
    enqueue(kind="filings.refresh", arguments={"dataset": str(filing.collection.dataset_id)})
    return filing


@atomic_write
def unlock(
    *, id: UUID, version: int, by: By, reason: str, days: int = 10, today: date | None = None
) -> Filing:
    """Open an accepted return for correction. What was accepted stays as it is; a new edition begins."""
    today = today or timezone.localdate()
    filing = get(id)
    _may(Action.UNLOCK, filing, today, reason)
    sheet = sheet_of(filing.form)
    if not filing.cells:
        filing.cells = cells_of(sheet, filing)
    filing.state, filing.edition = States.DRAFT, filing.edition + 1
    filing.late_until = today + timedelta(days=days)
    filing.reasons = {}
    _rejudge(sheet, filing)
    _write(filing, version)
    _enter(filing, by, Action.UNLOCK, reason=reason)
    tell(filing=filing, kind="unlocked", reason=reason, by=by)
    return filing


@atomic_write
def reopen(
    *, id: UUID, version: int, by: By, reason: str, days: int = 5, today: date | None = None
) -> Filing:
    """Let one firm file after the due day or in a locked period, up to a day, with a reason."""
    today = today or timezone.localdate()
    filing = get(id)
    if not long_enough(reason):
        raise refuse(Reason.NO_REASON, filing)
    if filing.state not in (States.DRAFT, States.RETURNED):
        raise refuse(Reason.WRONG_STATE, filing, Action.EDIT)
    filing.late_until = today + timedelta(days=days)
    _write(filing, version)
    _enter(filing, by, "reopen", reason=reason)
    tell(filing=filing, kind="unlocked", reason=reason, by=by)
    return filing


@atomic_write
def carry_forward(*, id: UUID, version: int, by: By, today: date | None = None) -> tuple[Filing, Judged]:
    """Copy the period before into cells that are still empty."""
    filing = get(id)
    sheet = sheet_of(filing.form)
    past = beside(sheet, filing.enterprise, Period.parse(filing.period))
    texts = texts_of(sheet, past.previous, filing.unit)
    blank = {id: text for id, text in texts.items() if text and not filing.cells.get(id, "").strip()}
    return save(id=id, version=version, by=by, cells=blank, today=today)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one return in a batch. `why` None: done."""

    filing: Filing
    why: Diagnostic | None


@atomic_write
def decide_many(
    *, action: Action, items: Sequence[tuple[UUID, int]], by: By, reason: str = "", today: date | None = None
) -> tuple[Result, ...]:
    """Check, return or accept many, each by itself: one refused holds up no other. The record gets one entry,
    with how many and which."""
    first = FilingEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    results = [_one_of_many(action, id, version, by, reason, today) for id, version in items]
    done = [one.filing for one in results if one.why is None]
    if done:
        entry = record(
            by=by,
            action=f"return.{action}_batch",
            kind="collection",
            id=str(done[0].collection_id),
            before=None,
            after={"count": len(done), "returns": [f"{one.pk}:{one.edition}" for one in done]},
            reason=reason,
            release=done[0].pack_release,
        )
        mine = FilingEvent.objects.filter(pk__gt=first, filing__in=done, entry=None)
        mine.update(entry=entry.number)
    return tuple(results)


def _one_of_many(action: Action, id: UUID, version: int, by: By, reason: str, today: date | None) -> Result:
    try:
        with transaction.atomic():
            match action:
                case Action.CHECK:
                    done = check(id=id, version=version, by=by, today=today, alone=False)
                case Action.RETURN:
                    done = send_back(id=id, version=version, by=by, reason=reason, today=today, alone=False)
                case _:
                    done = accept(id=id, version=version, by=by, today=today, alone=False)
        return Result(done, None)
    except NotNow as why:
        return Result(get(id), why.diagnostic)
    except Conflict:
        return Result(get(id), diagnose("FIL-112"))


def cells_of(sheet: Sheet, filing: Filing) -> dict[str, str]:
    """An accepted return as texts to begin a correction from, as the form counts."""
    past = beside(sheet, filing.enterprise, Period.parse(filing.period))
    if past.here is None:
        return {}
    values = {f.id: restore(f, past.here.values.get(f.id)) for f in sheet.fields}
    return texts_of(sheet, summed(sheet, values, past.months_before), filing.unit)


def texts_of(sheet: Sheet, values: Mapping[str, Fact], unit: str) -> dict[str, str]:
    """Values as a person would type them, in the chosen unit."""
    return {field.id: typed(sheet, field, values.get(field.id), unit) for field in sheet.asked}


def typed(sheet: Sheet, field: Field, value: Fact, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | int):
        text = f"{from_stored(field, sheet.symbol(field, unit), Decimal(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _move(
    action: Action,
    id: UUID,
    version: int,
    by: By,
    reason: str,
    today: date | None,
    alone: bool = True,
) -> Filing:
    filing = get(id)
    target = _may(action, filing, today, reason)
    filing.state = States(target.value)
    filing.return_reason = reason if action is Action.RETURN else ""
    if action is Action.RETURN:
        filing.decided_at = timezone.now()
    for rule, said in filing.reasons.items():
        filing.reasons[rule] = {**said, "approved": False}
    _write(filing, version)
    _enter(filing, by, action, reason=reason, alone=alone)
    return filing


def _may(action: Action, filing: Filing, today: date | None, reason: str = "") -> State:
    """The state after an action; NotNow with one of the reasons when it can't be done."""
    found = step(action, State(filing.state), window_of(filing), today or timezone.localdate(), reason=reason)
    if isinstance(found, Refused):
        raise refuse(found.reason, filing, action)
    return found.target


def _said(sheet: Sheet, filing: Filing, given: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Reasons after a change. A reason that is changed has to be approved anew."""
    known = {rule.id for rule in sheet.head.rules}
    kept = {id: dict(said) for id, said in filing.reasons.items()}
    for id, text in given.items():
        if id in known and kept.get(id, {}).get("text") != text[:LONGEST_REASON]:
            kept[id] = {"text": text[:LONGEST_REASON], "approved": False}
    return kept


def _rejudge(sheet: Sheet, filing: Filing) -> Judged:
    found = judged(sheet, filing)
    filing.values = store_row(sheet.asked, found.values)
    filing.checks = found.counts()
    filing.flags = sum(filing.checks[name] for name in ("A", "B", "C", "D", "unread"))
    return found


_WRITTEN = ("state", "edition", "unit", "cells", "values", "reasons", "checks", "flags", "started", "return_reason",
            "late_until", "autosaved_at", "submitted_at", "decided_at", "edited_by", "pack_release")  # fmt: skip


def _write(
    filing: Filing,
    version: int,
    cells: Mapping[str, str] | None = None,
    reasons: Mapping[str, object] | None = None,
    unit: str | None = None,
) -> None:
    """Compare and set. Conflict when the row isn't at `version` any more."""
    changes = {name: getattr(filing, name) for name in _WRITTEN}
    if not Filing.objects.filter(pk=filing.pk, version=version).update(version=F("version") + 1, **changes):
        raise _conflict(get(filing.pk), cells or {}, reasons or {}, unit)
    filing.version = version + 1


def _conflict(
    now: Filing, cells: Mapping[str, str], reasons: Mapping[str, object], unit: str | None
) -> Conflict:
    theirs = {
        "version": now.version,
        "cells": now.cells,
        "unit": now.unit,
        "by": now.edited_by,
        "state": now.state,
    }
    return Conflict("filing", str(now.pk), {"cells": cells, "reasons": reasons, "unit": unit}, theirs)


def _last_submitted(filing: Filing) -> Mapping[str, Stored] | None:
    last = filing.events.exclude(values=None).order_by("-pk").first()
    return last.values if last else None


def _enter(
    filing: Filing,
    by: By,
    action: Action | str,
    *,
    reason: str = "",
    before: Mapping[str, Stored] | None = None,
    after: Mapping[str, object] | None = None,
    with_values: bool = False,
    alone: bool = True,
) -> None:
    """The line in the return's own history and, unless it is one of a batch, the entry in the record."""
    entry = None
    if alone:
        state = {"state": str(filing.state), "edition": filing.edition}
        entry = record(
            by=by,
            action=f"return.{action}",
            kind="filing",
            id=str(filing.pk),
            before={"values": before} if before else None,
            after={**state, **(after or ({"values": filing.values} if with_values else {}))},
            reason=reason,
            place=filing.place,
            release=filing.pack_release,
        )
    FilingEvent.objects.create(
        filing=filing,
        action=str(action),
        state=filing.state,
        edition=filing.edition,
        at=timezone.now(),
        by_id=by.id,
        by_name=by.name,
        by_role=by.role,
        by_organisation=by.organisation,
        reason=reason,
        values=filing.values if with_values else None,
        reasons=filing.reasons if with_values else None,
        entry=entry.number if entry else None,
    )
