"""The application of registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class RegistersConfig(AppConfig):
    name = "yuanqu_web.registers"
    label = "registers"
    search_provider = "yuanqu_web.registers.search.find"
    navigation = (
        NavItem("registers", "subjects", 30, _("台账"), "registers:registers", act=Act.REGISTER_READ),
    )
