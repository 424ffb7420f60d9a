"""What every command shares: language, JSON or text, diagnostics, loading a pack or facts, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from yuanqu.diagnostics import Diagnostic
from yuanqu.values import Language, Period, Text

OK, FOUND, USAGE, UNUSABLE = 0, 1, 2, 3
EXIT_CODES = {
    OK: Text("正常", "all is well"),
    FOUND: Text("查出问题（错误、未通过）", "problems were found (errors, failures)"),
    USAGE: Text("用法不对", "wrong usage"),
    UNUSABLE: Text("输入读不了（政策包、事实或文件）", "an input can't be used (pack, facts or file)"),
}
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_SEVERITIES = {
    "error": Text("错误", "error"),
    "warning": Text("提醒", "warning"),
    "info": Text("说明", "note"),
}


@dataclass
class Session:
    """One run of the command line. Text goes to stdout, notes and diagnostics of loading to stderr."""

    lang: Language
    json: bool
    result: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def out(self) -> Console:
        return _console(sys.stdout)

    @cached_property
    def err(self) -> Console:
        return _console(sys.stderr)

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def note(self, zh: str, en: str) -> None:
        """A line for the person at the terminal, never part of the output."""
        self.err.print(escape(self.say(zh, en)))

    def line(self, zh: str = "", en: str = "", style: str = "") -> None:
        if not self.json:
            self.out.print(RichText(self.say(zh, en), style=style))

    def table(
        self, heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()
    ) -> None:
        """A plain table; columns in `right` hold numbers."""
        if self.json:
            return
        numbers = set(right)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for index, head in enumerate(heads):
            table.add_column(head, justify="right" if index in numbers else "left", overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.out.print(table)

    def diagnostics(self, found: Iterable[Diagnostic], *, to_out: bool = True) -> None:
        """Each diagnostic on one line, coloured by severity on a terminal."""
        console = self.out if to_out and not self.json else self.err
        for diagnostic in found:
            name = _SEVERITIES[diagnostic.severity].get(self.lang)
            head = RichText(f"{name} ", style=_COLOURS[diagnostic.severity])
            console.print(head + RichText(diagnostic.text(self.lang)), soft_wrap=True)

    def finish(self, code: int, **values: Any) -> int:
        """Print the JSON form of the result when it was asked for, and pass the exit code on."""
        if self.json:
            document = {**self.result, **values, "exit_code": code}
            print(json.dumps(plain(document), ensure_ascii=False, indent=2))  # noqa: T201
        return code

    def fail(self, code: int, found: Iterable[Diagnostic]) -> int:
        """Report diagnostics that end the command."""
        found = tuple(found)
        if not self.json:
            self.diagnostics(found, to_out=False)
        return self.finish(code, diagnostics=[d.as_dict(self.lang) for d in found])


def _console(stream: Any) -> Console:
    terminal = stream.isatty()
    return Console(file=stream, highlight=False, width=None if terminal else 200, no_color=not terminal)


def plain(value: Any) -> Any:
    """Values as JSON has them; decimals as text so that nothing is lost."""
    if isinstance(value, (str, int, bool)) or value is None:
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, Path, Period)):
        return str(value)
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return str(value)


def money(fen: int | None) -> str:
    """分 as yuan with thousands: 20000000 → 200,000.00. No amount: an em dash."""
    if fen is None:
        return "—"
    sign = "−" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"
