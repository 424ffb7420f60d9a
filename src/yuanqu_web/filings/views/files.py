"""A return as a workbook: the template, and uploading it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yuanqu.powers import Act
from yuanqu_web.accounts.access import allows, by_of
from yuanqu_web.filings import services, workbook
from yuanqu_web.filings.judging import judged
from yuanqu_web.filings.refusals import NotNow
from yuanqu_web.filings.things import filing_thing
from yuanqu_web.filings.views.common import (
    filing_or_404,
    in_address,
    refused,
    sheet_or_404,
    told,
    version_of,
    where,
)
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.ui.language import language
from yuanqu_web.ui.navigation import Crumb

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@allows(Act.RETURN_READ, of=filing_thing)
def template(request: HttpRequest, id: UUID) -> HttpResponse:
    """The form with what is filled in so far; `?marked=1` with what is wrong beside each cell."""
    row = filing_or_404(id)
    sheet = sheet_or_404(row.form)
    wrong = {}
    if request.GET.get("marked") == "1":
        found = judged(sheet, row)
        wrong = {field: problem.text(language()) for field, problem in found.problems.items()}
        for one in found.findings:
            if one.outcome == "failed":
                for field in one.rule.fields:
                    wrong.setdefault(field, f"{one.rule.rank} {one.rule.message.get(language())}")
    response = HttpResponse(workbook.write(sheet, row, wrong), content_type=_XLSX)
    name = f"{sheet.form.id}-{in_address(row.period)}-{row.enterprise.key}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_POST
@allows(Act.RETURN_EDIT, of=filing_thing)
def upload(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the cells of an uploaded template into the draft; what can't be read stays as it was typed, marked."""
    row = filing_or_404(id)
    sheet = sheet_or_404(row.form)
    given = request.FILES.get("file")
    try:
        if given is None or given.size is None or given.size > workbook.LARGEST:
            raise workbook.NotOurs(_("没有选择文件，或超过 2 MB"))
        found = workbook.read(sheet, row, given.read())
        services.save(id=id, version=version_of(request), by=by_of(request), cells=found.cells)
    except workbook.NotOurs as why:
        context = {
            "here": "filings",
            "where": where(Crumb(_("上传表格"))),
            "words": told(why.diagnostic),
            "back": reverse("filings:filing", args=[id]),
        }
        return render(request, "filings/refused.html", context, status=422)
    except (NotNow, Conflict) as why:
        return refused(request, row, why)
    return HttpResponseRedirect(
        reverse("filings:filing", args=[id]) + ("?uploaded=1" if found.rejected else "")
    )
