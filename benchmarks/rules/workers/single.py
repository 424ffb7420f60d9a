"""One decision of ours: all seven outputs for one firm, without a trace, with it kept, with all its objects built."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from benchmarks.reference.single import INPUTS, OUTPUTS, dmn
from benchmarks.rounds import serve
from yuanqu.dmn import Prepared, compile_model, read_model


def main() -> None:
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    calls = int(sys.argv[2])
    read = read_model(dmn(), source="reference.dmn")
    assert read.model is not None
    assert not read.diagnostics, read.diagnostics
    program = compile_model(read.model)
    firms = [[row[n] if kind == "string" else Decimal(row[n]) for n, kind in INPUTS.items()] for row in rows]
    plain = program.prepare(OUTPUTS, list(INPUTS), trace=False)
    traced = program.prepare(OUTPUTS, list(INPUTS), trace=True)

    def built(firm: list[object]) -> None:
        """Every object of the trace: each decision with its inputs, each table with its inputs and rows."""
        for step in traced(firm).trace:
            _ = step.inputs
            table = step.table
            if table is not None:
                _ = table.inputs
                _ = table.rules

    def repeated(call: Callable[[list[object]], object] | Prepared) -> Callable[[], object]:
        def job() -> None:
            for at in range(calls):
                call(firms[at % len(firms)])

        return job

    def answers() -> list[list[str]]:
        found = [plain(firm) for firm in firms]
        assert not any(one.diagnostics for one in found)
        assert [one.values for one in found] == [traced(firm).values for firm in firms]
        return [[str(value) for value in one.values] for one in found]

    serve(
        {
            "plain": repeated(plain),
            "kept": repeated(traced),
            "trace": repeated(lambda firm: traced(firm).trace),
            "built": repeated(built),
            "answers": answers,
        }
    )


if __name__ == "__main__":
    main()
