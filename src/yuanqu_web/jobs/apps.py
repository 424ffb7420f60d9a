"""The application of work beyond a request."""

from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import Label, NavItem


class JobsConfig(AppConfig):
    name = "yuanqu_web.jobs"
    label = "jobs"
    record_words: ClassVar[dict[str, Label]] = {"job": _("后台任务"), "job.cancel": _("停止任务")}
    navigation = (
        NavItem("jobs", "trust", 30, pgettext_lazy("后台", "任务"), "jobs:jobs", act=Act.JOBS_READ),
    )
