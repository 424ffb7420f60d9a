"""The application of accounts."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import Label, NavItem


class AccountsConfig(AppConfig):
    name = "yuanqu_web.accounts"
    label = "accounts"
    record_words: ClassVar[dict[str, Label]] = {
        "account": pgettext_lazy("组织", "账号"),
        "organisation": pgettext_lazy("组织", "单位"),
        "organisation.add": _("新增单位"),
        "account.add": _("新增账号"),
        "account.open": _("启用账号"),
        "account.close": _("停用账号"),
        "account.change": _("修改账号"),
        "account.password": _("重设密码"),
        "account.own_password": _("本人修改密码"),
        "account.sign_in": _("登录"),
        "account.sign_out": _("退出"),
        "account.lock": _("暂停登录"),
        "account.identity": _("与统一身份认证绑定"),
        "account.two_steps_reset": _("取消两步验证"),
        "account.totp_added": _("启用手机验证器"),
        "account.totp_removed": _("关闭手机验证器"),
        "account.recovery_codes_added": _("生成恢复码"),
        "account.recovery_codes_removed": _("恢复码作废"),
        "account.recovery_codes_renewed": _("重新生成恢复码"),
        "organisation.change": _("修改单位"),
        "organisation.move": _("移动单位"),
        "organisation.close": _("撤销单位"),
        "authority": _("权责清单"),
        "authority.change": _("改权责清单"),
        "authority.end": _("终止权责规定"),
        "signature.first": _("经办签字"),
        "signature.second": _("会签"),
        "signature.refuse": _("会签退回"),
        "signature.withdraw": _("撤回签字"),
        "seat.give": _("授予岗位"),
        "seat.end": _("结束岗位"),
    }
    navigation = (
        NavItem("record", "trust", 10, _("审计记录"), "accounts:record", act=Act.RECORD_READ),
        NavItem("heads", "trust", 20, _("公布的链头"), "accounts:heads"),
        NavItem("powers", "trust", 30, _("权限总表"), "accounts:powers", act=Act.POWERS_READ),
        NavItem("signatures", "people", 10, _("待我会签"), "accounts:signatures", act=Act.SIGNATURES_READ),
        NavItem("authority", "people", 20, _("权责清单"), "accounts:authority", act=Act.AUTHORITY_READ),
        NavItem(
            "organisations",
            "people",
            30,
            pgettext_lazy("导航", "单位"),
            "accounts:organisations",
            act=Act.ACCOUNTS_READ,
        ),
        NavItem(
            "accounts",
            "people",
            40,
            pgettext_lazy("导航", "账号"),
            "accounts:accounts",
            act=Act.ACCOUNTS_READ,
        ),
    )

    def ready(self) -> None:
        from yuanqu_web.accounts import signals  # noqa: F401
        from yuanqu_web.accounts.views import authority  # noqa: F401  (its act can wait for a second signature)
