"""`./bench platform`: every page in the handler, then writers and readers at once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from scripts.postgres import server as postgres

from benchmarks import machine
from benchmarks.platform import load
from benchmarks.report import Agreement, Goal, Report, Row
from benchmarks.rounds import ROOT

ABOUT = """Measures the platform at a city's size. The exit status is 0 when nothing was lost and no user saw a fault, whatever
the speed."""


@dataclass(frozen=True, slots=True)
class Sizes:
    firms: int
    returns: int
    rounds: int
    seconds: float


USUAL = Sizes(firms=10_000, returns=1_000_000, rounds=30, seconds=60)
QUICK = Sizes(firms=120, returns=3_000, rounds=3, seconds=5)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./bench platform", description=ABOUT)
    parser.add_argument(
        "--quick", action="store_true", help="a small city, a few seconds; goals are not judged"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--home", type=Path, help="a city made before, kept afterwards (SQLite only)")
    parser.add_argument("--json", type=Path, help="write every run to this file too")
    given = parser.parse_args(arguments)
    sizes = QUICK if given.quick else USUAL
    report = Report(machine.head(" ".join(("./bench platform", *arguments)), ("Django", "gunicorn")))
    report.judged = not given.quick
    report.head.append(
        f"{sizes.firms:,} enterprises, {sizes.returns:,} returns asked for; wall time, in milliseconds."
    )
    faults: list[str] = []
    for database in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with (
            tempfile.TemporaryDirectory(prefix="yuanqu-bench-") as folder,
            postgres() if database == "postgresql" else nullcontext("") as address,
        ):
            home = str(given.home) if given.home and database == "sqlite" else folder
            faults += _measure(report, database, load.environment(home, address), sizes)
    print(report.text())
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    if given.json:
        report.write(given.json)
    return 0 if report.ok and not faults else 1


def _measure(report: Report, database: str, env: dict[str, str], sizes: Sizes) -> list[str]:
    print(f"{database}: making the city …", file=sys.stderr, flush=True)
    made = load.ask("city", env, "--firms", str(sizes.firms), "--returns", str(sizes.returns)).strip()
    print(f"{database}: {made}; pages …", file=sys.stderr, flush=True)
    pages = json.loads(load.ask("pages", env, "--rounds", str(sizes.rounds)))
    steady = [page for page in pages if len(set(page["queries"])) == 1]
    whole = {table for page in pages for table in page["whole"]}
    rows = []
    for page in sorted(pages, key=lambda one: -load.percentile(one["milliseconds"], 0.95)):
        p95 = load.percentile(page["milliseconds"], 0.95)
        rows.append(
            Row(
                f"{page['name']} ({page['who']}, {page['queries'][0]} queries)",
                (p95,),
                "ms p95",
                Goal("<", 100),
            )
        )
    report.section(
        f"{database}: each page in the handler, {made}",
        rows,
        [
            Agreement(f"{database}: queries of a page the same each time", len(steady) == len(pages),
                      ", ".join(p["name"] for p in pages if p not in steady)),
            Agreement(f"{database}: no count over a whole table", not whole, ", ".join(sorted(whole))),
        ],
    )  # fmt: skip
    print(f"{database}: 8 writers, 16 readers, {sizes.seconds:g} s …", file=sys.stderr, flush=True)
    found = load.run(env, seconds=sizes.seconds, writers=8, readers=16)
    both = (("reads", found.reads), ("writes", found.writes))
    rows = []
    for name, seen in both:
        rows.append(Row(f"{name} a second", (len(seen.milliseconds) / found.seconds,), "1/s"))
        rows += [
            Row(f"{name}, p{share:g}", (load.percentile(seen.milliseconds, share / 100),), "ms")
            for share in (50, 95, 99)
        ]
    rows.append(Row("saves that met another's", (float(found.writes.conflicts),), "count"))
    faults = [f"{database}: {fault}" for _, seen in both for fault in seen.faults]
    report.section(
        f"{database}: 8 writers and 16 readers for {found.seconds:.0f} s over HTTP",
        rows,
        [
            Agreement(f"{database}: each confirmed save stands, none lost", not found.lost, str(dict(found.lost) or "")),
            Agreement(f"{database}: no fault or lock error seen by a user", not faults, f"{len(faults)} faults" if faults else ""),
            Agreement(f"{database}: the record verifies", found.record_ok, f"{found.entries} entries"),
        ],
    )  # fmt: skip
    return faults


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main(sys.argv[1:]))
