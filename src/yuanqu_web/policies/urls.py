"""Addresses of the policy reader and the guide directory."""

from django.urls import path

from yuanqu_web.policies import views

app_name = "policies"
urlpatterns = [
    path("policy/", views.policy, name="policy"),
    path("directory/", views.directory, name="directory"),
]
