"""What a person must do about his own account before anything else: change a password given to him, add a second step."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from yuanqu_web.accounts.models import User

CHANGE, SECOND_STEP = "account_change_password", "mfa_activate_totp"
MEANWHILE = {
    CHANGE: frozenset({CHANGE, "account_logout"}),
    SECOND_STEP: frozenset(
        {
            SECOND_STEP,
            "account_logout",
            "account_reauthenticate",
            "mfa_reauthenticate",
            "account_change_password",
        }
    ),
}
"""What can be reached while the duty stands."""


def first_duty(request: HttpRequest) -> str | None:
    """Name of the address that the person is led to; None when nothing stands in his way or this is it."""
    user = request.user
    if not isinstance(user, User) or user.is_demo:
        return None
    duty = None
    if user.must_change_password and user.has_usable_password():
        duty = CHANGE
    elif settings.OPTIONS.two_steps and must_use_two_steps(user) and not has_two_steps(user):
        duty = SECOND_STEP
    match = request.resolver_match
    here = match.view_name if match else ""
    return None if duty is None or here in MEANWHILE[duty] else duty


def must_use_two_steps(user: User) -> bool:
    """Whether a role that the person holds must sign in with a second step."""
    roles = settings.OPTIONS.two_steps
    return bool(roles) and user.seats.filter(role__in=roles, end__isnull=True).exists()


def has_two_steps(user: User) -> bool:
    """Whether the second step is set up."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())
