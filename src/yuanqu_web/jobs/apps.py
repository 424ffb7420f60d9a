"""The application of work beyond a request."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import NavItem


class JobsConfig(AppConfig):
    name = "yuanqu_web.jobs"
    label = "jobs"
    navigation = (NavItem("jobs", "trust", 30, _("任务"), "jobs:jobs", act=Act.JOBS_READ),)
