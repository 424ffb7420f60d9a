"""Addresses of parks."""

from django.urls import path

from yuanqu_web.places import views

app_name = "places"
urlpatterns = [
    path("parks/", views.parks, name="parks"),
    path("parks/boundaries.json", views.boundaries, name="boundaries"),
    path("parks/<slug:id>/", views.park, name="park"),
]
