"""Addresses of tokens. The interface itself lies under /api/ (config.urls)."""

from django.urls import path

from yuanqu_web.api import views

app_name = "api"
urlpatterns = [
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<uuid:id>/revoke/", views.revoke, name="revoke"),
]
