"""A path is SQLite, postgresql:// is PostgreSQL; anything else is refused with what to write."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from yuanqu_web.config.databases import database_settings, is_postgres


def test_a_path_is_a_sqlite_file() -> None:
    made = database_settings("/srv/yuanqu/yuanqu.sqlite3")
    assert (made["ENGINE"], made["NAME"]) == ("yuanqu_web.lib.sqlite", "/srv/yuanqu/yuanqu.sqlite3")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://yuanqu:s%40c@db.example:5433/park", ("park", "db.example", "5433", "yuanqu", "s@c")),
        ("postgres://yuanqu@db.example/park", ("park", "db.example", None, "yuanqu", None)),
        ("postgresql:///park?host=/run/postgresql", ("park", "/run/postgresql", None, None, None)),
    ],
)
def test_an_address_is_postgresql(address: str, expected: tuple[str | None, ...]) -> None:
    made = database_settings(address)
    assert made["ENGINE"] == "django.db.backends.postgresql"
    assert tuple(made.get(key) for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")) == expected


def test_further_settings_of_the_connection_are_kept() -> None:
    made = database_settings("postgresql://db.example/park?sslmode=verify-full")
    assert made["OPTIONS"] == {"connect_timeout": "10", "sslmode": "verify-full"}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://db.example/park", "mysql:// is not known"),
        ("postgresql://u:geheim@db.example", "names no database"),
        ("postgresql://u:geheim@[/park", "can't be read"),
    ],
)
def test_a_wrong_address_is_refused_without_showing_its_password(address: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said) as caught:
        database_settings(address)
    assert "geheim" not in str(caught.value)


def test_only_an_address_is_postgresql() -> None:
    assert is_postgres("postgres://h/n")
    assert not is_postgres("postgresql.sqlite3")
