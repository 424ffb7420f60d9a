"""yuanqu demo: load the shipped policy and the sample city, print what comes of them, and serve the console."""

from __future__ import annotations

import argparse
from typing import Any

from yuanqu.commands.session import FOUND, OK, USAGE, Session
from yuanqu.values import Language
from yuanqu_web.commands.console import add_address, address_of, migrate, start_django
from yuanqu_web.commands.port import why_not
from yuanqu_web.commands.serve import serve

PACK = "yingtan-2014-19"


def register(commands: Any, common: argparse.ArgumentParser, lang: Language) -> None:
    zh = lang == "zh"
    parser = commands.add_parser(
        "demo",
        parents=[common],
        help="装入随附政策与示例城市，并启动控制台"
        if zh
        else "load the shipped policy and sample city, start the console",
    )
    parser.add_argument(
        "--pack",
        default=PACK,
        help="政策包（默认随附的）" if zh else "policy pack (default: the one shipped)",
    )
    parser.add_argument(
        "--once",
        action="store_true",
        help="只装入和测算，不启动网页" if zh else "load and decide, do not serve",
    )
    add_address(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, session: Session) -> int:
    start_django(demo=True)
    host, port = address_of(options)
    if not options.once and (problem := why_not(host, port)):
        session.note(problem.zh, problem.en)
        return session.finish(USAGE, problem=problem)
    migrate()
    code = load_and_report(options.pack, session)
    if code != OK or options.once:
        return code
    return serve(host, port, session)


def load_and_report(pack: str, session: Session) -> int:
    """Run every step with its progress, then print the summary."""
    from yuanqu_web.commands.progress import Report
    from yuanqu_web.commands.steps import STEPS, load, loaded
    from yuanqu_web.jobs.models import State

    with Report(session, [step.name for step in STEPS], {step.kind: step.name for step in STEPS}) as report:
        for step, job in load(pack=pack, listener=report.listen):
            report.done(step.name, job)
            if job.state != State.DONE:
                session.note(job.message_zh, job.message_en)
                return session.finish(FOUND, step=step.name, problem=job.message_zh)
    found = loaded()
    if found is not None:
        _print_summary(session, found)
    return OK


def _print_summary(session: Session, found: Any) -> None:
    """The one place where the summary is printed; the library words it."""
    from yuanqu.commands.summary import print_summary

    print_summary(session, found.pack, found.assessment, found.standings)
