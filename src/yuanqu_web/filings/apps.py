"""The application of returns on their way."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import Label, NavItem


class FilingsConfig(AppConfig):
    name = "yuanqu_web.filings"
    label = "filings"
    record_words: ClassVar[dict[str, Label]] = {
        "filing": _("报表（单户）"),
        "collection": _("开报期"),
        "filings.open": _("建立报表"),
        "return.submit": _("报送"),
        "return.withdraw": _("撤回报表"),
        "return.check": _("园区审核"),
        "return.return": _("退回报表"),
        "return.accept": _("接收报表"),
        "return.unlock": _("解锁更正"),
        "return.reopen": _("逾期补报"),
        "return.check_batch": _("批量审核"),
        "return.return_batch": _("批量退回"),
        "return.accept_batch": _("批量接收"),
        "return.chase": _("催报"),
        "period.open": _("开报"),
        "period.due": _("改截止日"),
        "period.lock": _("锁定报表期"),
        "period.unlock": _("解锁报表期"),
    }
    navigation = (NavItem("filings", "data", 5, _("报表"), "filings:inbox", phone=True, act=Act.RETURN_READ),)

    def ready(self) -> None:
        from yuanqu_web.filings import jobs, signing  # noqa: F401  (register kinds of work and second signatures)
