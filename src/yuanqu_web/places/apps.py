"""The application of parks on the map."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class PlacesConfig(AppConfig):
    name = "yuanqu_web.places"
    label = "places"
    navigation = (
        NavItem("parks", "subjects", 20, _("园区"), "places:parks", phone=True, act=Act.PARKS_READ),
    )
