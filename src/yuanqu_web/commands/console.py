"""Arguments and checks that the commands of the console share."""

from __future__ import annotations

import argparse
import os

from django.core.exceptions import ImproperlyConfigured

from yuanqu.commands.session import USAGE, Session
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


def start_or_say(session: Session) -> int | None:
    """Start Django outside of the demo. An exit code, after saying what is wrong, when the settings don't allow it."""
    try:
        start_django(demo=False)
    except ImproperlyConfigured as error:
        session.note(str(error), str(error))
        return session.finish(USAGE, problem=str(error))
    return None


def alone_or_say(session: Session) -> bool:
    """Keep servers and workers out until this process ends; False, after saying so, when some are at work."""
    from django.conf import settings

    from yuanqu_web.lib.running import take_alone

    if take_alone(settings.YUANQU_HOME):
        return True
    session.note(
        "服务器或任务进程正在运行：请先停掉它们。", "The server or a worker is running: stop them first."
    )
    return False


def ready_or_say(session: Session) -> bool:
    """A new database is made; one of an older version is left to `yuanqu upgrade`, and False returned after saying so."""
    from yuanqu_web.backups.restore import finish_restore, holds_data
    from yuanqu_web.backups.state import pending
    from yuanqu_web.backups.upgrade import migrate

    finish_restore()
    waiting = pending()
    if waiting and holds_data():
        session.note(
            f"数据库属于旧版本（{len(waiting)} 项迁移待执行）：请先运行 yuanqu upgrade，它会先备份。",
            f"The database is of an older version ({len(waiting)} migrations pending): run yuanqu upgrade, which backs up first.",
        )
        return False
    migrate()
    return True


def migrate() -> None:
    """Bring the database up to date; quick when it is."""
    from yuanqu_web.backups import upgrade

    upgrade.migrate()
