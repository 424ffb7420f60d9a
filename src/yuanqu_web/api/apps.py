"""The application of the programming interface."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu_web.ui.navigation import Label, NavItem


class ApiConfig(AppConfig):
    name = "yuanqu_web.api"
    label = "api"
    navigation = (NavItem("tokens", "trust", 60, _("接口令牌"), "api:tokens"),)
    record_words: ClassVar[dict[str, Label]] = {
        "token": _("接口令牌"),
        "token.add": _("新建接口令牌"),
        "token.revoke": _("收回接口令牌"),
    }
