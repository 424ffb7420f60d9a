"""Twenty drafts of the relief table in one scan against one."""

from __future__ import annotations

from benchmarks.report import Agreement, Goal, Report, Row
from benchmarks.rounds import Worker, interleaved, ratio
from benchmarks.rules import data

COUNT = 20
NAMES = {"rows": "outputs of every firm", "totals": "city totals alone"}
LIMITS = {"rows": 4.0, "totals": 2.0}


def measure(report: Report, rows: int, runs: int) -> None:
    out = []
    with Worker("benchmarks.rules.workers.drafts", data.firms(rows), COUNT) as worker:
        for shape, text in NAMES.items():
            taken = interleaved({str(count): (worker, f"{shape} {count}") for count in (1, COUNT)}, runs)
            out.append(Row(f"one draft, {text}", tuple(t.cpu for t in taken["1"]), "CPU-s"))
            out.append(Row(f"{COUNT} drafts, {text}", tuple(t.cpu for t in taken[str(COUNT)]), "CPU-s"))
            times = tuple(ratio(taken[str(COUNT)], taken["1"]))
            out.append(Row(f"{COUNT} drafts against one, {text}", times, "×", Goal("≤", LIMITS[shape])))
        totals = taken[str(COUNT)][-1].found  # [rows, a total per draft]
        singly = [worker.ask(f"alone {at}").found for at in range(COUNT)]
        same = totals == [singly[0][0], *(one[1] for one in singly)]  # type: ignore[index]
    agreed = Agreement(f"totals of {COUNT} drafts in one scan and each draft alone", same)
    report.section(f"Drafts: {rows:,} firms", out, [agreed])
