"""`./bench rules`: everything measured of the rules engine, one table, each goal met or not."""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine, peers
from benchmarks.report import Report
from benchmarks.rules import bulk, data, drafts, single, starting, tables

ABOUT = """Measures the rules engine with fixed seeds and says for each goal whether it is met.
The exit status is 0 when all answers agree, whatever the speed."""
HUNDRED_MILLION = 100_000_000
PARTS = ("bulk", "growth", "tables", "drafts", "single", "starting")


@dataclass(frozen=True, slots=True)
class Sizes:
    bulk: int
    small: int
    """The smaller size of growth, and the size of tables and drafts."""
    runs: int
    firms: int
    calls: int


USUAL = Sizes(bulk=10_000_000, small=1_000_000, runs=5, firms=1000, calls=10_000)
QUICK = Sizes(bulk=500_000, small=100_000, runs=3, firms=200, calls=1000)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./bench rules", description=ABOUT)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="small sizes, a minute; goals are not judged")
    size.add_argument("--full", action="store_true", help="100 million firms too; 5 GB of disk for a while")
    parser.add_argument("--without-peers", action="store_true", help="install and measure no peers")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be given again")
    parser.add_argument("--json", type=Path, help="write every run to this file too")
    given = parser.parse_args(arguments)
    sizes, with_peers = QUICK if given.quick else USUAL, not given.without_peers
    parts = given.only or PARTS
    if with_peers and {"bulk", "single"} & set(parts):
        try:
            for name in ("zen", "openfisca"):
                peers.environment(name)
        except subprocess.CalledProcessError as problem:
            print(
                f"A peer can't be installed ({problem}); --without-peers measures ours alone.",
                file=sys.stderr,
            )
            return 1
    command = " ".join(("./bench rules", *arguments))
    report = Report(machine.head(command, ("duckdb", "pyarrow", "lxml", "sqlglot")))
    if given.quick:
        report.judged = False
        report.head.append("Quick: small sizes; goals are judged at the usual ones only.")
    for part in PARTS:
        if part in parts:
            print(f"{part} …", file=sys.stderr, flush=True)
            _measure(part, report, sizes, with_peers=with_peers, full=given.full)
    print(report.text())
    if given.json:
        report.write(given.json)
    return 0 if report.ok else 1


def _measure(part: str, report: Report, sizes: Sizes, *, with_peers: bool, full: bool) -> None:
    match part:
        case "bulk":
            bulk.measure(report, sizes.bulk, sizes.runs, with_peers=with_peers)
        case "growth":
            counts = [sizes.small, sizes.bulk, *([HUNDRED_MILLION] if full else [])]
            try:
                bulk.growth(report, counts, 2 if full else sizes.runs)
            finally:
                if full:
                    data.discard(HUNDRED_MILLION)
        case "tables":
            tables.measure(report, sizes.small, sizes.runs)
        case "drafts":
            drafts.measure(report, sizes.small, sizes.runs)
        case "single":
            single.measure(
                report, sizes.firms, sizes.calls, 2 * sizes.runs + 1, rows=sizes.small, with_peers=with_peers
            )
        case "starting":
            starting.measure(report, 2 * sizes.runs - 1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
