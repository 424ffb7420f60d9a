"""What the pages of returns share."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanqu.diagnostics import Diagnostic
from yuanqu.powers import Act, may
from yuanqu.values import Period
from yuanqu_web.accounts.access import actor_of
from yuanqu_web.filings import services
from yuanqu_web.filings.forms import NoForm, Sheet, sheet_of
from yuanqu_web.filings.models import Filing
from yuanqu_web.filings.refusals import NotNow
from yuanqu_web.filings.things import filing_thing
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.ui.language import language
from yuanqu_web.ui.navigation import Crumb


def in_address(period: str) -> str:
    return period.replace("/", "_")


def from_address(text: str) -> str:
    """Http404 for what isn't a period."""
    try:
        return str(Period.parse(text.replace("_", "/")))
    except ValueError:
        raise Http404 from None


def sheet_or_404(form: str) -> Sheet:
    try:
        return sheet_of(form)
    except NoForm:
        raise Http404 from None


def filing_or_404(id: UUID) -> Filing:
    try:
        return services.get(id)
    except Filing.DoesNotExist:
        raise Http404 from None


def where(*last: Crumb) -> list[Crumb]:
    return [Crumb(_("报表"), reverse("filings:inbox")), *last]


def can(request: HttpRequest, act: Act, filing: Filing) -> bool:
    """Whether the asker may do an act to a return, its state aside."""
    return may(actor_of(request), act, filing_thing(request, filing.pk)).allowed


def version_of(request: HttpRequest) -> int:
    """The version that the page was made of; -1 when it isn't a number, which never stands."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def told(message: Diagnostic) -> dict[str, str]:
    return {"code": message.code, "message": message.message(language()), "hint": message.hint(language())}


def refused(request: HttpRequest, filing: Filing, why: NotNow | Conflict, status: int = 409) -> HttpResponse:
    """Why it can't be done, with the way back. Nothing was changed."""
    words = told(why.diagnostic) if isinstance(why, NotNow) else {
        "code": "FIL-112",
        "message": _("%(name)s刚刚改动了本表。") % {"name": why.theirs.get("by") or _("他人")},
        "hint": _("你的操作没有执行；回到本表看最新内容再办。"),
    }  # fmt: skip
    context = {
        "here": "filings",
        "where": where(Crumb(_("不能进行"))),
        "words": words,
        "back": reverse("filings:filing", args=[filing.pk]),
    }
    return render(request, "filings/refused.html", context, status=status)


REASONS = {
    "return": (
        gettext_lazy("与用电量、税收等数据对不上，请核对后重报。"),
        gettext_lazy("单位填错（元与万元），请改正后重报。"),
        gettext_lazy("累计数与前几期不衔接，请核对后重报。"),
        gettext_lazy("波动较大而理由不充分，请补充说明。"),
    ),
    "unlock": (
        gettext_lazy("企业来函更正已接收数据，附说明。"),
        gettext_lazy("与部门确认数据核对后需要更正。"),
    ),
}
