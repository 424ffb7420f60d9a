"""What the login library may do here: nobody signs up by himself, and demo accounts stay in the demo."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yuanqu_web.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if user.is_demo and not settings.OPTIONS.demo:
            messages.error(request, _("这是演示账号，只能在演示中登录。"))
            return HttpResponseRedirect(reverse("account_login"))
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if request.user.must_change_password:  # type: ignore[union-attr]
            return reverse("account_change_password")
        return reverse("accounts:home")


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The city's identity provider signs in accounts that exist here, matched by login name; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        extra = sociallogin.account.extra_data
        claims = extra.get("userinfo") or extra.get("id_token") or extra
        name = str(claims.get("preferred_username") or "")
        user = (
            User.objects.filter(username__iexact=name, is_active=True, is_demo=False).first()
            if name
            else None
        )
        if user is None:
            messages.error(
                request,
                _("统一身份认证中的“%(name)s”在本系统没有账号：请系统管理员先建立同名账号。")
                % {"name": name},
            )
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        sociallogin.connect(request, user)
