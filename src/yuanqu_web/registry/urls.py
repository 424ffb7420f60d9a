"""Addresses of enterprises."""

from django.urls import path

from yuanqu_web.registry.firms import views

app_name = "registry"
urlpatterns = [
    path("firms/", views.firms, name="firms"),
    path("firms/<uuid:id>/", views.firm, name="firm"),
]
