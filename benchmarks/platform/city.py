"""Make the database that is measured: a city of many enterprises with years of monthly returns. Run in its own process:

YUANQU_HOME=… YUANQU_DATABASE=… python -m benchmarks.platform.city --firms 10000 --returns 1000000
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import date

FORM = "enterprise_month"
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Made:
    firms: int
    returns: int


def make(firms: int, returns: int) -> Made:
    """Load the shipped policy and a generated city of `firms`, then earlier months until there are `returns` rows."""
    from django.core.management import call_command

    from yuanqu.sampling import generate, read_settings
    from yuanqu_web.assessments.services import assess_dataset
    from yuanqu_web.commands import steps
    from yuanqu_web.jobs.services import enqueue, run_job
    from yuanqu_web.policies.selectors import current_pack
    from yuanqu_web.registry.models import Origin
    from yuanqu_web.registry.selectors import current_dataset
    from yuanqu_web.returns.models import Return
    from yuanqu_web.returns.services import import_facts

    call_command("migrate", interactive=False, verbosity=0)
    for kind in ("load_pack", "load_published"):
        run_job(job=enqueue(kind=kind, arguments={"pack": "yingtan-2014-19"}))
    pack = current_pack()
    if current_dataset(Origin.SAMPLE) is None:
        path = steps._sample_file(pack, "city.yaml")
        settings, _ = read_settings(path.read_bytes(), path.name, pack.schema)
        assert settings is not None
        facts = generate(settings, pack.schema, enterprises=firms)
        import_facts(facts=facts, key=steps.SAMPLE_CITY, release=pack.digest)
        dataset = current_dataset(Origin.SAMPLE)
        assert dataset is not None
        assess_dataset(pack=pack, dataset=dataset, as_of=pack.identity.as_of, facts=facts)
        steps._made[facts.digest()] = facts
        for step in steps.STEPS:
            if step.kind not in ("load_pack", "load_published", "load_sample", "assess"):
                run_job(job=enqueue(kind=step.kind, arguments={"pack": "yingtan-2014-19"}))
    dataset = current_dataset(Origin.SAMPLE)
    assert dataset is not None
    _earlier_months(dataset, returns - Return.objects.count())
    _analyse()
    return Made(dataset.enterprises.count(), Return.objects.count())


def _earlier_months(dataset: object, wanted: int) -> None:
    """Copies of a firm's month under earlier months, back from December 2012, month by month for all firms."""
    from yuanqu_web.returns.models import Return

    of_month = Return.objects.filter(dataset=dataset, form=FORM)
    newest = of_month.order_by("-start").values_list("period", flat=True).first()
    samples = list(
        of_month.filter(period=newest).values("enterprise_id", "values", "accepted_at", "pack_release")
    )
    year, month = 2012, 12
    while wanted > 0 and samples:
        period = f"{year}-{month:02}"
        end = date(year + month // 12, month % 12 + 1, 1)
        rows = [
            Return(
                dataset=dataset,
                form=FORM,
                period=period,
                start=date(year, month, 1),
                end=end,
                **one,
            )
            for one in samples[:wanted]
        ]
        if not Return.objects.filter(dataset=dataset, form=FORM, period=period).exists():
            Return.objects.bulk_create(rows, batch_size=BATCH)
            wanted -= len(rows)
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)


def _analyse() -> None:
    """Let the database count its rows, as a nightly job does in a city."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--firms", type=int, required=True)
    parser.add_argument("--returns", type=int, required=True)
    options = parser.parse_args()
    from yuanqu_web.commands.console import start_django

    start_django(demo=True)
    made = make(options.firms, options.returns)
    sys.stdout.write(f"{made.firms} enterprises, {made.returns} returns\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
