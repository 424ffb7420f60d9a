"""Addresses of the board."""

from django.urls import path

from yuanqu_web.board import views

app_name = "board"
urlpatterns = [
    path("", views.board, name="board"),
    path("articles/<int:number>/", views.article, name="article"),
    path("figures/", views.figures, name="figures"),
    path("targets/<slug:id>/", views.target, name="target"),
]
