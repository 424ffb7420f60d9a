"""Argument parsers whose own words, too, are in the language of the help: argparse itself knows English only."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from yuanqu.values import Language

_ERRORS = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"参数 \1：没有 \2，可选 \3"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"参数 \1：\2 不是所要的值"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"参数 \1 后面缺少值"),
    (r"argument (.+?): not allowed with argument (.+)", r"参数 \1 不能与 \2 同用"),
    (r"argument (.+?): (.+?)(?: / .+)?", r"参数 \1：\2"),  # a message of our own, in both languages
    (r"ambiguous option: (.+?) could match (.+)", r"参数 \1 不明确，可能是 \2"),
)


def parser_class(lang: Language) -> type[argparse.ArgumentParser]:
    """The class of parsers for a language; subcommands take that of their parent."""
    return _Chinese if lang == "zh" else argparse.ArgumentParser


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Chinese(argparse.ArgumentParser):
    def __init__(self, **named: Any) -> None:
        named.setdefault("formatter_class", _Formatter)
        add_help = named.pop("add_help", True)
        super().__init__(add_help=False, **named)
        self._positionals.title, self._optionals.title = "参数", "选项"
        if add_help:
            self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _ERRORS:
            if found := re.fullmatch(pattern, message):
                message = found.expand(chinese)
                break
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{message}\n")
