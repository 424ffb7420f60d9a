"""yuanqu worker: does the jobs that wait, apart from the server."""

from __future__ import annotations

import argparse
import os
from typing import Any

from yuanqu.commands.session import FOUND, OK, Session
from yuanqu.values import Language
from yuanqu_web.commands.console import ready_or_say, start_or_say


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "worker",
        parents=[common],
        help="执行排队的任务" if zh else "do the jobs that wait",
        description='执行排队的任务和到期的定时任务，直到被停止；可以同时开几个。设置 worker = "inside" 时服务器自己会启动一个。'
        if zh
        else "Does queued jobs and tasks that are due until stopped; several may run. "
        'With the setting worker = "inside" the server starts one itself.',
    )
    parser.add_argument(
        "--until-empty",
        action="store_true",
        help="队列空了就结束" if zh else "end when nothing waits",
    )
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    if options.parent and os.getppid() != options.parent:  # the server ended before we began
        return OK
    if (problem := start_or_say(session)) is not None:
        return problem
    from django.conf import settings

    from yuanqu_web.jobs.worker import Worker
    from yuanqu_web.lib.running import share

    if not share(settings.YUANQU_HOME):
        session.note("正在恢复或升级，稍后再启动。", "A restore or an upgrade is under way; start later.")
        return session.finish(FOUND)
    if not ready_or_say(session):
        return session.finish(FOUND)
    import yuanqu_web.commands.steps  # noqa: F401 - its handlers

    Worker(parent=options.parent, until_empty=options.until_empty).run()
    return OK
