"""The application of the policy in use."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class PoliciesConfig(AppConfig):
    name = "yuanqu_web.policies"
    label = "policies"
    place_names = "yuanqu_web.policies.selectors.place_names"
    search_provider = "yuanqu_web.policies.search.find"
    navigation = (
        NavItem("policy", "policy", 20, _("政策读本"), "policies:policy", phone=True, act=Act.POLICY_READ),
        NavItem("directory", "policy", 30, _("产业导向目录"), "policies:directory", act=Act.POLICY_READ),
    )
