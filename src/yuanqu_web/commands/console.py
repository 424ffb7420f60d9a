"""Arguments and checks that the commands of the console share."""

from __future__ import annotations

import argparse
import os

from yuanqu.values import Language


def add_address(parser: argparse.ArgumentParser, lang: Language) -> None:
    """--host and --port; left out, the setting `bind` says where to listen."""
    zh = lang == "zh"
    parser.add_argument(
        "--host",
        help="监听地址（默认按设置 bind，即 127.0.0.1）"
        if zh
        else "address to listen on (default: setting bind, 127.0.0.1)",
    )
    parser.add_argument(
        "--port",
        type=int,
        help="端口（默认按设置 bind，即 8000）" if zh else "port (default: setting bind, 8000)",
    )


def address_of(options: argparse.Namespace) -> tuple[str, int]:
    """Host and port from the command line, else from the settings. Needs Django. Raises Unsafe for plain http to others."""
    from django.conf import settings

    from yuanqu_web.config.options import refuse_plain_http

    host, _colon, port = settings.OPTIONS.bind.rpartition(":")
    host = options.host or host.strip("[]") or "127.0.0.1"
    number = options.port if options.port is not None else int(port)
    bind = f"[{host}]:{number}" if ":" in host else f"{host}:{number}"
    refuse_plain_http(settings.OPTIONS, bind)
    return host, number


def start_django(*, demo: bool) -> None:
    """Choose the settings and start Django. `demo`: sample data, on this machine only."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanqu_web.config.settings")
    if demo:
        os.environ.setdefault("YUANQU_DEMO", "true")
    import django

    django.setup()


def migrate() -> None:
    """Bring the database up to date; quick when it is."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from yuanqu_web.lib.sqlite import set_journal_mode

    if connection.vendor == "sqlite":
        set_journal_mode(str(settings.DATABASES["default"]["NAME"]))
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
