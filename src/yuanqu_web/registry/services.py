"""Writing enterprises: the named ones of published reports, and those a data set declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registry.models import (
    Dataset,
    Enterprise,
    EnterpriseCode,
    EnterpriseName,
    Origin,
    PublishedFigure,
)
from yuanqu_web.registry.published import Named, read_named
from yuanqu_web.registry.spelling import spell

TITLE = ("公开报道点名企业", "Enterprises named in public reports")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a register says of one enterprise."""

    key: str
    code: str
    name: str
    place: str
    industry: str
    cluster: str
    founded_on: date | None


def enrol(*, dataset: Dataset, entries: Iterable[Entry]) -> Mapping[str, UUID]:
    """Make or update the enterprises of a data set; the id of each by its key. Ids never change."""
    known = {e.key: e for e in Enterprise.objects.filter(dataset=dataset)}
    new, changed, ids = [], [], {}
    for entry in entries:
        enterprise = known.get(entry.key)
        if enterprise is None:
            enterprise = Enterprise(dataset=dataset, origin=dataset.origin, key=entry.key)
            new.append(enterprise)
        elif _same(enterprise, entry):
            ids[entry.key] = enterprise.id
            continue
        else:
            changed.append(enterprise)
        _fill(enterprise, entry)
        ids[entry.key] = enterprise.id
    Enterprise.objects.bulk_create(new, batch_size=500)
    Enterprise.objects.bulk_update(changed, [*_COLUMNS, "pinyin", "initials"], batch_size=200)
    _date_names(new, changed)
    return ids


@atomic_write
def load_published(*, path: Path, force: bool = False) -> Dataset:
    """Load the named enterprises of a published file with their figures. The same file again changes nothing."""
    digest, named = read_named(path)
    dataset, _ = Dataset.objects.get_or_create(
        key="named-enterprises",
        defaults={"origin": Origin.PUBLISHED, "title_zh": TITLE[0], "title_en": TITLE[1]},
    )
    if dataset.digest == digest and not force:
        return dataset
    ids = enrol(dataset=dataset, entries=[_entry(one) for one in named])
    enterprises = Enterprise.objects.in_bulk(list(ids.values()))
    for one in named:
        enterprise = enterprises[ids[one.key]]
        enterprise.name_en, enterprise.about = one.name_en, dict(one.about)
    Enterprise.objects.bulk_update(enterprises.values(), ["name_en", "about"], batch_size=200)
    PublishedFigure.objects.filter(enterprise__dataset=dataset).delete()
    PublishedFigure.objects.bulk_create(
        [PublishedFigure(enterprise_id=ids[one.key], **figure) for one in named for figure in one.figures]
    )
    dataset.digest = dataset.made_from = digest
    dataset.loaded_at = timezone.now()
    dataset.is_current = True
    dataset.save()
    return dataset


_COLUMNS = ("code", "name", "place", "industry", "cluster", "founded_on")


def _entry(one: Named) -> Entry:
    return Entry(one.key, one.code, one.name_zh, one.place, one.industry, one.cluster, None)


def _same(enterprise: Enterprise, entry: Entry) -> bool:
    return all(getattr(enterprise, column) == getattr(entry, column) for column in _COLUMNS)


def _fill(enterprise: Enterprise, entry: Entry) -> None:
    for column in _COLUMNS:
        setattr(enterprise, column, getattr(entry, column))
    enterprise.pinyin, enterprise.initials = spell(entry.name)


def _date_names(new: list[Enterprise], changed: list[Enterprise]) -> None:
    """Keep codes and names as dated rows: today's is open, one no longer used ends today."""
    today = timezone.localdate()
    for enterprise in changed:
        enterprise.codes.filter(end__isnull=True).exclude(value=enterprise.code).update(end=today)
        enterprise.names.filter(end__isnull=True).exclude(value=enterprise.name).update(end=today)
    begins = {e.id: e.founded_on for e in new} | {e.id: today for e in changed}
    touched = [*new, *changed]
    EnterpriseCode.objects.bulk_create(
        [
            EnterpriseCode(enterprise=e, system="uscc", value=e.code, start=begins[e.id])
            for e in touched
            if e.code
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    EnterpriseName.objects.bulk_create(
        [EnterpriseName(enterprise=e, value=e.name, start=begins[e.id]) for e in touched],
        ignore_conflicts=True,
        batch_size=500,
    )
