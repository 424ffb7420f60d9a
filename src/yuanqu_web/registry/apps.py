"""The application of enterprises."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class RegistryConfig(AppConfig):
    name = "yuanqu_web.registry"
    label = "registry"
    search_provider = "yuanqu_web.registry.search.find"
    navigation = (
        NavItem("firms", "subjects", 10, _("企业"), "registry:firms", phone=True, act=Act.FIRM_READ),
    )
