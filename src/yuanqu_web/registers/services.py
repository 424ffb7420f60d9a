"""Writing one entry of a register: add, change, end, restore, undo. Nothing is overwritten; each is a new version,
with its entry in the record in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping

from yuanqu.diagnostics import diagnose
from yuanqu.facts import Form, Schema
from yuanqu.record import By
from yuanqu_web.audit.services import record
from yuanqu_web.jobs.services import enqueue
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registers.checking import Invalid, Values, check_entry, referring
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.shape import shape_of
from yuanqu_web.registers.versions import versions_of
from yuanqu_web.registers.writing import Why, Write, write_rows
from yuanqu_web.registry.models import Dataset
from yuanqu_web.returns.codec import Stored
from yuanqu_web.returns.selectors import ACCEPTED

SHORTEST_REASON = 2


@atomic_write
def add_entry(
    *,
    dataset: Dataset,
    schema: Schema,
    form: Form,
    key: str,
    values: Values,
    by: By,
    release: str,
    reason: str = "",
    document: str = "",
) -> Entry:
    """Register something new. Raises Invalid; a number that is taken is one of its problems."""
    if Entry.objects.filter(dataset=dataset, form=form.id, key=key).exists():
        raise Invalid({form.key: diagnose("REG-003", key=key)})
    check_entry(dataset, schema, shape_of(schema, form), key, values)
    why = Why(by, release, reason, document)
    return _write(dataset, schema, form, Write(key, values), why, "register.add", None)


@atomic_write
def change_entry(
    *,
    entry: Entry,
    version: int,
    schema: Schema,
    values: Values,
    by: By,
    release: str,
    reason: str,
    document: str = "",
) -> Entry:
    """A new version with other values. Raises Conflict when the entry is no longer at `version`, and Invalid.
    The same values again change nothing."""
    _check_reason(reason)
    form = schema.form(entry.form)
    if entry.version == version and dict(values) == entry.values:
        return entry
    check_entry(entry.dataset, schema, shape_of(schema, form), entry.key, values)
    why = Why(by, release, reason, document)
    return _write(
        entry.dataset, schema, form, Write(entry.key, values, version), why, "register.change", entry
    )


@atomic_write
def end_entry(
    *, entry: Entry, version: int, schema: Schema, by: By, release: str, reason: str, document: str = ""
) -> Entry:
    """Take an entry out of force. It stays to be read and can be restored. Raises Conflict and Invalid."""
    _check_reason(reason)
    if count := Entry.objects.filter(referring(schema, entry)).distinct().count():
        raise Invalid({"": diagnose("REG-005", count=count)})
    write = Write(entry.key, entry.values, version, ended=True)
    why = Why(by, release, reason, document)
    return _write(entry.dataset, schema, schema.form(entry.form), write, why, "register.end", entry)


@atomic_write
def restore_entry(*, entry: Entry, version: int, schema: Schema, by: By, release: str, reason: str) -> Entry:
    """Bring an ended entry back into force. Raises Conflict and Invalid."""
    _check_reason(reason)
    form = schema.form(entry.form)
    check_entry(entry.dataset, schema, shape_of(schema, form), entry.key, entry.values)
    write = Write(entry.key, entry.values, version)
    return _write(entry.dataset, schema, form, write, Why(by, release, reason), "register.restore", entry)


@atomic_write
def undo_change(*, entry: Entry, version: int, schema: Schema, by: By, release: str, reason: str) -> Entry:
    """Take the last change back: a new version that says what the one before said. Raises Conflict and Invalid."""
    _check_reason(reason)
    last = versions_of(schema, entry)
    if len(last) < 2:
        raise Invalid({"": diagnose("REG-006")})
    before = last[1]
    ended = before.state != ACCEPTED
    values: Values = before.values or entry.values
    form = schema.form(entry.form)
    if not ended:
        check_entry(entry.dataset, schema, shape_of(schema, form), entry.key, values)
    write = Write(entry.key, values, version, ended=ended)
    return _write(entry.dataset, schema, form, write, Why(by, release, reason), "register.undo", entry)


def _write(
    dataset: Dataset, schema: Schema, form: Form, write: Write, why: Why, action: str, entry: Entry | None
) -> Entry:
    before = dict(entry.values) | {"state": entry.state} if entry else None
    written = write_rows(dataset=dataset, schema=schema, form=form, writes=[write], why=why)
    if written.conflicts:
        theirs = Entry.objects.get(dataset=dataset, form=form.id, key=write.key)
        raise Conflict(form.id, str(theirs.pk), dict(write.values), dict(theirs.values))
    done = written.entries[write.key]
    record(
        by=why.by,
        action=action,
        kind=form.id,
        id=str(done.pk),
        before=before,
        after=dict(done.values) | {"state": str(done.state)},
        reason=why.reason,
        place=done.place,
        release=why.release,
    )

    enqueue(kind="filings.refresh", arguments={"dataset": str(dataset.pk)})  # decisions rest on registers too
    return done


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": diagnose("REG-007", count=SHORTEST_REASON)})


def merged(base: Values, changes: Mapping[str, Stored]) -> dict[str, Stored]:
    """Values with some changed."""
    return dict(base) | dict(changes)


def is_ended(entry: Entry) -> bool:
    return entry.state == EntryState.ENDED
