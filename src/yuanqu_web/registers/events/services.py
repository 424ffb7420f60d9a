"""Recording what happened to an enterprise. Names and codes are dated; ids stay; the register follows."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.facts import Form, Schema
from yuanqu.facts.codes import check_enterprise_code, normal_code
from yuanqu.record import By
from yuanqu_web.audit.services import record
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registers.checking import Invalid
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.shape import ENTERPRISE
from yuanqu_web.registers.writing import Why, Write, write_rows
from yuanqu_web.registry.lookup import find_by_code
from yuanqu_web.registry.models import (
    Enterprise,
    EnterpriseCode,
    EnterpriseEvent,
    EnterpriseName,
    EventKind,
    EventParty,
)
from yuanqu_web.registry.spelling import spell
from yuanqu_web.returns.codec import Stored

SYSTEMS = {18: "uscc", 15: "registration", 9: "organisation"}


@atomic_write
def record_event(
    *,
    enterprise: Enterprise,
    schema: Schema,
    kind: EventKind,
    day: date,
    after: str,
    by: By,
    release: str,
    document: str = "",
    reason: str = "",
) -> EnterpriseEvent:
    """Record an event and carry it out. `after`: the new name, code or place id; of a merger or split the code, on that
    day, of the enterprise absorbed or formed. Raises Invalid.

    In a merger the other enterprise leaves the register; in a split it must be registered already.
    """
    enterprise = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    after = after.strip()
    if day > timezone.localdate():
        raise Invalid({"day": diagnose("REG-009", day=day)})
    if not after:
        raise Invalid({"after": diagnose("REG-010")})
    event = EnterpriseEvent(
        enterprise=enterprise,
        kind=kind,
        day=day,
        document=document,
        reason=reason,
        by_id=by.id,
        by_name=by.name,
        recorded_at=timezone.now(),
    )
    other: Enterprise | None = None
    change: dict[str, Stored] = {}
    match kind:
        case EventKind.RENAME:
            event.before, event.after = enterprise.name, after
            _rename(enterprise, after, day)
            change = {"name": after}
        case EventKind.RECODE:
            event.before = enterprise.code
            event.after = _recode(enterprise, after, day)
        case EventKind.MOVE:
            event.before, event.after = enterprise.place, _place(schema, after)
            enterprise.place = after
            enterprise.save(update_fields=["place"])
            change = {"place": after}
        case EventKind.MERGE | EventKind.SPLIT:
            other = _other(enterprise, after, day)
            event.before, event.after = "", other.name
    event.save()
    why = Why(by, release, reason or str(EventKind(kind).label), document)
    if other is not None:
        EventParty.objects.create(event=event, enterprise=other)
        if kind == EventKind.MERGE:
            _leave(other, schema, day, why)
    if change:
        _follow(enterprise, schema, change, why)
    record(
        by=by,
        action=f"firm.{kind}",
        kind=ENTERPRISE,
        id=str(enterprise.pk),
        before={"value": event.before},
        after={"value": event.after, "day": day.isoformat(), "other": str(other.pk) if other else None},
        reason=reason,
        place=enterprise.place,
        release=release,
    )
    return event


def _rename(enterprise: Enterprise, name: str, day: date) -> None:
    now = enterprise.names.filter(end__isnull=True).first()
    _check_after(now.start if now else None, day)
    enterprise.names.filter(end__isnull=True).update(end=day)
    EnterpriseName.objects.update_or_create(
        enterprise=enterprise, value=name, defaults={"start": day, "end": None}
    )
    enterprise.name = name[:200]
    enterprise.pinyin, enterprise.initials = spell(name)
    enterprise.save(update_fields=["name", "pinyin", "initials"])


def _recode(enterprise: Enterprise, text: str, day: date) -> str:
    code = normal_code(text)
    if wrong := check_enterprise_code(code):
        raise Invalid({"after": wrong})
    bearer = find_by_code(enterprise.dataset, [code], day)[code]
    if bearer.keys and bearer.key() != enterprise.key:
        raise Invalid({"after": diagnose("REG-002", code=code, day=day, count=len(bearer.keys) + 1)})
    now = enterprise.codes.filter(end__isnull=True).first()
    _check_after(now.start if now else None, day)
    enterprise.codes.filter(end__isnull=True).update(end=day)
    EnterpriseCode.objects.update_or_create(
        enterprise=enterprise, system=SYSTEMS[len(code)], value=code, defaults={"start": day, "end": None}
    )
    enterprise.code = code
    enterprise.save(update_fields=["code"])
    return code


def _check_after(start: date | None, day: date) -> None:
    if start is not None and day <= start:
        raise Invalid({"day": diagnose("REG-008", day=day, start=start)})


def _place(schema: Schema, place: str) -> str:
    if place not in {choice.id for choice in schema.field("place", ENTERPRISE).choices}:
        raise Invalid({"after": diagnose("REG-010")})
    return place


def _other(enterprise: Enterprise, text: str, day: date) -> Enterprise:
    """The other enterprise by its code on the day; none or two is a problem."""
    code = normal_code(text)
    found = find_by_code(enterprise.dataset, [code], day)[code]
    problem: Diagnostic | None = found.problem(day)
    if problem is not None:
        raise Invalid({"after": problem})
    if found.key() == enterprise.key:
        raise Invalid({"after": diagnose("REG-011")})
    return Enterprise.objects.get(dataset=enterprise.dataset, key=found.key())


def _leave(other: Enterprise, schema: Schema, day: date, why: Why) -> None:
    """The absorbed one: its codes and names end, and it leaves the register."""
    other.codes.filter(end__isnull=True).update(end=day)
    other.names.filter(end__isnull=True).update(end=day)
    head = _head(other, _register(schema))
    if head is not None and head.state == EntryState.IN_FORCE:
        write = Write(other.key, head.values, head.version, ended=True)
        write_rows(dataset=other.dataset, schema=schema, form=_register(schema), writes=[write], why=why)


def _follow(enterprise: Enterprise, schema: Schema, change: dict[str, Stored], why: Why) -> None:
    form = _register(schema)
    head = _head(enterprise, form)
    if head is None:
        return
    known = {field.id for field in schema.form_fields(form)}
    values = dict(head.values) | {id: value for id, value in change.items() if id in known}
    write = Write(enterprise.key, values, head.version, ended=head.state == EntryState.ENDED)
    write_rows(dataset=enterprise.dataset, schema=schema, form=form, writes=[write], why=why)


def _register(schema: Schema) -> Form:
    return next(form for form in schema.forms_of(ENTERPRISE) if form.is_register)


def _head(enterprise: Enterprise, form: Form) -> Entry | None:
    return Entry.objects.filter(dataset=enterprise.dataset, form=form.id, key=enterprise.key).first()
