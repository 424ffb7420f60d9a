"""Addresses of imports. Files have opaque ids; the views that serve them ask for the same power as the page."""

from django.urls import path

from yuanqu_web.imports import views

app_name = "imports"
urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new, name="new"),
    path("imports/template/<slug:form>/", views.template, name="template"),
    path("imports/<uuid:id>/", views.one, name="import"),
    path("imports/<uuid:id>/progress/", views.progress, name="progress"),
    path("imports/<uuid:id>/rows/", views.rows, name="rows"),
    path("imports/<uuid:id>/problems/", views.problems, name="problems"),
    path("imports/<uuid:id>/file/<slug:which>/", views.file, name="file"),
    path("imports/<uuid:id>/<slug:step>/", views.step, name="step"),
]
