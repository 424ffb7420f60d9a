"""Addresses of the jobs."""

from django.urls import path

from yuanqu_web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
]
