"""What the login library tells of what a person did to his own account, put into the record."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver

from yuanqu.record import By
from yuanqu_web.accounts.adapters import entry
from yuanqu_web.accounts.models import User
from yuanqu_web.accounts.services import own_password_changed


@receiver(password_changed)
def changed(user: User, **_: Any) -> None:
    own_password_changed(by=By(str(user.pk), user.name), user=user)


@receiver(authenticator_added)
def added(user: User, authenticator: Any, **_: Any) -> None:
    entry(user, f"account.{authenticator.type}_added")


@receiver(authenticator_removed)
def removed(user: User, authenticator: Any, **_: Any) -> None:
    entry(user, f"account.{authenticator.type}_removed")


@receiver(authenticator_reset)
def renewed(user: User, authenticator: Any, **_: Any) -> None:
    entry(user, f"account.{authenticator.type}_renewed")
