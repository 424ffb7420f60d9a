"""The application of accounts."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import Label, NavItem


class AccountsConfig(AppConfig):
    name = "yuanqu_web.accounts"
    label = "accounts"
    record_words: ClassVar[dict[str, Label]] = {
        "account": _("账号"),
        "organisation": _("单位"),
        "organisation.add": _("新增单位"),
        "account.add": _("新增账号"),
        "account.open": _("启用账号"),
        "account.close": _("停用账号"),
        "account.password": _("重设密码"),
        "seat.give": _("授予岗位"),
        "seat.end": _("结束岗位"),
    }
    navigation = (
        NavItem("record", "trust", 10, _("审计记录"), "accounts:record", act=Act.RECORD_READ),
        NavItem("heads", "trust", 20, _("公布的链头"), "accounts:heads"),
        NavItem("powers", "trust", 30, _("权限总表"), "accounts:powers", act=Act.POWERS_READ),
    )
