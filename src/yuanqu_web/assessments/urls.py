"""Addresses of explanations."""

from django.urls import path

from yuanqu_web.assessments import views

app_name = "assessments"
urlpatterns = [path("firms/<uuid:id>/why/<slug:decision>/", views.why, name="why")]
