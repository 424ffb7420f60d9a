"""Addresses of registers."""

from django.urls import path

from yuanqu_web.registers import views
from yuanqu_web.registers.events import views as events

app_name = "registers"
urlpatterns = [
    path("registers/", views.registers, name="registers"),
    path("registers/<slug:form>/", views.entries, name="entries"),
    path("registers/<slug:form>/new/", views.add, name="add"),
    path("registers/<slug:form>/whole/", views.whole, name="whole"),
    path("registers/<slug:form>/<uuid:id>/", views.entry, name="entry"),
    path("registers/<slug:form>/<uuid:id>/change/", views.change, name="change"),
    path("registers/<slug:form>/<uuid:id>/<slug:step>/", views.step, name="step"),
    path("firms/<uuid:id>/history/", events.timeline, name="timeline"),
    path("firms/<uuid:id>/history/new/", events.add, name="add_event"),
]
