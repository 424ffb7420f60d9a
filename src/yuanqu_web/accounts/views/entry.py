"""Coming in: where a person lands, signing in to the demo, and looking through another's eyes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yuanqu.powers import Act, may
from yuanqu_web.accounts.access import actor_of, allows, public, signed_in
from yuanqu_web.accounts.adapters import entry
from yuanqu_web.accounts.demo import PERSONAS
from yuanqu_web.accounts.middleware import VIEW_AS
from yuanqu_web.accounts.models import User


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The first page of a person: the board for who may see it, his own firm for a firm, else the policy."""
    actor = actor_of(request)
    if may(actor, Act.BOARD_READ).allowed:
        return HttpResponseRedirect(reverse("board:board"))
    if enterprise := next((seat.enterprise for seat in actor.seats if seat.enterprise), ""):
        return HttpResponseRedirect(reverse("registry:firm", args=[enterprise]))
    return HttpResponseRedirect(reverse("policies:policy"))


@require_POST
@public
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as a person of the demo. Outside of the demo this address does not exist."""
    username = request.POST.get("who", "")
    if not settings.OPTIONS.demo or username not in {persona.username for persona in PERSONAS}:
        raise Http404
    user = User.objects.filter(username=username, is_demo=True, is_active=True).first()
    if user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    entry(user, "account.sign_in")
    return HttpResponseRedirect(reverse("accounts:home"))


@require_POST
@allows(Act.VIEW_AS)
def view_as(request: HttpRequest) -> HttpResponse:
    """Look at the pages as another sees them, without being able to change anything."""
    user = User.objects.filter(username=request.POST.get("who", ""), is_active=True).first()
    if user is None:
        raise Http404
    request.session[VIEW_AS] = str(user.pk)
    return HttpResponseRedirect(reverse("accounts:home"))


@require_POST
@signed_in
def stop_viewing(request: HttpRequest) -> HttpResponse:
    """Back to one's own eyes."""
    request.session.pop(VIEW_AS, None)
    return HttpResponseRedirect(reverse("accounts:home"))
