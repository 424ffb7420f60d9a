"""Arguments and checks that the commands of the console share."""

from __future__ import annotations

import argparse
import os

from yuanqu.values import Language


def add_address(parser: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="监听地址（127.0.0.1）" if zh else "address to listen on (127.0.0.1)",
    )
    parser.add_argument("--port", type=int, default=8000, help="端口（8000）" if zh else "port (8000)")


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
