"""The policy reader and the guide directory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    return render(request, "policies/policy.html", {})


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    return render(request, "policies/directory.html", {})
