"""The pages of imports: all, a new one, one with its preview and progress, and the steps a person takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yuanqu.diagnostics import diagnose
from yuanqu.facts import Form, write_template
from yuanqu.packs.model import Pack
from yuanqu.powers import Act, Thing, may
from yuanqu_web.accounts.access import actor_of, allows, by_of, scope_of
from yuanqu_web.imports import preview, services
from yuanqu_web.imports.keeping import LIMIT, path_of
from yuanqu_web.imports.models import Import, ImportState
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.registers.wording import message
from yuanqu_web.registry.working import make_working_dataset
from yuanqu_web.ui.exports import respond
from yuanqu_web.ui.language import language, said
from yuanqu_web.ui.navigation import Crumb

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEPS: dict[str, Callable[..., Import]] = {
    "commit": services.commit,
    "resume": services.resume,
    "cancel": services.cancel,
    "undo": services.undo,
}


def import_thing(request: HttpRequest, id: UUID, **rest: object) -> Thing | None:
    """The import of an address; it lies where its importer works."""
    found = Import.objects.filter(pk=id).values_list("place", "state").first()
    return None if found is None else Thing("import", str(id), place=found[0], state=found[1])


def _import(id: UUID) -> Import:
    found = Import.objects.select_related("dataset", "file", "marked").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


@require_GET
@allows(Act.IMPORT_READ)
def imports(request: HttpRequest) -> HttpResponse:
    """The imports, newest first."""
    pack = current_pack()
    rows = scope_of(request, Act.IMPORT_READ).filter(Import.objects.all(), place="place")
    table = preview.imports_table(pack, rows, request.GET.get("after", ""))
    context = {
        "here": "imports",
        "where": [Crumb(_("导入"))],
        "may_import": may(actor_of(request), Act.IMPORT_CHANGE).allowed,
    }
    return respond(request, "imports/imports.html", context, table)


@require_http_methods(["GET", "POST"])
@allows(Act.IMPORT_CHANGE)
def new(request: HttpRequest) -> HttpResponse:
    """Offer a file."""
    pack = current_pack()
    forms = {form.id: form for form in pack.schema.forms}
    chosen = request.POST.get("form") or request.GET.get("form", "")
    problem = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            problem = message(diagnose("REG-032"))
        else:
            scope = scope_of(request, Act.IMPORT_CHANGE)
            try:
                made = services.offer(
                    dataset=make_working_dataset(),
                    pack=pack,
                    name=given.name or "",
                    chunks=given.chunks(1 << 20),
                    by=by_of(request),
                    form=chosen if chosen in forms else "",
                    whole=request.POST.get("whole") == "yes" and chosen in forms,
                    office=request.POST.get("office", "").strip()[:100],
                    document=request.POST.get("document", "").strip()[:200],
                    stated_on=_day(request.POST.get("stated_on", "")),
                    place=_own_place(request),
                    places=None if scope.everything else scope.places,
                    lang=language(),
                )
            except services.Refused as refused:
                problem = message(refused.problem)
            else:
                return redirect("imports:import", made.pk)
    context = {
        "here": "imports",
        "where": [Crumb(_("导入"), reverse("imports:imports")), Crumb(_("新的导入"))],
        "groups": _groups(pack),
        "chosen": chosen,
        "problem": problem,
        "typed": request.POST,
        "limit": LIMIT // 2**20,
    }
    return render(request, "imports/new.html", context, status=422 if problem else 200)


def _groups(pack: Pack) -> list[tuple[str, list[Form]]]:
    registers = [form for form in pack.schema.forms if form.is_register]
    returns = [form for form in pack.schema.forms if not form.is_register]
    return [(_("台账"), registers), (_("报表与部门数据"), returns)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _own_place(request: HttpRequest) -> str:
    """Where the importer works: the first of his places; empty for the city's officers."""
    scope = scope_of(request, Act.IMPORT_CHANGE)
    return "" if scope.everything else min(scope.places, default="")


@require_GET
@allows(Act.IMPORT_CHANGE)
def template(request: HttpRequest, form: str) -> HttpResponse:
    """The empty workbook of one form."""
    pack = current_pack()
    if form not in {one.id for one in pack.schema.forms}:
        raise Http404
    with tempfile.TemporaryDirectory(prefix="yuanqu-template-") as place:
        path = Path(place) / "template.xlsx"
        write_template(pack.schema, path, language(), forms=[form])
        response = HttpResponse(path.read_bytes(), content_type=_XLSX)
    name = f"{said(pack.schema.form(form).name)}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_GET
@allows(Act.IMPORT_READ, of=import_thing)
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One import: where it stands, what it would change or changed, what is wrong."""
    return _show(request, _import(id))


def _show(request: HttpRequest, batch: Import, problem: str = "", status: int = 200) -> HttpResponse:
    pack = current_pack()
    thing = Thing("import", str(batch.pk), place=batch.place)
    context = {
        "here": "imports",
        "where": [Crumb(_("导入"), reverse("imports:imports")), Crumb(batch.file.name, foreign=True)],
        "batch": batch,
        "state": ImportState(batch.state).label,
        "job": services.job_of(batch),
        "broken": services.is_broken(batch),
        "counts": preview.counts(pack, batch),
        "table": preview.rows_table(pack, batch, action="", after="", size=preview.FEW),
        "problems": preview.problems_table(batch, after="", size=preview.FEW),
        "earlier": preview.same_file_before(batch),
        "problem": problem,
        "may": may(actor_of(request), Act.IMPORT_CHANGE, thing).allowed,
        "form": pack.schema.form(batch.form) if batch.form in {f.id for f in pack.schema.forms} else None,
        "can_commit": batch.state == ImportState.READY,
        "can_cancel": batch.state
        in (ImportState.READY, ImportState.WAITING, ImportState.CHECKING, ImportState.COMMITTING),
        "can_resume": batch.state == ImportState.STOPPED or services.is_broken(batch),
        "can_undo": batch.state in (ImportState.DONE, ImportState.STOPPED),
    }
    return render(request, "imports/import.html", context, status=status)


@require_GET
@allows(Act.IMPORT_READ, of=import_thing)
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far it is; when it is no longer at work the whole page is asked for."""
    batch = _import(id)
    job = services.job_of(batch)
    context = {"batch": batch, "job": job, "state": ImportState(batch.state).label}
    response = render(request, "imports/progress.html", context)
    if not batch.busy or services.is_broken(batch):
        response["HX-Refresh"] = "true"
    return response


@require_GET
@allows(Act.IMPORT_READ, of=import_thing)
def rows(request: HttpRequest, id: UUID) -> HttpResponse:
    """All rows of the preview."""
    batch, pack = _import(id), current_pack()
    action = request.GET.get("action", "")
    table = preview.rows_table(
        pack, batch, action=action, after=request.GET.get("after", ""), everything="format" in request.GET
    )
    context = {
        "here": "imports",
        "where": _where(batch, _("各行的变化")),
        "batch": batch,
        "action": action,
        "actions": preview.ACTIONS(),
        "title": _("各行的变化"),
    }
    return respond(request, "imports/list.html", context, table)


@require_GET
@allows(Act.IMPORT_READ, of=import_thing)
def problems(request: HttpRequest, id: UUID) -> HttpResponse:
    """All problems."""
    batch = _import(id)
    table = preview.problems_table(
        batch, after=request.GET.get("after", ""), everything="format" in request.GET
    )
    context = {"here": "imports", "where": _where(batch, _("问题")), "batch": batch, "title": _("问题")}
    return respond(request, "imports/list.html", context, table)


def _where(batch: Import, last: str) -> list[Crumb]:
    here = reverse("imports:import", args=[batch.pk])
    return [
        Crumb(_("导入"), reverse("imports:imports")),
        Crumb(batch.file.name, here, foreign=True),
        Crumb(last),
    ]


@require_GET
@allows(Act.IMPORT_READ, of=import_thing)
def file(request: HttpRequest, id: UUID, which: str) -> FileResponse:
    """The file as it was given, or with its problems marked: always as an attachment, never shown in place."""
    batch = _import(id)
    found = {"original": batch.file, "marked": batch.marked}.get(which)
    if found is None or not path_of(found).is_file():
        raise Http404
    response = FileResponse(path_of(found).open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@allows(Act.IMPORT_CHANGE, of=import_thing)
def step(request: HttpRequest, id: UUID, step: str) -> HttpResponse:
    """Commit, resume, cancel or undo."""
    batch, work = _import(id), STEPS.get(step)
    if work is None:
        raise Http404
    try:
        work(batch=batch, by=by_of(request))
    except services.Refused as refused:
        return _show(request, _import(id), message(refused.problem), 409)
    return redirect("imports:import", batch.pk)
