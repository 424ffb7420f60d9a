"""The pages of registers: all of them, one list, one entry, and the steps that change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yuanqu.diagnostics import Diagnostic
from yuanqu.facts import Form
from yuanqu.packs.model import Pack
from yuanqu.powers import Act, Thing, may
from yuanqu_web.accounts.access import actor_of, allows, by_of, scope_of
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registers import listing
from yuanqu_web.registers.checking import Invalid
from yuanqu_web.registers.completeness import lacking
from yuanqu_web.registers.duties import FORM as DUTIES
from yuanqu_web.registers.entering import controls, read_typed, texts_of, texts_posted
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.object_page import object_page
from yuanqu_web.registers.query import PAGE, key_of, page, read_query, select
from yuanqu_web.registers.reach import inside
from yuanqu_web.registers.services import (
    add_entry,
    change_entry,
    end_entry,
    restore_entry,
    undo_change,
)
from yuanqu_web.registers.shape import Shape, register_forms, shape_of
from yuanqu_web.registers.things import entry_thing
from yuanqu_web.registers.wording import message, references_of, value_text
from yuanqu_web.registry.models import Dataset, Origin
from yuanqu_web.registry.working import make_working_dataset, working_dataset
from yuanqu_web.returns.codec import Stored
from yuanqu_web.ui.exports import respond
from yuanqu_web.ui.language import said
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.paging import page_of


def _form(pack: Pack, id: str) -> Form:
    """Http404 for a form that is no register of the pack."""
    for form in register_forms(pack.schema):
        if form.id == id:
            return form
    raise Http404


def _entry(form: Form, id: UUID) -> Entry:
    entry = Entry.objects.select_related("dataset", "enterprise").filter(pk=id, form=form.id).first()
    if entry is None:
        raise Http404
    return entry


@require_GET
@allows(Act.REGISTER_READ)
def registers(request: HttpRequest) -> HttpResponse:
    """Every register of the pack, with what was registered last."""
    pack, dataset = current_pack(), working_dataset()
    used: dict[str, Entry] = {}
    scope = scope_of(request, Act.REGISTER_READ)
    lines = []
    for form in register_forms(pack.schema):
        rows = Entry.objects.filter(dataset=dataset, form=form.id, state=EntryState.IN_FORCE)
        newest = scope.filter(rows, enterprise="enterprise", place="place").order_by("-changed_at").first()
        if newest:
            used[form.id] = newest
        lines.append((form, pack.schema.subject(form.subject), newest))
    context = {
        "here": "registers",
        "where": [Crumb(_("台账"))],
        "lines": lines,
        "used": used,
        "may_import": may(actor_of(request), Act.IMPORT_CHANGE).allowed,
    }
    return render(request, "registers/registers.html", context)


@require_GET
@allows(Act.REGISTER_READ)
def entries(request: HttpRequest, form: str) -> HttpResponse:
    """One register: searched, filtered, sorted, paged by key, exported as seen."""
    pack = current_pack()
    shape = shape_of(pack.schema, _form(pack, form))
    dataset = working_dataset()
    query = read_query(request, shape)
    exporting = request.GET.get("format") in ("csv", "xlsx")
    rows = []
    if dataset is not None:
        found = select(dataset, shape, query, scope_of(request, Act.REGISTER_READ))
        rows = list(page(found, shape, query, None if exporting else PAGE))
    shown = page_of(rows, size=len(rows) if exporting else PAGE, key=key_of)
    table = listing.table(
        dataset=dataset,
        schema=pack.schema,
        shape=shape,
        rows=shown.items,
        query=query,
        next=shown.next,
        sample=_is_sample(dataset, form),
        narrowed=query.narrowed,
    )
    context = {
        "here": "registers",
        "where": [Crumb(_("台账"), reverse("registers:registers")), Crumb(said(shape.form.name))],
        "shape": shape,
        "query": query,
        "filters": listing.filters(shape, query),
        "chips": listing.chips(shape, query, request),
        "columns": request.GET.getlist("col"),
        "may_change": may(actor_of(request), Act.REGISTER_CHANGE).allowed,
        "may_import": may(actor_of(request), Act.IMPORT_CHANGE).allowed,
        "whole": bool(shape.form.complete and shape.form.complete.per),
    }
    return respond(request, "registers/entries.html", context, table)


@require_GET
@allows(Act.REGISTER_READ)
def whole(request: HttpRequest, form: str) -> HttpResponse:
    """Per thing, what its rows lack together: the check of completeness."""
    pack, dataset = current_pack(), working_dataset()
    shape = shape_of(pack.schema, _form(pack, form))
    asked = shape.form.complete
    if asked is None or not asked.per:
        raise Http404
    found = lacking(dataset, pack.schema, shape, scope_of(request, Act.REGISTER_READ)) if dataset else []
    field = shape.field(asked.per)
    names = (
        references_of(dataset, pack.schema, [field], [{field.id: one.per} for one in found])
        if dataset
        else {}
    )
    context = {
        "here": "registers",
        "where": [
            Crumb(_("台账"), reverse("registers:registers")),
            Crumb(said(shape.form.name), reverse("registers:entries", args=[form])),
            Crumb(_("完整性")),
        ],
        "shape": shape,
        "per": said(field.name),
        "asked": [shape.field(id) for id in asked.fields],
        "kinds": shape.field(asked.kinds).choices if asked.kinds else (),
        "lines": [(value_text(field, one.per, names), one) for one in found],
    }
    return render(request, "registers/whole.html", context)


@require_GET
@allows(Act.REGISTER_READ, of=entry_thing)
def entry(request: HttpRequest, form: str, id: UUID) -> HttpResponse:
    """One entry: its fields with source and date, its versions, and what refers to it."""
    pack = current_pack()
    found = _entry(_form(pack, form), id)
    return _show(request, pack, found)


def _show(request: HttpRequest, pack: Pack, found: Entry, problems: Sequence[str] = ()) -> HttpResponse:
    thing = Thing(found.form, str(found.pk), place=found.place, enterprise=str(found.enterprise_id or ""))
    shape = shape_of(pack.schema, pack.schema.form(found.form))
    context = {
        "here": "registers",
        "where": [
            Crumb(_("台账"), reverse("registers:registers")),
            Crumb(said(shape.form.name), reverse("registers:entries", args=[found.form])),
            Crumb(found.title, foreign=True),
        ],
        "entry": found,
        "page": object_page(pack, found, scope_of(request, Act.REGISTER_READ)),
        "problems": problems,
        "may_change": may(actor_of(request), Act.REGISTER_CHANGE, thing).allowed,
        "sample": _is_sample(found.dataset, found.form),
        "ended": found.state == EntryState.ENDED,
    }
    return render(request, "registers/entry.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "POST"])
@allows(Act.REGISTER_CHANGE)
def add(request: HttpRequest, form: str) -> HttpResponse:
    """Register something new."""
    pack = current_pack()
    shape = shape_of(pack.schema, _form(pack, form))
    texts: dict[str, str] = {}
    problems: dict[str, Diagnostic] = {}
    if request.method == "POST":
        dataset = make_working_dataset()
        typed = read_typed(dataset, pack.schema, shape, request.POST, timezone.localdate())
        texts, problems = texts_posted(shape, request.POST), dict(typed.problems)
        if not problems and not _inside(request, dataset, shape, typed.values):
            raise Http404
        if not problems:
            try:
                made = add_entry(
                    dataset=dataset,
                    schema=pack.schema,
                    form=shape.form,
                    key=typed.key,
                    values=typed.values,
                    by=by_of(request),
                    release=pack.digest,
                    reason=request.POST.get("reason", "").strip()[:500],
                    document=request.POST.get("document_of_entry", "").strip()[:200],
                )
            except Invalid as invalid:
                problems = invalid.problems
            else:
                return redirect("registers:entry", form, made.pk)
    return _edit(request, shape, texts, problems, None, 0)


@require_http_methods(["GET", "POST"])
@allows(Act.REGISTER_CHANGE, of=entry_thing)
def change(request: HttpRequest, form: str, id: UUID) -> HttpResponse:
    """Change an entry, with a reason; a change by somebody else in between is shown first."""
    pack = current_pack()
    shape = shape_of(pack.schema, _form(pack, form))
    found = _entry(shape.form, id)
    texts, version = texts_of(shape, found.key, found.values), found.version
    problems: dict[str, Diagnostic] = {}
    if request.method == "POST":
        posted = request.POST.copy()
        posted[shape.form.key] = found.key
        typed = read_typed(found.dataset, pack.schema, shape, posted, timezone.localdate())
        texts, problems = texts_posted(shape, posted), dict(typed.problems)
        version = _version(request)
        if not problems and not _inside(request, found.dataset, shape, typed.values):
            raise Http404
        if not problems:
            try:
                change_entry(
                    entry=found,
                    version=version,
                    schema=pack.schema,
                    values=typed.values,
                    by=by_of(request),
                    release=pack.digest,
                    reason=request.POST.get("reason", "").strip()[:500],
                    document=request.POST.get("document_of_entry", "").strip()[:200],
                )
            except Invalid as invalid:
                problems = invalid.problems
            except Conflict as conflict:
                return _conflict(request, pack, shape, found, conflict, texts)
            else:
                return redirect("registers:entry", form, found.pk)
    return _edit(request, shape, texts, problems, found, version)


STEPS: dict[str, Callable[..., Entry]] = {"end": end_entry, "restore": restore_entry, "undo": undo_change}


@require_POST
@allows(Act.REGISTER_CHANGE, of=entry_thing)
def step(request: HttpRequest, form: str, id: UUID, step: str) -> HttpResponse:
    """End, restore, or undo the last change."""
    pack = current_pack()
    found = _entry(_form(pack, form), id)
    work = STEPS.get(step)
    if work is None:
        raise Http404
    try:
        work(
            entry=found,
            version=_version(request),
            schema=pack.schema,
            by=by_of(request),
            release=pack.digest,
            reason=request.POST.get("reason", "").strip()[:500],
        )
    except Invalid as invalid:
        return _show(request, pack, found, [message(one) for one in invalid.problems.values()])
    except Conflict:
        shape = shape_of(pack.schema, pack.schema.form(found.form))
        return _conflict(request, pack, shape, found, None, {})
    return redirect("registers:entry", form, found.pk)


def _is_sample(dataset: Dataset | None, form: str) -> bool:
    """Whether entries are made up. Duties are the policy's own, in a sample city too."""
    return dataset is not None and dataset.origin == Origin.SAMPLE and form != DUTIES


def _version(request: HttpRequest) -> int:
    """The version that the writer saw; none is ever 0."""
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _inside(request: HttpRequest, dataset: Dataset, shape: Shape, values: Mapping[str, Stored]) -> bool:
    """Whether what was typed lies within the writer's reach."""
    return inside(scope_of(request, Act.REGISTER_CHANGE), dataset, shape, values)


def _edit(
    request: HttpRequest,
    shape: Shape,
    texts: dict[str, str],
    problems: Mapping[str, Diagnostic],
    found: Entry | None,
    version: int,
) -> HttpResponse:
    rest = {id: one for id, one in problems.items() if id not in {f.id for f in shape.fields}}
    context = {
        "here": "registers",
        "where": [
            Crumb(_("台账"), reverse("registers:registers")),
            Crumb(said(shape.form.name), reverse("registers:entries", args=[shape.form.id])),
            Crumb(found.title, reverse("registers:entry", args=[shape.form.id, found.pk]), foreign=True)
            if found
            else Crumb(_("登记")),
        ],
        "shape": shape,
        "entry": found,
        "version": version,
        "controls": controls(shape, texts, problems, new=found is None),
        "count": len(problems),
        "others": {id: message(one) for id, one in rest.items()},
        "reason": request.POST.get("reason", ""),
        "document": request.POST.get("document_of_entry", ""),
    }
    return render(request, "registers/edit.html", context, status=422 if problems else 200)


def _conflict(
    request: HttpRequest,
    pack: Pack,
    shape: Shape,
    found: Entry,
    conflict: Conflict | None,
    texts: dict[str, str],
) -> HttpResponse:
    """Somebody else was first: his change beside yours, and the choice."""
    found.refresh_from_db()
    yours = cast(Mapping[str, Stored], conflict.yours if conflict else found.values)
    names = references_of(found.dataset, pack.schema, shape.values, [found.values, yours])
    lines = [
        (
            field,
            value_text(field, found.values.get(field.id), names),
            value_text(field, yours.get(field.id), names),
        )
        for field in shape.values
        if found.values.get(field.id) != yours.get(field.id)
    ]
    page = object_page(pack, found, scope_of(request, Act.REGISTER_READ))
    context = {
        "here": "registers",
        "where": [
            Crumb(_("台账"), reverse("registers:registers")),
            Crumb(said(shape.form.name), reverse("registers:entries", args=[found.form])),
            Crumb(found.title, reverse("registers:entry", args=[found.form, found.pk]), foreign=True),
        ],
        "entry": found,
        "last": page.versions[0] if page.versions else None,
        "lines": lines,
        "texts": texts.items(),
        "reason": request.POST.get("reason", ""),
        "document": request.POST.get("document_of_entry", ""),
    }
    return render(request, "registers/conflict.html", context, status=409)
