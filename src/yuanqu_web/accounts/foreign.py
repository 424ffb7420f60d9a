"""What may be reached of the login library's own pages: these and no others are routed; see `urls`."""

from __future__ import annotations

from django.http import HttpRequest

from yuanqu_web.accounts.access import Access

_PUBLIC = Access()
_SIGNED_IN = Access(signed_in=True)

FOREIGN: dict[str, Access] = {
    "account_login": _PUBLIC,
    "account_logout": _SIGNED_IN,
    "account_change_password": _SIGNED_IN,
    "account_reauthenticate": _SIGNED_IN,
    "account_inactive": _PUBLIC,
    "mfa_authenticate": _PUBLIC,
    "mfa_reauthenticate": _SIGNED_IN,
    "mfa_index": _SIGNED_IN,
    "mfa_activate_totp": _SIGNED_IN,
    "mfa_deactivate_totp": _SIGNED_IN,
    "mfa_generate_recovery_codes": _SIGNED_IN,
    "mfa_view_recovery_codes": _SIGNED_IN,
    "mfa_download_recovery_codes": _SIGNED_IN,
    "openid_connect_login": _PUBLIC,
    "openid_connect_callback": _PUBLIC,
    "socialaccount_login_cancelled": _PUBLIC,
    "socialaccount_login_error": _PUBLIC,
}


INTERFACE = "interface"


def access_of_foreign(request: HttpRequest) -> Access | None:
    """Access of a page of the login library, by the name of its address."""
    match = request.resolver_match
    if match and match.namespaces == [INTERFACE]:
        return _PUBLIC  # the interface asks for a token itself
    return FOREIGN.get(match.url_name or "") if match and not match.namespaces else None
