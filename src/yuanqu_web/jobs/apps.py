"""The application of work beyond a request."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yuanqu_web.jobs"
    label = "jobs"
