"""Making, finding and taking back tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from yuanqu.powers import Act
from yuanqu.record import By
from yuanqu_web.accounts.models import User
from yuanqu_web.api.models import ApiToken
from yuanqu_web.audit.services import record
from yuanqu_web.lib.retries import atomic_write

PREFIX = "yuanqu_"
LONGEST_DAYS = 366


def make_token(
    *, by: By, user: User, name: str, scopes: Iterable[Act], expires_on: date | None = None
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is told once and never kept. ValueError for a day past or beyond a year."""
    today = timezone.localdate()
    last = expires_on or today + timedelta(days=90)
    if not today < last <= today + timedelta(days=LONGEST_DAYS):
        raise ValueError("expires_on")
    secret = PREFIX + secrets.token_urlsafe(32)

    @atomic_write
    def keep() -> ApiToken:
        token = ApiToken.objects.create(
            user=user,
            name=name,
            digest=_digest(secret),
            scopes=sorted(act.value for act in scopes),
            created_at=timezone.now(),
            expires_on=last,
        )
        record(by=by, action="token.add", kind="token", id=str(token.pk), before=None,
               after={"name": name, "scopes": token.scopes, "expires": last.isoformat(), "for": str(user.pk)})  # fmt: skip
        return token

    return keep(), secret


@atomic_write
def revoke_token(*, by: By, token: ApiToken) -> None:
    """Take a token back; twice is as good as once."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        record(
            by=by,
            action="token.revoke",
            kind="token",
            id=str(token.pk),
            before={"name": token.name},
            after=None,
        )


def find_token(secret: str) -> ApiToken | None:
    """The token of a secret, if it is in force and so is its owner's account."""
    if not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    token = (
        ApiToken.objects.filter(
            digest=_digest(secret),
            revoked_at__isnull=True,
            expires_on__gt=timezone.localdate(),
            user__is_active=True,
        )
        .select_related("user")
        .first()
    )
    if token is not None and token.user.is_demo and not settings.OPTIONS.demo:
        return None
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
