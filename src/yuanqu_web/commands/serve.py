"""yuanqu serve: the console over the data that is there."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from yuanqu.commands.session import FOUND, OK, UNUSABLE, USAGE, Session
from yuanqu.values import Language
from yuanqu_web.commands.administrator import ensure_administrator
from yuanqu_web.commands.console import add_address, address_of, ready_or_say, start_django
from yuanqu_web.commands.port import why_not


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    parser = commands.add_parser(
        "serve",
        parents=[common],
        help="启动控制台（网页）" if lang == "zh" else "start the console in the browser",
    )
    add_address(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    try:
        start_django(demo=False)
        host, port = address_of(options)
    except ImproperlyConfigured as error:
        session.note(str(error), str(error))
        return session.finish(USAGE, problem=str(error))
    if problem := why_not(host, port):
        session.note(problem.zh, problem.en)
        return session.finish(USAGE, problem=problem)
    if not ready_or_say(session):
        return session.finish(FOUND)
    if not ensure_administrator(session):
        return UNUSABLE
    return serve(host, port, session)


def serve(host: str, port: int, session: Session) -> int:
    """Say where to look, then serve until stopped."""
    from yuanqu_web.config.serve import serve as run_server

    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    address = f"http://{bind}/"
    english = f"{address}en/"
    session.note(
        f"\n控制台：{address}（English: {english}）  按 Ctrl+C 停止",
        f"\nConsole: {english} (中文: {address})  Ctrl+C stops it",
    )
    run_server(bind=bind)
    return OK
