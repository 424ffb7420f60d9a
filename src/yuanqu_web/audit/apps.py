"""The application of the record."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "yuanqu_web.audit"
    label = "audit"
