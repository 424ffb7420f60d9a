"""The application of outcomes of decisions."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "yuanqu_web.assessments"
    label = "assessments"
