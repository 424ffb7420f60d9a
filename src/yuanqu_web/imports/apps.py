"""The application of imports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class ImportsConfig(AppConfig):
    name = "yuanqu_web.imports"
    label = "imports"
    navigation = (NavItem("imports", "data", 20, _("导入"), "imports:imports", act=Act.IMPORT_READ),)

    def ready(self) -> None:
        from yuanqu_web.imports import work  # noqa: F401 - registers the kinds of jobs
