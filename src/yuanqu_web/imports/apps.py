"""The application of imports."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import Label, NavItem


class ImportsConfig(AppConfig):
    name = "yuanqu_web.imports"
    label = "imports"
    record_words: ClassVar[dict[str, Label]] = {
        "import": _("导入批次"),
        "import.offer": _("上传导入文件"),
        "import.commit": _("写入导入"),
        "import.undo": _("撤销已导入内容"),
    }
    navigation = (NavItem("imports", "data", 20, _("导入"), "imports:imports", act=Act.IMPORT_READ),)

    def ready(self) -> None:
        from yuanqu_web.imports import work  # noqa: F401 - registers the kinds of jobs
