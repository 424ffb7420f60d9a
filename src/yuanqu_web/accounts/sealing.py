"""Secrets that must be read again (of the second step) lie sealed in the database: whoever has only the database, or a
backup of it, can't sign in with them. The key comes from the deployment's secret, which is in neither."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

MARK = "sealed-1:"
BROKEN = gettext_lazy(
    "系统的密钥（secret）已更换，两步验证的密钥无法读出：请运维人员恢复原来的密钥，或请系统管理员重置您的两步验证。"
)


class SealBroken(ValidationError):  # noqa: N818 - becomes a message at the field
    """What was sealed was sealed with another secret. A form shows this as its own error."""

    def __init__(self) -> None:
        super().__init__(BROKEN, code="seal-broken")


def seal(text: str) -> str:
    """The text, readable only with the deployment's secret."""
    return MARK + _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text again. What was written before there was sealing is read as it is. SealBroken after a change of the
    deployment's secret."""
    if not sealed.startswith(MARK):
        return sealed
    try:
        return _box().decrypt(sealed.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _box() -> Fernet:
    key = salted_hmac("yuanqu.accounts.sealing", "two steps", secret=settings.SECRET_KEY, algorithm="sha256")
    return Fernet(base64.urlsafe_b64encode(key.digest()))
