"""The application of returns on their way."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class FilingsConfig(AppConfig):
    name = "yuanqu_web.filings"
    label = "filings"
    navigation = (NavItem("filings", "data", 5, _("报表"), "filings:inbox", phone=True, act=Act.RETURN_READ),)

    def ready(self) -> None:
        from yuanqu_web.filings import jobs, signing  # noqa: F401  (register kinds of work and second signatures)
