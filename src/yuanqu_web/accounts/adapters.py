"""What the login library may do here: nobody signs up by himself, demo accounts stay in the demo, and every sign-in,
sign-out and lock-out stands in the record."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanqu.record import SYSTEM, By
from yuanqu_web.accounts.identity import claims_of
from yuanqu_web.accounts.models import User
from yuanqu_web.accounts.sealing import seal, unseal
from yuanqu_web.audit.services import record
from yuanqu_web.lib.retries import atomic_write

MESSAGES = {
    "too_many_login_attempts": gettext_lazy(
        "连续多次不正确，已暂停登录。请 5 分钟后再试；忘记密码请找系统管理员。"
    ),
    "username_password_mismatch": gettext_lazy("账号或密码不正确。"),
    "invalid_login": gettext_lazy("账号或密码不正确。"),
    "enter_current_password": gettext_lazy("现在的密码不正确。"),
    "incorrect_password": gettext_lazy("密码不正确。"),
    "incorrect_code": gettext_lazy("验证码不正确，或已过期。"),
    "account_inactive": gettext_lazy("这个账号已经停用。"),
    "rate_limited": gettext_lazy("次数过多，请稍后再试。"),
    "cannot_delete_authenticator": gettext_lazy("您的岗位须用两步验证，不能关闭。"),
    "cannot_generate_recovery_codes": gettext_lazy("先设置两步验证，再生成恢复码。"),
}
"""The library's own messages in our words; what isn't here can't be reached."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administrator."""

    error_messages = DefaultAccountAdapter.error_messages | MESSAGES

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if user.is_demo and not settings.OPTIONS.demo:
            messages.error(request, _("这是演示账号，只能在演示中登录。"))
            return HttpResponseRedirect(reverse("account_login"))
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        entry(user, "account.sign_in")

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        if isinstance(user, User):
            entry(user, "account.sign_out")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """After the wrong password that locks the sign-in of a name, one entry. It says which account when there is one;
        what was typed is never kept, for it may be a password in the wrong field."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        per_name = {"login_failed": _per_key(app_settings.RATE_LIMITS["login_failed"])}
        free = ratelimit.consume(
            request, app="allauth.account", action="login_failed", key=key, config=per_name, dry_run=True
        )
        if not free:
            name = str(credentials.get("username", ""))
            user = User.objects.filter(username__iexact=name).first()
            locked(
                str(user.pk) if user else f"unknown-{salted_hmac('unknown-account', name).hexdigest()[:16]}"
            )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("用密码确认"),
            "mfa_reauthenticate": _("用验证码确认"),
        }
        found = super().get_reauthentication_methods(user)
        return [{**one, "description": words.get(one["id"], one["description"])} for one in found]


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step."""

    error_messages = DefaultMFAAdapter.error_messages | MESSAGES

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        from yuanqu_web.accounts.duties import must_use_two_steps

        return not must_use_two_steps(authenticator.user)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The city's identity provider signs in accounts that exist here, matched by login name; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Nothing besides the page that the library shows."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        claims = claims_of(sociallogin.account.extra_data, sociallogin.state)
        if claims is None:
            _turn_away(request, _("统一身份认证的回答与本次登录不符，没有登录。请重新登录。"))
        assert claims is not None
        if sociallogin.state.get("process") != "login":
            _turn_away(request, _("统一身份认证只用来登录。"))
        if sociallogin.is_existing:
            return
        name = str(claims.get("preferred_username") or "")
        user = (
            User.objects.filter(username__iexact=name, is_active=True, is_demo=False).first()
            if name
            else None
        )
        if user is None:
            _turn_away(
                request,
                _("统一身份认证中的“%(name)s”在本系统没有账号：请系统管理员先建立同名账号。")
                % {"name": name},
            )
        assert user is not None
        if SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists():
            _turn_away(
                request,
                _("账号“%(name)s”已与统一身份认证中的另一个人绑定：请系统管理员处理。") % {"name": name},
            )
        sociallogin.connect(request, user)
        bound(user)


def _turn_away(request: HttpRequest, why: str) -> None:
    messages.error(request, why)
    raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))


def _per_key(rates: str) -> str:
    """The part of a limit that counts per name."""
    return ",".join(rate for rate in rates.split(",") if rate.endswith("/key"))


@atomic_write
def entry(user: User, action: str) -> None:
    """What a person did at the door."""
    record(by=By(str(user.pk), user.name), action=action, kind="account", id=str(user.pk), before=None, after=None)  # fmt: skip


@atomic_write
def locked(id: str) -> None:
    record(by=SYSTEM, action="account.lock", kind="account", id=id, before=None, after={"minutes": 5})


@atomic_write
def bound(user: User) -> None:
    record(by=By(str(user.pk), user.name), action="account.identity", kind="account", id=str(user.pk),
           before=None, after={"identity": "city"})  # fmt: skip
