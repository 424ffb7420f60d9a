"""The database, from one setting: a path is a SQLite file, postgresql://… is a PostgreSQL server."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

_SCHEMES = ("postgresql://", "postgres://")
_PLACED = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}


def is_postgres(database: str) -> bool:
    return database.startswith(_SCHEMES)


def database_settings(database: str) -> dict[str, object]:
    """Django's settings of a database. ImproperlyConfigured when the address can't be read or the driver is missing."""
    if is_postgres(database):
        return _postgres(database)
    if "://" in database:
        scheme = database.partition("://")[0]
        raise ImproperlyConfigured(
            f"database: {scheme}:// is not known; give a path (SQLite) or postgresql://user@host/name. "
            f"database 设置：不支持 {scheme}://，请写文件路径（SQLite）或 postgresql://用户@主机/库名。"
        )
    # One writer at a time: transactions begin IMMEDIATE and queue up within the process.
    # The journal mode is set once at start, by lib.sqlite.
    return {
        "ENGINE": "yuanqu_web.lib.sqlite",
        "NAME": database,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA synchronous=FULL;",
        },
        "TEST": {"NAME": ":memory:"},  # what pytest-django assumes of Django's own SQLite back end only
    }


def _postgres(database: str) -> dict[str, object]:
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise ImproperlyConfigured(
            "database: PostgreSQL needs the driver, install yuanqu[web,postgres]. "
            "database 设置：使用 PostgreSQL 需安装驱动 yuanqu[web,postgres]。"
        ) from None
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(database).items() if value}
    except ProgrammingError as error:
        problem = str(error).strip().replace(database, "…")  # it may hold a password
        raise ImproperlyConfigured(
            f"database: the address can't be read: {problem}. database 设置：地址写法有误。"
        ) from None
    name = parts.pop("dbname", "")
    if not name:
        raise ImproperlyConfigured(
            "database: the address names no database: postgresql://user@host/name. "
            "database 设置：地址缺库名：postgresql://用户@主机/库名。"
        )
    placed = {_PLACED[key]: parts.pop(key) for key in list(parts) if key in _PLACED}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        **placed,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "10", **parts},
    }
