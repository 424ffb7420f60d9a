"""Everything the page of one entry shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu.facts import Field
from yuanqu.facts.words import SOURCES, USES
from yuanqu.packs.model import Pack
from yuanqu.values import Text
from yuanqu_web.accounts.scope import Scope
from yuanqu_web.registers.checking import links_to
from yuanqu_web.registers.completeness import lacking_in_row
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.shape import shape_of
from yuanqu_web.registers.versions import EntryVersion, versions_of
from yuanqu_web.registers.wording import Named, References, references_of, value_text
from yuanqu_web.ui.language import said

LINKS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A field as the page shows it. `since`: when it last took this value, and by which version."""

    label: str
    value: str
    href: str
    foreign: bool
    source: Text
    use: Text
    since: datetime | None
    by: str
    empty: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: EntryVersion
    what: str
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Entries of one register that refer to this one. `more`: there are others."""

    register: str
    field: str
    href: str
    entries: tuple[Named, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ObjectPage:
    lines: tuple[Line, ...]
    lacking: tuple[str, ...]
    versions: tuple[VersionLine, ...]
    links: tuple[Links, ...]


def object_page(pack: Pack, entry: Entry, scope: Scope) -> ObjectPage:
    """By a fixed number of queries."""
    schema = pack.schema
    shape = shape_of(schema, schema.form(entry.form))
    versions = versions_of(schema, entry)
    names = references_of(entry.dataset, schema, shape.values, [v.values for v in versions] or [entry.values])
    lines = []
    for field in shape.fields:
        stored = entry.key if field.id == shape.form.key else entry.values.get(field.id)
        since = _since(field, versions)
        named = names.get((field.type.target, str(stored))) if field.type.kind == "ref" else None
        lines.append(
            Line(
                said(field.name),
                value_text(field, stored, names),
                named.href if named else "",
                field.type.kind in ("text", "ref") and stored is not None,
                SOURCES[field.source],
                USES[field.use],
                since.at if since else None,
                since.by_name if since else "",
                stored is None,
            )
        )
    return ObjectPage(
        tuple(lines),
        tuple(said(field.name) for field in lacking_in_row(shape, entry.values)),
        tuple(_version(version, versions, names) for version in versions),
        tuple(_links(pack, entry, scope)),
    )


def _since(field: Field, versions: list[EntryVersion]) -> EntryVersion | None:
    """The version that gave a field its present value."""
    for version in versions:
        if any(change.field.id == field.id for change in version.changes):
            return version
    return None


def _version(version: EntryVersion, all_of: list[EntryVersion], names: References) -> VersionLine:
    before = next((one for one in all_of if one.number == version.number - 1), None)
    if before is None:
        what = _("登记")
    elif version.state != before.state:
        what = _("终止") if version.state != "accepted" else _("恢复")
    else:
        what = _("修改")
    changes = tuple(
        ChangeLine(
            said(one.field.name),
            value_text(one.field, one.before, names),
            value_text(one.field, one.after, names),
        )
        for one in version.changes
    )
    return VersionLine(version, what, changes if before else ())


def _links(pack: Pack, entry: Entry, scope: Scope) -> list[Links]:
    found = []
    for linked in links_to(pack.schema, entry.kind):
        rows = Entry.objects.filter(
            dataset=entry.dataset_id,
            form=linked.form.id,
            state=EntryState.IN_FORCE,
            indexed__field=linked.field,
            indexed__text=entry.key,
        ).order_by("pinyin", "pk")
        inside = list(scope.filter(rows, enterprise="enterprise", place="place")[: LINKS_SHOWN + 1])
        if inside:
            found.append(
                Links(
                    said(linked.form.name),
                    said(pack.schema.field(linked.field, linked.form.subject).name),
                    reverse("registers:entries", args=[linked.form.id]),
                    tuple(
                        Named(one.title, reverse("registers:entry", args=[one.form, one.pk]))
                        for one in inside[:LINKS_SHOWN]
                    ),
                    len(inside) > LINKS_SHOWN,
                )
            )
    return found
