"""The application of the board."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class BoardConfig(AppConfig):
    name = "yuanqu_web.board"
    label = "board"
    search_provider = "yuanqu_web.board.search.find"
    navigation = (
        NavItem("board", "policy", 10, _("看板"), "board:board", phone=True, act=Act.BOARD_READ),
        NavItem("figures", "data", 10, _("公布数据"), "board:figures", act=Act.BOARD_READ),
    )
