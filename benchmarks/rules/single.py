"""One firm, seven outputs: ours without and with its trace, zen-engine's static loader without."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal
from pathlib import Path

from benchmarks import peers
from benchmarks.reference.single import OUTPUTS, by_hand
from benchmarks.report import Agreement, Goal, Report, Row
from benchmarks.rounds import Side, Taken, Worker, interleaved, ratio
from benchmarks.rules import data

OURS = {
    "plain": "Yuanqu, values",
    "kept": "Yuanqu, values and what the trace is read from",
    "trace": "Yuanqu, trace of each decision",
    "built": "Yuanqu, trace of each decision, all inputs and rows read",
}
ZEN = {
    "tables dict": "decision tables, dict",
    "one_node dict": "one expression node, dict",
    "tables json": "decision tables, JSON text made beforehand",
    "one_node json": "one expression node, JSON text made beforehand",
}


def measure(report: Report, firms: int, calls: int, runs: int, *, rows: int, with_peers: bool) -> None:
    source = data.one_by_one(firms, rows)
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(Worker("benchmarks.rules.workers.single", source, calls))
        sides: dict[str, Side] = {name: (ours, name) for name in OURS}
        if with_peers:
            python = peers.environment("zen")
            zen = stack.enter_context(Worker("benchmarks.rules.workers.zen", source, calls, python=python))
            sides |= {name: (zen, name) for name in ZEN}
        taken = interleaved(sides, runs)
        out = [_micro(text, taken[name], calls) for name, text in OURS.items()]
        out.append(
            Row("Yuanqu, decisions per CPU-second", tuple(calls / t.cpu for t in taken["plain"]), "1/s")
        )
        found = ours.ask("answers").found
        agreed = [_agreed("Yuanqu and the rules by hand in Python", _by_hand(source), found)]
        if with_peers:
            name = f"zen-engine {peers.version('zen', 'zen-engine')}"
            out += [_micro(f"{name}, {text}", taken[key], calls) for key, text in ZEN.items()]
            out += _ratios(taken)
            agreed += [
                _agreed(f"Yuanqu and {name}, {form}", zen.ask(f"{form} answers").found, found)
                for form in ("tables", "one_node")
            ]
    report.section(f"One decision: seven outputs of one firm, {firms:,} firms in turn", out, agreed)


def _micro(what: str, taken: list[Taken], calls: int) -> Row:
    return Row(what, tuple(t.cpu / calls * 1e6 for t in taken), "µs CPU")


def _ratios(taken: dict[str, list[Taken]]) -> list[Row]:
    out = []
    for form, text in (
        ("dict", "zen, faster form, from a dict"),
        ("json", "zen, faster form, from JSON text"),
    ):
        faster = min(
            (taken[key] for key in ZEN if key.endswith(form)),
            key=lambda runs: sorted(t.cpu for t in runs)[len(runs) // 2],
        )
        # the goals are for firms as Python holds them, and for the trace whose rows are read when asked for
        goals = {"plain": Goal("≥", 3), "trace": Goal("≥", 2.5)} if form == "dict" else {}
        for own in ("plain", "trace", "built"):
            label = {"plain": "values", "trace": "with trace", "built": "with trace, all of it read"}[own]
            what = f"decisions per second, {label}, of {text}"
            out.append(Row(what, tuple(ratio(faster, taken[own])), "×", goals.get(own)))
    return out


def _same(one: str, other: str) -> bool:
    """Numbers to 13 digits, as zen-engine answers with doubles; anything else as it is."""
    if one in ("True", "False") or other in ("True", "False"):
        return one == other
    a, b = Decimal(one), Decimal(other)
    return abs(a - b) <= max(abs(a), abs(b)).scaleb(-13)


def _by_hand(source: Path) -> list[list[str]]:
    return [[str(value) for value in by_hand(row)] for row in json.loads(source.read_text(encoding="utf-8"))]


def _agreed(what: str, one: object, other: object) -> Agreement:
    pairs = zip(one, other, strict=True)  # type: ignore[call-overload]
    wrong = [
        (at, name, a, b)
        for at, (left, right) in enumerate(pairs)
        for name, a, b in zip(OUTPUTS, left, right, strict=True)
        if not _same(a, b)
    ]
    note = (
        f"{len(wrong)} outputs differ, the first: firm {wrong[0][0]}, {wrong[0][1]} {wrong[0][2]} and {wrong[0][3]}"
        if wrong
        else ""
    )
    return Agreement(what, not wrong, note)
