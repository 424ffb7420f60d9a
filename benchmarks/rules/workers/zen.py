"""zen-engine on one firm at a time: the static loader (compiled once), no trace. Runs in zen-engine's environment.

Two forms of the rule set (decision tables; one expression node), two forms of a firm (a dict of numbers and text, as a
Python program holds it; JSON text made beforehand), and both ways to call; it takes no Decimal. The caller compares with
the fastest.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import zen

from benchmarks.reference.single import OUTPUTS, jdm
from benchmarks.rounds import serve

FORMS = {"tables": True, "one_node": False}


def main() -> None:
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    calls = int(sys.argv[2])
    firms = [
        {name: value if name == "credit_grade" else float(value) for name, value in row.items()}
        for row in rows
    ]
    texts = [json.dumps(firm).encode() for firm in firms]
    jobs = {}
    engine = zen.ZenEngine(
        {
            "loader": {
                "type": "static",
                "content": {form: jdm(tables=tables) for form, tables in FORMS.items()},
            }
        }
    )

    def repeated(form: str, inputs: list[object]):
        evaluate = engine.evaluate

        def job() -> None:
            for at in range(calls):
                evaluate(form, inputs[at % len(inputs)])

        return job

    def answers(form: str):
        def job() -> list[list[str]]:
            found = [engine.evaluate(form, firm)["result"] for firm in firms]
            return [[repr(one[name]) for name in OUTPUTS] for one in found]

        return job

    for form in FORMS:
        jobs[f"{form} dict"] = repeated(form, firms)
        jobs[f"{form} json"] = repeated(form, texts)
        jobs[f"{form} answers"] = answers(form)
    serve(jobs)


if __name__ == "__main__":
    main()
