"""What may be set: defaults, then yuanqu.toml in the home folder, then the environment. Unsafe settings are refused."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from django.core.exceptions import ImproperlyConfigured

from yuanqu.powers import Role
from yuanqu_web.config.identity import Identity, Unsafe, read_identity, refuse_unsafe_identity

__all__ = ["Options", "Unsafe", "read_options", "refuse_unsafe"]

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
_LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}
_PLACEHOLDERS = ("django-insecure", "changeme", "change-me", "secret", "password", "yuanqu")
Worker = Literal["inside", "apart"]


@dataclass(frozen=True, slots=True)
class Options:
    """`secret` empty: the one kept in the home folder. `database`: path of the SQLite file, or postgresql://…
    `demo`: sample data on this machine only; the only mode in which debugging is allowed.
    `https`: a proxy in front speaks https and says so by X-Forwarded-Proto. `worker`: jobs are done by a process
    that the server starts, or by `yuanqu worker` started apart. `metrics_token`: lets /metrics be read from elsewhere.
    `backups`: folder of a nightly backup, of which the newest `backups_kept` stay; empty: none is made.
    `two_steps`: roles that must sign in with a second step. `identity`: the city's own sign-in service."""

    debug: bool = False
    demo: bool = False
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    secret: str = ""
    database: str = ""
    https: bool = False
    bind: str = "127.0.0.1:8000"
    threads: int = 8
    log_level: str = "INFO"
    worker: Worker = "inside"
    metrics_token: str = ""
    backups: str = ""
    backups_kept: int = 14
    two_steps: tuple[str, ...] = ()
    identity: Identity | None = None


_KEYS = {field.name for field in fields(Options)}


def read_options(environ: Mapping[str, str], home: Path) -> Options:
    """Options from `home`/yuanqu.toml and YUANQU_… variables; the environment wins."""
    given = _from_toml(home / "yuanqu.toml") | _from_environment(environ)
    default = Options()
    return Options(
        debug=_flag("debug", given.get("debug", default.debug)),
        demo=_flag("demo", given.get("demo", default.demo)),
        hosts=_hosts(given.get("hosts", default.hosts)),
        secret=str(given.get("secret", "")),
        database=str(given.get("database", "")) or str(home / "yuanqu.sqlite3"),
        https=_flag("https", given.get("https", default.https)),
        bind=_bind(given.get("bind", default.bind)),
        threads=_whole("threads", given.get("threads", default.threads)),
        log_level=_level(given.get("log_level", default.log_level)),
        worker=_worker(given.get("worker", default.worker)),
        metrics_token=str(given.get("metrics_token", "")),
        backups=str(given.get("backups", "")),
        backups_kept=_whole("backups_kept", given.get("backups_kept", default.backups_kept)),
        two_steps=_roles(given.get("two_steps", default.two_steps)),
        identity=read_identity(given.get("identity"), environ),
    )


def refuse_unsafe(options: Options, secret: str) -> None:
    """Raise Unsafe for a weak secret and, outside the demo, for debugging, any host, or plain http to other machines."""
    if len(secret) < 50 or len(set(secret)) < 10 or secret.lower().startswith(_PLACEHOLDERS):
        raise Unsafe(
            "The secret is too weak: use at least 50 random characters, or remove it so that one is made. "
            "密钥过弱：请使用至少 50 个随机字符，或删去该设置由系统生成。"
        )
    if options.debug and not options.demo:
        raise Unsafe(
            "debug is on outside the demo: set demo = true as well, or debug = false. "
            "非演示环境不得打开调试：请同时设 demo = true，或设 debug = false。"
        )
    if "*" in options.hosts and not options.demo:
        raise Unsafe(
            'hosts holds "*": name each host that serves the console. '
            "主机名不得写“*”：请逐一写明对外服务的主机名。"
        )
    refuse_unsafe_identity(options.identity)
    if not options.hosts:
        raise Unsafe("hosts is empty: name at least one host. 主机名为空：请至少写明一个。")
    refuse_plain_http(options, options.bind)
    if options.metrics_token and len(options.metrics_token) < 20:
        raise Unsafe(
            "metrics_token is too short: use at least 20 random characters. metrics_token 过短：请至少用 20 个随机字符。"
        )


def refuse_plain_http(options: Options, bind: str) -> None:
    """Raise Unsafe when passwords would cross a network in the clear: another machine may connect, and no proxy speaks https."""
    host = bind.rpartition(":")[0].strip("[]")
    if host not in _LOOPBACK and not host.startswith("127.") and not (options.https or options.demo):
        raise Unsafe(
            f"{bind} is reached from other machines over plain http: put a proxy with https in front and set https = true, "
            "or listen on 127.0.0.1. "
            f"{bind} 会让其他机器以明文 http 访问：请在前面设 https 代理并设 https = true，或只在 127.0.0.1 监听。"
        )


def _from_toml(file: Path) -> dict[str, object]:
    if not file.is_file():
        return {}
    with file.open("rb") as source:
        given: dict[str, object] = tomllib.load(source)
    if unknown := sorted(set(given) - _KEYS):
        raise ImproperlyConfigured(
            f"{file}: unknown setting {', '.join(unknown)}; known: {', '.join(sorted(_KEYS))}"
        )
    return given


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    named = {key: environ.get(f"YUANQU_{key.upper()}") for key in _KEYS}
    return {key: value for key, value in named.items() if value is not None}


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise ImproperlyConfigured(f"{name}: {value!r} is neither true nor false")


def _whole(name: str, value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise ImproperlyConfigured(f"{name}: {value!r} is not a whole number") from None
    if number < 1:
        raise ImproperlyConfigured(f"{name}: {number} must be at least 1")
    return number


def _bind(value: object) -> str:
    host, colon, port = str(value).strip().rpartition(":")
    if not colon or not port.isdigit():
        raise ImproperlyConfigured(f"bind: {value!r} is not host:port, such as 127.0.0.1:8000")
    return f"{host}:{port}"


def _level(value: object) -> str:
    level = str(value).strip().upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ImproperlyConfigured(f"log_level: {value!r} is none of DEBUG, INFO, WARNING, ERROR")
    return level


def _worker(value: object) -> Worker:
    if value == "inside":
        return "inside"
    if value == "apart":
        return "apart"
    raise ImproperlyConfigured(f'worker: {value!r} is neither "inside" nor "apart"')


def _roles(value: object) -> tuple[str, ...]:
    named = _hosts(value)
    if unknown := sorted(set(named) - {role.value for role in Role}):
        raise ImproperlyConfigured(
            f"two_steps: no role {', '.join(unknown)}; known: {', '.join(role.value for role in Role)}"
        )
    return named


def _hosts(value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise ImproperlyConfigured(f"hosts: {value!r} is not a list of host names")
    return tuple(str(part).strip() for part in parts if str(part).strip())
