"""Why something can't be done, as the person who tried is told."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from yuanqu.diagnostics import Diagnostic, diagnose
from yuanqu.filing import Action, Reason, State, before
from yuanqu.values import Period
from yuanqu_web.filings.models import Filing

CODES: Mapping[Reason, str] = {
    Reason.NOT_OPEN: "FIL-101",
    Reason.PAST_DUE: "FIL-102",
    Reason.ACCEPTED: "FIL-103",
    Reason.PERIOD_LOCKED: "FIL-104",
    Reason.WRONG_STATE: "FIL-105",
    Reason.NO_REASON: "FIL-106",
    Reason.HARD_RULE: "FIL-107",
    Reason.UNEXPLAINED: "FIL-108",
    Reason.UNREADABLE: "FIL-109",
    Reason.NOT_APPROVED: "FIL-110",
    Reason.BEFORE_IT: "FIL-111",
}


class NotNow(Exception):  # noqa: N818 - a refusal with its reason
    """The action can't be done; `diagnostic` says why, in both languages, with a stable code."""

    def __init__(self, reason: Reason, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.text("en"))
        self.reason, self.diagnostic = reason, diagnostic


def refuse(reason: Reason, filing: Filing, action: Action | None = None, count: int = 0) -> NotNow:
    period = Period.parse(filing.period)
    earlier = before(period)
    values: dict[str, object] = {
        "count": count,
        "period": period.label("zh"),
        "period_en": period.label("en"),
    }
    values |= {"before": earlier.label("zh"), "before_en": earlier.label("en")}
    values |= {"opens": filing.collection.opens_on, "due": filing.collection.due_on}
    for lang, end in (("zh-hans", ""), ("en", "_en")):
        with override(lang):
            values[f"state{end}"] = str(state_name(State(filing.state)))
            values[f"action{end}"] = str(action_name(action)) if action else ""
    return NotNow(reason, diagnose(CODES[reason], None, **values))


def state_name(state: State) -> str:
    return {
        State.DRAFT: _("填报中"),
        State.SUBMITTED: _("已提交"),
        State.PARK_CHECKED: _("园区已审"),
        State.ACCEPTED: _("已接收"),
        State.RETURNED: _("已退回"),
    }[state]


def action_name(action: Action | str) -> str:
    return {
        "edit": _("填报"),
        "submit": _("提交"),
        "withdraw": _("撤回"),
        "check": _("园区审核通过"),
        "return": _("退回"),
        "accept": _("接收"),
        "unlock": _("解锁更正"),
        "carry": _("复制上期"),
        "upload": _("上传表格"),
    }.get(str(action), str(action))
