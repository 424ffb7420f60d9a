"""The city's own sign-in service as the login library's provider: with a nonce, and nothing taken from the address."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse


class CityProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Asks for a nonce, kept in the session beside state and PKCE. What the library would let a link add to the request
    (scopes, parameters) is left out."""

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        params = {**(kwargs.pop("auth_params", None) or {}), "nonce": nonce}
        answer: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs
        )
        return answer


def claims_of(extra: Mapping[str, Any], state: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the service says of the person; None when its token was not made for this very sign-in, or speaks of another
    person than its user info."""
    token = extra.get("id_token")
    if not isinstance(token, Mapping):
        return None
    nonce = state.get("nonce")
    if not nonce or not secrets.compare_digest(str(token.get("nonce", "")), str(nonce)):
        return None
    told = extra.get("userinfo") or token
    if not isinstance(told, Mapping) or told.get("sub") != token.get("sub"):
        return None
    return told
