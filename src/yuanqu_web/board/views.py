"""The board and the page of one target."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "board/board.html", {})


@require_GET
def target(request: HttpRequest, id: str) -> HttpResponse:
    return render(request, "board/target.html", {})
