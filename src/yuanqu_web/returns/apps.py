"""The application of facts at rest."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "yuanqu_web.returns"
    label = "returns"
