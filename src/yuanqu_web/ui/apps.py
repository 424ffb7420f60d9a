"""The application of the shell and the components."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "yuanqu_web.ui"
    label = "ui"
