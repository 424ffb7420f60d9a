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
        sides = {f"{shape} {count}": (worker, f"{shape} {count}") for shape in NAMES for count in (1, COUNT)}
        taken = interleaved(sides, runs)
        for shape, text in NAMES.items():
            one, all_of_them = taken[f"{shape} 1"], taken[f"{shape} {COUNT}"]
            out.append(Row(f"one draft, {text}", tuple(t.cpu for t in one), "CPU-s"))
            out.append(Row(f"{COUNT} drafts, {text}", tuple(t.cpu for t in all_of_them), "CPU-s"))
            times = tuple(ratio(all_of_them, one))
            out.append(Row(f"{COUNT} drafts against one, {text}", times, "×", Goal("≤", LIMITS[shape])))
        mixed = tuple(ratio(taken[f"totals {COUNT}"], taken["rows 1"]))
        out.append(
            Row(f"{COUNT} drafts, totals alone, against one draft's outputs of every firm", mixed, "×")
        )
        totals = taken[f"totals {COUNT}"][-1].found  # [rows, a total per draft]
        singly = [worker.ask(f"alone {at}").found for at in range(COUNT)]
        same = totals == [singly[0][0], *(one[1] for one in singly)]  # type: ignore[index]
    agreed = Agreement(f"totals of {COUNT} drafts in one scan and each draft alone", same)
    report.section(f"Drafts: {rows:,} firms", out, [agreed])
