"""From facts read from a file to staged rows: what each row would change, and what forbids it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.facts import Facts, Form, Schema
from yuanqu.facts.row_checks import overlaps, span_text
from yuanqu.packs.model import Pack
from yuanqu.values import Period
from yuanqu_web.imports.models import Action, Import, StagedRow
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.shape import ENTERPRISE, Shape, shape_of
from yuanqu_web.registry.lookup import Found, find_by_code
from yuanqu_web.registry.models import Dataset, Enterprise, EnterpriseCode
from yuanqu_web.returns.codec import Stored, restore, store_row
from yuanqu_web.returns.models import Return, SubjectRecord
from yuanqu_web.returns.selectors import ACCEPTED

Say = Callable[[int], None]
Places = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the data set: the last version of a row."""

    version: int
    in_force: bool
    values: Mapping[str, Stored]
    place: str = ""


@dataclass
class Staging:
    """Rows to stage and what is wrong. `digest` covers each row to be written."""

    problems: list[Diagnostic] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    n: int = 0
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def note(self, row: StagedRow) -> None:
        self.counts.setdefault(row.form, Counter())[row.action] += 1
        if row.action != Action.SAME:
            line = [row.form, row.key, row.period, row.action, row.seen, row.values]
            self._digest.update(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")

    @property
    def change_set(self) -> str:
        return self._digest.hexdigest()


def known_keys(dataset: Dataset, schema: Schema) -> dict[str, set[str]]:
    """What a file may refer to: every code an enterprise has had, every number in force of the other registers."""
    known: dict[str, set[str]] = {
        ENTERPRISE: set(
            EnterpriseCode.objects.filter(enterprise__dataset=dataset).values_list("value", flat=True)
        )
        | set(Enterprise.objects.filter(dataset=dataset).values_list("key", flat=True))
    }
    in_force = Entry.objects.filter(dataset=dataset, state=EntryState.IN_FORCE).exclude(kind=ENTERPRISE)
    for kind, key in in_force.values_list("kind", "key").iterator(chunk_size=5000):
        known.setdefault(kind, set()).add(key)
    return {subject.id: known.get(subject.id, set()) for subject in schema.subjects}


def stage(
    batch: Import, pack: Pack, facts: Facts, places: Mapping[str, Places], staging: Staging
) -> Iterator[StagedRow]:
    """Every row of the facts, then, when the file is the whole list, the entries it lacks."""
    for form in facts.schema.forms:
        table = facts.form_table(form)
        if table.num_rows:
            yield from _Stager(batch, pack.schema, form, places.get(form.id, ()), staging, pack).rows(
                table.to_pylist()
            )


class _Stager:
    def __init__(
        self, batch: Import, schema: Schema, form: Form, places: Places, staging: Staging, pack: Pack
    ) -> None:
        self.batch, self.schema, self.form, self.places, self.staging = batch, schema, form, places, staging
        self.shape: Shape = shape_of(schema, form)
        self.dataset = batch.dataset
        self.pack = pack
        self.reach = None if batch.places is None else set(batch.places)

    def rows(self, rows: list[dict[str, object]]) -> Iterator[StagedRow]:
        found = self._lookup(rows)
        where_of_firm = self._places_of_firms()
        standing = self._standing(rows)
        named: set[tuple[str, str]] = set()
        kept: list[tuple[str, Mapping[str, object], int]] = []
        for index, row in enumerate(rows):
            key, period = self._key(row, found, index), str(row.get("period") or "")
            values = self._values(row, found, index)
            if key is None or values is None:
                continue
            if not self._inside(values, key, where_of_firm, index):
                continue
            named.add((key, period))
            if self.form.once:
                kept.append((key, row | values, index))
            yield self._staged(key, period, values, standing.get((key, period)), index)
        self._check_once(kept, standing)
        if self.batch.whole and self.form.is_register:
            yield from self._ends(standing, named)

    def _where(self, index: int | None, column: str = "") -> Where:
        if index is None or index >= len(self.places):
            return Where(self.batch.file.name, self.form.name.zh)
        sheet, number = self.places[index]
        return Where(self.batch.file.name, sheet, number, column)

    def _lookup(self, rows: list[dict[str, object]]) -> Mapping[tuple[str, date], Found]:
        """Enterprises by (code, day): the last day of the row's period, today in a register."""
        wanted: dict[date, set[str]] = {}
        for row in rows:
            day = self._day(row)
            for id in self._firm_columns():
                if code := row.get(id):
                    wanted.setdefault(day, set()).add(str(code))
        return {
            (code, day): found
            for day, codes in wanted.items()
            for code, found in find_by_code(self.dataset, codes, day).items()
        }

    def _firm_columns(self) -> list[str]:
        refs = [f.id for f in self.shape.values if f.type.kind == "ref" and f.type.target == ENTERPRISE]
        return [self.form.key, *refs] if self.shape.is_enterprise else refs

    def _day(self, row: Mapping[str, object]) -> date:
        period = row.get("period")
        today = timezone.localdate()
        return min(Period.parse(str(period)).end - timedelta(days=1), today) if period else today

    def _key(
        self, row: Mapping[str, object], found: Mapping[tuple[str, date], Found], index: int
    ) -> str | None:
        key = str(row[self.form.key])
        if not self.shape.is_enterprise:
            return key
        bearer = found[key, self._day(row)]
        if bearer.key():
            return bearer.key()
        if self.form.is_register and not bearer.keys:
            return key
        self._refuse(bearer, self._day(row), index, self.form.key)
        return None

    def _values(
        self, row: Mapping[str, object], found: Mapping[tuple[str, date], Found], index: int
    ) -> dict[str, Stored] | None:
        """The values to store; references to enterprises by their permanent keys."""
        plain = dict(row)
        for id in self._firm_columns():
            if id == self.form.key or not row.get(id):
                continue
            bearer = found[str(row[id]), self._day(row)]
            plain[id] = bearer.key()
            if plain[id] is None:
                self._refuse(bearer, self._day(row), index, id)
                return None
        return store_row(self.shape.values, plain)

    def _refuse(self, bearer: Found, day: date, index: int, column: str) -> None:
        heading = self.schema.field(column, self.form.subject).name.get(
            "en" if self.batch.lang == "en" else "zh"
        )
        problem = bearer.problem(day, self._where(index, heading))
        assert problem is not None
        self.staging.problems.append(problem)

    def _places_of_firms(self) -> Mapping[str, str]:
        """Places by enterprise, needed only for importers with a limited reach."""
        if self.reach is None:
            return {}
        return dict(Enterprise.objects.filter(dataset=self.dataset).values_list("key", "place"))

    def _inside(
        self, values: Mapping[str, Stored], key: str, where_of_firm: Mapping[str, str], index: int
    ) -> bool:
        if self.reach is None:
            return True
        own = values.get(self.shape.place_field) if self.shape.place_field else None
        owner = key if self.shape.is_enterprise else values.get(self.shape.owner_field)
        place = str(own or where_of_firm.get(str(owner), ""))
        now = where_of_firm.get(key, place) if self.shape.is_enterprise else place
        if place in self.reach and now in self.reach:
            return True
        known = self.pack.places.get(place)
        name = known.name.get("en" if self.batch.lang == "en" else "zh") if known else place or "–"
        self.staging.problems.append(diagnose("REG-031", self._where(index), place=name))
        return False

    def _standing(self, rows: list[dict[str, object]]) -> dict[tuple[str, str], Standing]:
        """The last versions that the rows meet; of a register all of them."""
        found: dict[tuple[str, str], Standing] = {}
        if self.form.is_register:
            heads = Entry.objects.filter(dataset=self.dataset, form=self.form.id)
            for key, version, state, values, place in heads.values_list(
                "key", "version", "state", "values", "place"
            ).iterator(chunk_size=5000):
                found[key, ""] = Standing(version, state == EntryState.IN_FORCE, values, place)
            return found
        periods = sorted({str(row["period"]) for row in rows})
        if self.shape.is_enterprise:
            versions = Return.objects.filter(dataset=self.dataset, form=self.form.id, period__in=periods)
            names = ("enterprise__key", "period", "version", "state", "values")
        else:
            versions = SubjectRecord.objects.filter(
                dataset=self.dataset, form=self.form.id, period__in=periods
            )  # type: ignore[assignment]
            names = ("key", "period", "version", "state", "values")
        for key, period, version, state, values in versions.order_by("version").values_list(*names):
            found[key, period] = Standing(version, state == ACCEPTED, values)
        return found

    def _staged(
        self, key: str, period: str, values: dict[str, Stored], now: Standing | None, index: int | None
    ) -> StagedRow:
        if now is None:
            action = Action.ADD
        elif now.in_force and dict(now.values) == values:
            action = Action.SAME
        else:
            action = Action.CHANGE
        return self._row(key, period, action, values, now, index)

    def _row(
        self,
        key: str,
        period: str,
        action: Action,
        values: Mapping[str, Stored],
        now: Standing | None,
        index: int | None,
    ) -> StagedRow:
        sheet, number = self.places[index] if index is not None and index < len(self.places) else ("", None)
        self.staging.n += 1
        row = StagedRow(
            batch=self.batch,
            n=self.staging.n,
            form=self.form.id,
            key=key,
            period=period,
            sheet=sheet[:120],
            row=number,
            action=action,
            seen=now.version if now else 0,
            was_ended=bool(now and not now.in_force),
            before=dict(now.values) if now and action != Action.SAME else None,
            values=dict(values) if action != Action.SAME else {},
        )
        self.staging.note(row)
        return row

    def _ends(
        self, standing: Mapping[tuple[str, str], Standing], named: set[tuple[str, str]]
    ) -> Iterator[StagedRow]:
        """Entries in force, within the importer's reach, that the whole list no longer names."""
        for (key, period), now in standing.items():
            if (key, period) in named or not now.in_force:
                continue
            if self.reach is not None and now.place not in self.reach:
                continue
            yield self._row(key, period, Action.END, now.values, now, None)

    def _check_once(
        self,
        kept: list[tuple[str, Mapping[str, object], int]],
        standing: Mapping[tuple[str, str], Standing],
    ) -> None:
        """Overlaps of the file's rows with what is registered already; those inside the file were found on reading."""
        once = self.form.once
        if once is None:
            return
        own = {key: (row, index) for key, row, index in kept}
        rows: dict[str, Mapping[str, object]] = {key: row for key, (row, _) in own.items()}
        for (key, _period), now in standing.items():
            if now.in_force and key not in own and not self.batch.whole:
                rows[key] = {f.id: restore(f, now.values.get(f.id)) for f in self.shape.values}
        for later, earlier in overlaps(self.form, rows.items()):
            if (later in own) == (earlier in own):
                continue
            mine, other = (later, earlier) if later in own else (earlier, later)
            heading = self.schema.field(once.start, self.form.subject).name
            where = self._where(own[mine][1], heading.en if self.batch.lang == "en" else heading.zh)
            problem = diagnose("REG-030", where, other=other, **span_text(self.form, rows[other]))
            self.staging.problems.append(problem)
