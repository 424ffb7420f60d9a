"""The application of registers."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import Label, NavItem


class RegistersConfig(AppConfig):
    name = "yuanqu_web.registers"
    label = "registers"
    record_kinds = "yuanqu_web.registers.wording.register_names"
    search_provider = "yuanqu_web.registers.search.find"
    record_words: ClassVar[dict[str, Label]] = {
        "enterprise": _("企业"),
        "register.add": _("登记新增"),
        "register.change": _("修改登记"),
        "register.end": _("终止登记"),
        "register.restore": _("恢复登记"),
        "register.undo": _("撤销修改"),
        "register.generate": _("由政策包生成任务"),
        "firm.rename": _("企业更名"),
        "firm.recode": _("企业换码"),
        "firm.move": _("企业迁址"),
        "firm.merge": _("企业合并"),
        "firm.split": _("企业分立"),
    }
    navigation = (
        NavItem("registers", "subjects", 30, _("台账"), "registers:registers", act=Act.REGISTER_READ),
    )
