"""Addresses of the shell."""

from django.urls import path

from yuanqu_web.ui import views

app_name = "ui"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("preferences/", views.preferences, name="preferences"),
]
