"""The application of accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class AccountsConfig(AppConfig):
    name = "yuanqu_web.accounts"
    label = "accounts"
    navigation = (
        NavItem("record", "trust", 10, _("审计记录"), "accounts:record", act=Act.RECORD_READ),
        NavItem("heads", "trust", 20, _("公布的链头"), "accounts:heads"),
        NavItem("powers", "trust", 30, _("权限总表"), "accounts:powers", act=Act.POWERS_READ),
    )
