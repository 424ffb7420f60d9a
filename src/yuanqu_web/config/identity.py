"""The city's own sign-in service (OpenID Connect), where one is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_KEYS = ("name", "issuer", "client_id", "client_secret")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Unsafe(ImproperlyConfigured):
    """A setting that would expose the data: the console does not start with it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`issuer`: address under which /.well-known/openid-configuration lies. `name`: what its button says."""

    name: str
    issuer: str
    client_id: str
    client_secret: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def read_identity(given: object, environ: Mapping[str, str]) -> Identity | None:
    """The table [identity] of yuanqu.toml, or YUANQU_IDENTITY_NAME, _ISSUER, _CLIENT_ID, _CLIENT_SECRET, which win.
    None when nothing is given; ImproperlyConfigured when only a part is."""
    if given is not None and not isinstance(given, Mapping):
        raise ImproperlyConfigured("identity: a table [identity] with name, issuer, client_id, client_secret")
    table = {str(key): str(value) for key, value in (given or {}).items()}
    if unknown := sorted(set(table) - set(_KEYS)):
        raise ImproperlyConfigured(
            f"identity: unknown setting {', '.join(unknown)}; known: {', '.join(_KEYS)}"
        )
    named = {key: environ.get(f"YUANQU_IDENTITY_{key.upper()}", "") for key in _KEYS}
    table |= {key: value for key, value in named.items() if value}
    if not any(table.values()):
        return None
    if missing := [key for key in _KEYS if not table.get(key, "").strip()]:
        raise ImproperlyConfigured(f"identity: {', '.join(missing)} is missing")
    return Identity(table["name"], table["issuer"].rstrip("/"), table["client_id"], table["client_secret"])


def refuse_unsafe_identity(identity: Identity | None) -> None:
    """Raise Unsafe for a sign-in service that is reached without https on another machine."""
    if identity is None:
        return
    parts = urlsplit(identity.issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise Unsafe(
            f"identity: the issuer {identity.issuer} must be reached by https. "
            f"统一身份认证的地址 {identity.issuer} 须用 https。"
        )


def identity_apps(identity: Identity | None) -> list[dict[str, object]]:
    """What the login library wants to know of it: the authorization code flow with PKCE."""
    if identity is None:
        return []
    return [
        {
            "provider_id": "city",
            "name": identity.name,
            "client_id": identity.client_id,
            "secret": identity.client_secret,
            "settings": {
                "server_url": identity.issuer,
                "oauth_pkce_enabled": True,
                "scope": ["openid", "profile"],
            },
        }
    ]
