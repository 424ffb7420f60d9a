"""Settings: read from file and environment, unsafe ones refused."""

from __future__ import annotations

import stat
from dataclasses import fields
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from yuanqu_web.config.home import home_folder, kept_secret
from yuanqu_web.config.identity import Identity
from yuanqu_web.config.options import Options, Unsafe, read_options, refuse_unsafe
from yuanqu_web.lib.sqlite import set_journal_mode, wal_is_safe

STRONG = "abcdefghijklmnopqrstuvwxyz0123456789" * 2


@pytest.mark.parametrize(
    ("options", "secret"),
    [
        (Options(), "short"),
        (Options(), "a" * 80),
        (Options(), f"django-insecure-{STRONG}"),
        (Options(debug=True), STRONG),
        (Options(hosts=("*",)), STRONG),
        (Options(hosts=()), STRONG),
        (Options(), f"ChangeMe-{STRONG}"),
        (Options(bind="0.0.0.0:8000"), STRONG),
        (Options(bind="[::]:8000"), STRONG),
        (Options(bind="10.1.2.3:80"), STRONG),
        (Options(metrics_token="short"), STRONG),
    ],
)
def test_unsafe_settings_are_refused(options: Options, secret: str) -> None:
    with pytest.raises(Unsafe):
        refuse_unsafe(options, secret)


@pytest.mark.parametrize(
    "options",
    [
        Options(bind="0.0.0.0:8000", https=True),
        Options(bind="127.0.0.1:9000"),
        Options(bind="[::1]:9000"),
        Options(bind="127.0.0.2:9000"),
        Options(metrics_token=STRONG),
    ],
)
def test_safe_settings_are_taken(options: Options) -> None:
    refuse_unsafe(options, STRONG)


def test_every_setting_can_be_given_by_the_environment(tmp_path: Path) -> None:
    given = {
        "debug": "yes", "demo": "1", "hosts": "a.example, b.example", "secret": STRONG, "https": "on",
        "database": "postgresql://h/n", "bind": "127.0.0.1:1", "threads": "2", "log_level": "debug",
        "worker": "apart", "metrics_token": STRONG, "backups": "b", "backups_kept": "3",
        "two_steps": "auditor, administrator", "identity_name": "City", "identity_issuer": "https://id.example/",
        "identity_client_id": "yuanqu", "identity_client_secret": STRONG,
    }  # fmt: skip
    options = read_options({f"YUANQU_{key.upper()}": value for key, value in given.items()}, tmp_path)
    default = Options(database=str(tmp_path / "yuanqu.sqlite3"))
    same = [
        field.name
        for field in fields(Options)
        if getattr(options, field.name) == getattr(default, field.name)
    ]
    assert same == []


@pytest.mark.parametrize(
    ("issuer", "safe"),
    [
        ("https://id.example", True),
        ("http://127.0.0.1:9", True),
        ("http://id.example", False),
        ("file:/x", False),
    ],
)
def test_the_sign_in_service_is_reached_by_https(issuer: str, safe: bool) -> None:
    options = Options(identity=Identity("City", issuer, "yuanqu", "secret"))
    if safe:
        refuse_unsafe(options, STRONG)
    else:
        with pytest.raises(Unsafe, match="https"):
            refuse_unsafe(options, STRONG)


@pytest.mark.parametrize(
    "text",
    [
        'two_steps = ["mayor"]\n',
        '[identity]\nname = "City"\n',
        '[identity]\nnames = "City"\n',
        'identity = "City"\n',
    ],
)
def test_a_wrong_role_or_half_a_sign_in_service_stops_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "yuanqu.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ImproperlyConfigured):
        read_options({}, tmp_path)


def test_the_demo_may_be_debugged() -> None:
    refuse_unsafe(Options(debug=True, demo=True), STRONG)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "yuanqu.toml").write_text('hosts = ["a.example"]\nthreads = 3\n', encoding="utf-8")
    options = read_options({"YUANQU_THREADS": "5"}, tmp_path)
    assert (options.hosts, options.threads) == (("a.example",), 5)
    assert options.database == str(tmp_path / "yuanqu.sqlite3")


WRONG = (
    "debg = true",
    'threads = "many"',
    'debug = "perhaps"',
    "threads = 0",
    'worker = "aside"',
    'log_level = "loud"',
    'bind = "127.0.0.1"',
)


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "yuanqu.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ImproperlyConfigured):
        read_options({}, tmp_path)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = kept_secret(tmp_path)
    assert kept_secret(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    refuse_unsafe(Options(), made)


def test_home_is_named_by_the_environment(tmp_path: Path) -> None:
    assert home_folder({"YUANQU_HOME": str(tmp_path)}) == tmp_path.resolve()


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 6), True), ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 3), True), ((3, 52, 0), True)],
)  # fmt: skip
def test_the_write_ahead_log_is_used_only_where_it_is_safe(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_the_journal_mode_is_set(tmp_path: Path) -> None:
    assert set_journal_mode(str(tmp_path / "a.sqlite3")) in {"wal", "truncate"}


def test_the_table_of_settings_in_the_docs_is_complete(root: Path) -> None:
    text = (root / "docs" / "how-to.md").read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    assert listed == {field.name for field in fields(Options)}
