"""Writing returns: take a body of facts into the database. The same facts again change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from yuanqu.facts import Facts, Form, Schema
from yuanqu.values import Period
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registry.models import Dataset, Enterprise
from yuanqu_web.registry.services import Entry, enrol
from yuanqu_web.returns.codec import Stored, store_row
from yuanqu_web.returns.models import Return, SubjectRecord
from yuanqu_web.returns.selectors import ACCEPTED, WITHDRAWN, entered, facts_as_of, latest_versions

ENTERPRISE = "enterprise"
Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, counted in rows. `kept`: rows that people entered or changed, which stand as they are."""

    dataset: Dataset
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0
    kept: int = 0


@atomic_write
def import_facts(
    *,
    facts: Facts,
    key: str,
    release: str,
    made_from: str = "",
    accepted_at: datetime | None = None,
    say: Say | None = None,
) -> Imported:
    """Accept facts into the data set `key`, as one change: all of it or nothing.

    Rows equal to the last accepted version stay; changed ones get a new version; rows no longer stated are
    withdrawn. What people entered, changed or ended since is theirs: it stays, whatever the facts say.
    `release`: digest of the pack whose schema they follow.
    """
    dataset, _ = Dataset.objects.get_or_create(
        key=key,
        defaults={
            "origin": facts.origin.kind,
            "title_zh": facts.origin.title.zh,
            "title_en": facts.origin.title.en,
        },
    )
    total = sum(facts.row_counts().values())
    if dataset.digest == facts.digest():
        _make_current(dataset, facts, made_from or dataset.made_from)
        return Imported(dataset, same=total)
    writer = _Writer(dataset, release, accepted_at or timezone.now())
    ids = _enrol(dataset, facts)
    done = 0
    for form in facts.schema.forms:
        writer.write(facts, form, ids)
        done += facts.form_table(form).num_rows
        if say:
            say(done, total)
    dataset.loaded_at = writer.at
    stands = facts_as_of(dataset, None, schema=facts.schema) if writer.kept else facts
    dataset.digest = stands.digest()
    _make_current(dataset, facts, made_from)
    return Imported(dataset, writer.added, writer.changed, writer.withdrawn, writer.same, writer.kept)


def _make_current(dataset: Dataset, facts: Facts, made_from: str) -> None:
    Dataset.objects.filter(origin=dataset.origin, is_current=True).exclude(pk=dataset.pk).update(
        is_current=False
    )
    dataset.schema_digest = facts.schema.digest
    dataset.made_from = made_from
    dataset.is_current = True
    dataset.save()


def _enrol(dataset: Dataset, facts: Facts) -> Mapping[str, UUID]:
    """Enterprises named by any form; the register gives their names and places."""
    known: dict[str, Entry] = {}
    for form in facts.schema.forms_of(ENTERPRISE):
        table = facts.form_table(form)
        if form.is_register:
            for row in table.to_pylist():
                known[row[form.key]] = _entry(row[form.key], row)
        else:
            for key in table[form.key].unique().to_pylist():
                known.setdefault(key, _entry(key, {}))
    own = _kept_enterprises(dataset, facts.schema)
    ids = enrol(dataset=dataset, entries=[entry for key, entry in known.items() if key not in own])
    return {**ids, **own}


def _kept_enterprises(dataset: Dataset, schema: Schema) -> dict[str, UUID]:
    """Those whose name, code or place people changed: by an event, or by a change of the register."""
    registers = [form for form in schema.forms_of(ENTERPRISE) if form.is_register]
    keys = {key for form in registers for key, _period in entered(dataset, form)}
    theirs = Enterprise.objects.filter(Q(events__isnull=False) | Q(key__in=keys), dataset=dataset)
    return dict(theirs.values_list("key", "id"))


def _entry(key: str, row: Mapping[str, object]) -> Entry:
    founded = row.get("founded_on")
    return Entry(
        key=key,
        code=str(row.get("code") or key),
        name=str(row.get("name") or key),
        place=str(row.get("place") or ""),
        industry=str(row.get("industry") or ""),
        cluster=str(row.get("cluster") or ""),
        founded_on=founded if isinstance(founded, date) else None,
    )


class _Writer:
    """Compares each form with what was accepted last and writes the difference as new versions."""

    def __init__(self, dataset: Dataset, release: str, at: datetime) -> None:
        self.dataset, self.release, self.at = dataset, release, at
        self.added = self.changed = self.withdrawn = self.same = self.kept = 0
        self.owner_field = ""

    def write(self, facts: Facts, form: Form, ids: Mapping[str, UUID]) -> None:
        fields = [f for f in facts.schema.form_fields(form) if f.id != form.key]
        self.owner_field = next((f.id for f in fields if f.type.target == ENTERPRISE), "")
        before = latest_versions(self.dataset, form)
        theirs = entered(self.dataset, form)
        new: list[Return | SubjectRecord] = []
        for row in facts.form_table(form).to_pylist():
            key, period = row[form.key], row.get("period") or ""
            values = store_row(fields, row)
            last = before.pop((key, period), None)
            if (key, period) in theirs:
                self.kept += 1
                continue
            if last and last.state == ACCEPTED and last.values == values:
                self.same += 1
                continue
            version = last.version + 1 if last else 1
            self.added += version == 1
            self.changed += version > 1
            new.append(self._row(form, key, period, version, ACCEPTED, values, ids))
        for (key, period), last in before.items():
            if (key, period) in theirs:
                self.kept += 1
            elif last.state == ACCEPTED:
                self.withdrawn += 1
                new.append(self._row(form, key, period, last.version + 1, WITHDRAWN, {}, ids))
        _create(new)

    def _row(
        self,
        form: Form,
        key: str,
        period: str,
        version: int,
        state: str,
        values: dict[str, Stored],
        ids: Mapping[str, UUID],
    ) -> Return | SubjectRecord:
        if form.subject != ENTERPRISE:
            owner = values.get(self.owner_field)
            return SubjectRecord(
                dataset=self.dataset,
                kind=form.subject,
                form=form.id,
                key=key,
                period=period,
                owner_id=ids.get(str(owner)) if owner else None,
                version=version,
                state=state,
                accepted_at=self.at,
                pack_release=self.release,
                values=values,
            )
        span = Period.parse(period) if period else None
        return Return(
            dataset=self.dataset,
            enterprise_id=ids.get(key) or self._known(key),
            form=form.id,
            period=period,
            start=span.start if span else None,
            end=span.end if span else None,
            version=version,
            state=state,
            accepted_at=self.at,
            pack_release=self.release,
            values=values,
        )

    def _known(self, key: str) -> UUID:
        """An enterprise of earlier facts that these no longer name."""
        return self.dataset.enterprises.values_list("id", flat=True).get(key=key)


def _create(rows: list[Return | SubjectRecord]) -> None:
    Return.objects.bulk_create([row for row in rows if isinstance(row, Return)], batch_size=500)
    SubjectRecord.objects.bulk_create([row for row in rows if isinstance(row, SubjectRecord)], batch_size=500)
