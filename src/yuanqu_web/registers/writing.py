"""Writing many rows of one register at once: new versions, and heads in step with them. Everything goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.utils import timezone

from yuanqu.facts import Form, Schema
from yuanqu.record import By
from yuanqu_web.registers.models import Entry, EntryState, EntryValue
from yuanqu_web.registers.shape import Shape, shape_of
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.registry.services import Entry as FirmEntry
from yuanqu_web.registry.services import enrol
from yuanqu_web.registry.spelling import spell
from yuanqu_web.returns.codec import Stored
from yuanqu_web.returns.models import Return, SubjectRecord
from yuanqu_web.returns.selectors import ACCEPTED, WITHDRAWN, latest_versions

Values = Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class Write:
    """One row to write. `seen`: the version that the writer saw, 0 for a new row."""

    key: str
    values: Values
    seen: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """What stands behind the rows of one writing."""

    by: By
    release: str
    reason: str = ""
    document: str = ""
    batch: UUID | None = None
    at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class Written:
    """Heads by key as they stand now, and the keys that somebody else changed first: those were left alone."""

    entries: Mapping[str, Entry]
    conflicts: tuple[str, ...] = ()


def write_rows(*, dataset: Dataset, schema: Schema, form: Form, writes: Sequence[Write], why: Why) -> Written:
    """Write new versions of rows of one register. Must run in a transaction; keys must not repeat.

    Rows whose head is no longer at the version seen are left alone and named in `conflicts`.
    """
    shape = shape_of(schema, form)
    keys = [one.key for one in writes]
    heads = {e.key: e for e in _locked(dataset, form, keys)}
    free: list[Write] = []
    conflicts: list[Write] = []
    for one in writes:
        head = heads.get(one.key)
        (free if (head.version if head else 0) == one.seen else conflicts).append(one)
    firms = _firms(dataset, shape, free)
    _write_versions(dataset, shape, free, firms, why)
    return Written(_write_heads(dataset, shape, free, heads, firms, why.at), tuple(w.key for w in conflicts))


def index_form(*, dataset: Dataset, schema: Schema, form: Form) -> int:
    """Bring the heads of a register in step with its versions, after facts were loaded whole. How many changed."""
    shape = shape_of(schema, form)
    heads = {e.key: e for e in Entry.objects.filter(dataset=dataset, form=form.id)}
    stale: list[Write] = []
    versions: dict[str, int] = {}
    for (key, _period), last in latest_versions(dataset, form).items():
        head = heads.get(key)
        versions[key] = last.version
        if head is None or head.version != last.version:
            values = last.values or (head.values if head else {})
            stale.append(Write(key, values, head.version if head else 0, ended=last.state != ACCEPTED))
    firms = _known_firms(dataset, shape, stale)
    entries = _write_heads(dataset, shape, stale, heads, firms, timezone.now())
    for entry in entries.values():
        entry.version = versions[entry.key]
    Entry.objects.bulk_update(entries.values(), ["version"], batch_size=500)
    return len(stale)


def _locked(dataset: Dataset, form: Form, keys: Sequence[str]) -> Iterable[Entry]:
    for start in range(0, len(keys), 500):
        yield from Entry.objects.select_for_update().filter(
            dataset=dataset, form=form.id, key__in=keys[start : start + 500]
        )


def _firms(dataset: Dataset, shape: Shape, writes: Sequence[Write]) -> Mapping[str, tuple[UUID, str]]:
    """Id and place of the enterprises that the rows name, by key; those of the register itself are made."""
    if not shape.is_enterprise:
        return _known_firms(dataset, shape, writes)
    ids = enrol(dataset=dataset, entries=[_firm_entry(one) for one in writes if not one.ended])
    gone = [one.key for one in writes if one.ended]
    found = {key: (id, "") for key, id in ids.items()}
    return found | _by_key(dataset, gone)


def _known_firms(dataset: Dataset, shape: Shape, writes: Sequence[Write]) -> Mapping[str, tuple[UUID, str]]:
    if shape.is_enterprise:
        return _by_key(dataset, [one.key for one in writes])
    if not shape.owner_field:
        return {}
    return _by_key(dataset, sorted({str(k) for one in writes if (k := one.values.get(shape.owner_field))}))


def _by_key(dataset: Dataset, keys: Sequence[str]) -> dict[str, tuple[UUID, str]]:
    found: dict[str, tuple[UUID, str]] = {}
    for start in range(0, len(keys), 500):
        part = Enterprise.objects.filter(dataset=dataset, key__in=keys[start : start + 500])
        found.update((key, (id, place)) for key, id, place in part.values_list("key", "id", "place"))
    return found


def _firm_entry(one: Write) -> FirmEntry:
    values = one.values
    founded = values.get("founded_on")
    return FirmEntry(
        key=one.key,
        code=str(values.get("code") or one.key),
        name=str(values.get("name") or one.key),
        place=str(values.get("place") or ""),
        industry=str(values.get("industry") or ""),
        cluster=str(values.get("cluster") or ""),
        founded_on=date.fromisoformat(str(founded)) if founded else None,
    )


def _write_versions(
    dataset: Dataset,
    shape: Shape,
    writes: Sequence[Write],
    firms: Mapping[str, tuple[UUID, str]],
    why: Why,
) -> None:
    common = {
        "dataset": dataset,
        "form": shape.form.id,
        "accepted_at": why.at,
        "pack_release": why.release,
        "by_id": why.by.id,
        "by_name": why.by.name,
        "reason": why.reason,
        "document": why.document,
        "batch": why.batch,
    }
    returns, records = [], []
    for one in writes:
        own = common | {
            "version": one.seen + 1,
            "state": WITHDRAWN if one.ended else ACCEPTED,
            "values": dict(one.values),
        }
        if shape.is_enterprise:
            returns.append(Return(enterprise_id=firms[one.key][0], **own))
            continue
        owner = firms.get(str(one.values.get(shape.owner_field)))
        records.append(
            SubjectRecord(kind=shape.form.subject, key=one.key, owner_id=owner[0] if owner else None, **own)
        )
    Return.objects.bulk_create(returns, batch_size=500)
    SubjectRecord.objects.bulk_create(records, batch_size=500)


def _write_heads(
    dataset: Dataset,
    shape: Shape,
    writes: Sequence[Write],
    heads: Mapping[str, Entry],
    firms: Mapping[str, tuple[UUID, str]],
    at: datetime,
) -> dict[str, Entry]:
    new, changed = [], []
    for one in writes:
        entry = heads.get(one.key)
        if entry is None:
            entry = Entry(dataset=dataset, form=shape.form.id, kind=shape.form.subject, key=one.key)
            new.append(entry)
        else:
            changed.append(entry)
        _fill(entry, shape, one, firms, at)
    Entry.objects.bulk_create(new, batch_size=500)
    Entry.objects.bulk_update(changed, _COLUMNS, batch_size=200)
    for start in range(0, len(changed), 500):
        EntryValue.objects.filter(entry__in=changed[start : start + 500]).delete()
    EntryValue.objects.bulk_create(
        (
            EntryValue(entry=entry, field=id, text=text[:120], number=number)
            for entry in (*new, *changed)
            for id, text, number in shape.indexed(entry.values)
        ),
        batch_size=2000,
    )
    return {entry.key: entry for entry in (*new, *changed)}


_COLUMNS = [
    "title", "pinyin", "initials", "place", "enterprise", "state", "version", "values", "changed_at",
]  # fmt: skip


def _fill(
    entry: Entry, shape: Shape, one: Write, firms: Mapping[str, tuple[UUID, str]], at: datetime
) -> None:
    title = shape.title(one.key, one.values)[:300]
    if title != entry.title:
        entry.title = title
        full, initials = spell(title)
        entry.pinyin, entry.initials = full[:400], initials[:160]
    owner = firms.get(one.key if shape.is_enterprise else str(one.values.get(shape.owner_field)))
    entry.enterprise_id = owner[0] if owner else None
    own_place = one.values.get(shape.place_field) if shape.place_field else None
    entry.place = str(own_place or (owner[1] if owner else ""))
    entry.state = EntryState.ENDED if one.ended else EntryState.IN_FORCE
    entry.version = one.seen + 1
    entry.values = cast(dict[str, Stored], dict(one.values))
    entry.changed_at = at
