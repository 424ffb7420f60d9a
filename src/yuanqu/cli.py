"""The command line. Only this layer reads the clock, the locale and the terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

from yuanqu import __version__
from yuanqu.commands import (
    assess,
    audit,
    check,
    explain,
    facts,
    release,
    sample,
    simulate,
    targets,
    tck,
    trace,
)
from yuanqu.commands.parser import parser_class
from yuanqu.commands.session import EXIT_CODES, Session
from yuanqu.values import Language

OWN = (check, trace, assess, explain, targets, facts, sample, simulate, release, tck, audit)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `yuanqu`. Returns the exit code; see --help for what each means."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = _language(arguments)
    parser = build_parser(lang)
    options = parser.parse_args(arguments)
    session = Session(lang=lang, json=options.json)
    try:
        return int(options.run(options, session))
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        session.note("已中断。", "Interrupted.")
        return 130


def build_parser(lang: Language) -> argparse.ArgumentParser:
    """The parser with all subcommands, its help in `lang`."""
    zh = lang == "zh"
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=("zh", "en"), default=lang,
                        help="输出语言（默认依系统）" if zh else "language of the output (default: the locale's)")  # fmt: skip
    common.add_argument("--json", action="store_true",
                        help="输出 JSON，供程序读取" if zh else "print JSON for programs")  # fmt: skip
    parser = parser_class(lang)(
        prog="yuanqu",
        description=(
            "园区政策执行：政策即数据，谁符合、给多少、依据哪一句，目标能否完成。"
            if zh
            else "Carry out an industrial-park policy: who qualifies, for how much, under which sentence; will targets be met."
        ),
        epilog=("退出码：" if zh else "Exit codes: ")
        + ("；" if zh else "; ").join(f"{code} {text.get(lang)}" for code, text in EXIT_CODES.items()),
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"yuanqu {__version__}")
    commands = parser.add_subparsers(metavar="命令" if zh else "COMMAND", required=True)
    for module in OWN:
        module.register(commands, common, lang)
    for entry in sorted(entry_points(group="yuanqu.commands"), key=lambda e: e.name):
        try:
            register = entry.load()
        except ImportError:  # the platform's dependencies are not installed: its commands are not offered
            continue
        register(commands, common, lang)
    return parser


def _language(arguments: Sequence[str]) -> Language:
    """--lang if given, else the locale: English for any locale that isn't Chinese, Chinese when none is set."""
    for index, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value:
            return "en" if value == "en" else "zh"
    locale = next(
        (os.environ[n] for n in ("YUANQU_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), ""
    )
    return "zh" if locale in ("", "C", "POSIX", "C.UTF-8") or locale.startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main())
