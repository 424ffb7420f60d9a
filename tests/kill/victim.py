"""The processes that are killed: `worker` does jobs, `writer` saves as a server's requests do. And what is asked of the data after.

Every change here is made as the platform makes them: in one transaction with its entry in the record.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanqu_web.config.settings")
import django

django.setup()

import pyarrow as pa  # noqa: E402
from django.utils import timezone  # noqa: E402

from yuanqu.facts import Facts  # noqa: E402
from yuanqu.packs import load  # noqa: E402
from yuanqu.record import By, parse_head, verify_export  # noqa: E402
from yuanqu.sampling import generate, read_settings  # noqa: E402
from yuanqu_web.audit.models import AuditEntry  # noqa: E402
from yuanqu_web.audit.services import export, record  # noqa: E402
from yuanqu_web.backups.upgrade import migrate  # noqa: E402
from yuanqu_web.jobs.handlers import Arguments, Progress, handler  # noqa: E402
from yuanqu_web.jobs.models import Job, State  # noqa: E402
from yuanqu_web.jobs.schedules import every  # noqa: E402
from yuanqu_web.jobs.services import enqueue  # noqa: E402
from yuanqu_web.jobs.worker import Worker  # noqa: E402
from yuanqu_web.lib.retries import atomic_write  # noqa: E402
from yuanqu_web.registry.models import Dataset  # noqa: E402
from yuanqu_web.returns.models import Return, SubjectRecord  # noqa: E402
from yuanqu_web.returns.selectors import facts_as_of  # noqa: E402
from yuanqu_web.returns.services import import_facts  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BY = By("test", "kill")
ROWS, FIRMS, FORM = 60, 60, "enterprise_confirmed"


@handler("rows")
def apply_rows(arguments: Arguments, progress: Progress) -> None:
    """Row by row, each with its entry in one transaction; begins again where the record says it stopped."""
    batch = str(arguments["batch"])
    for row in range(AuditEntry.objects.filter(action="kill.row", kind=batch).count(), ROWS):
        _apply(batch, row)
        progress(row + 1, ROWS, "写入", "writing")


@atomic_write
def _apply(batch: str, row: int) -> None:
    Dataset.objects.filter(key="rows").update(title_en=str(row))
    record(by=BY, action="kill.row", kind=batch, id=str(row), before=None, after={"row": row})


@handler("facts")
def take_facts(arguments: Arguments, progress: Progress) -> None:
    """A whole city, one of two versions in turn, as one change."""
    facts = city(int(str(arguments["version"])))
    import_facts(facts=facts, key="city", release="r", say=lambda done, total: progress(done, total))


@handler("tick")
def tick(arguments: Arguments, progress: Progress) -> None:
    progress(1, 1)


def city(version: int) -> Facts:
    pack = load(ROOT / "packs" / "yingtan-2014-19").pack
    assert pack is not None
    settings, found = read_settings(
        (ROOT / "samples/yingtan-2014/city.yaml").read_bytes(), "city.yaml", pack.schema
    )
    assert settings is not None, found
    facts = generate(settings, pack.schema, enterprises=FIRMS)
    if version == 0:
        return facts
    table = facts.form_table(FORM)
    halved = pa.array(
        [None if i % 2 else v for i, v in enumerate(table["tax_confirmed"].to_pylist())],
        table["tax_confirmed"].type,
    )
    changed = table.set_column(table.column_names.index("tax_confirmed"), "tax_confirmed", halved)
    return Facts(facts.schema, {**facts.tables, FORM: changed}, facts.origin)


def prepare() -> None:
    migrate()
    Dataset.objects.get_or_create(key="rows", defaults={"origin": "sample", "title_zh": "0", "title_en": "0"})


def give(round_: int) -> None:
    """New work for a round, beside what is left of the last."""
    enqueue(kind="rows", arguments={"batch": f"batch-{round_}"}, attempts_allowed=10_000)
    enqueue(kind="facts", arguments={"version": round_ % 2, "round": round_}, attempts_allowed=10_000)


@atomic_write
def _save() -> None:
    """A person's edit: the number in the row counts the entries of the record."""
    Dataset.objects.filter(key="rows").update(
        title_zh=str(int(Dataset.objects.select_for_update().get(key="rows").title_zh) + 1)
    )
    record(
        by=BY,
        action="kill.save",
        kind="dataset",
        id="rows",
        before=None,
        after={"at": timezone.now().isoformat()},
    )


def check(*, at_end: bool) -> list[str]:
    """What is wrong with the data; empty when nothing is half done."""
    found: list[str] = []
    counter, saves = (
        int(Dataset.objects.get(key="rows").title_zh),
        AuditEntry.objects.filter(action="kill.save").count(),
    )
    if counter != saves:
        found.append(f"{saves} entries for {counter} saves")
    for job in Job.objects.filter(kind="rows"):
        batch = str(job.arguments["batch"])
        rows = sorted(
            int(id)
            for id in AuditEntry.objects.filter(action="kill.row", kind=batch).values_list(
                "object_id", flat=True
            )
        )
        if rows != list(range(len(rows))) or (job.state == State.DONE and len(rows) != ROWS):
            found.append(f"{batch}, {job.state}: rows {rows}")
    dataset = Dataset.objects.filter(key="city").first()
    if dataset is not None and dataset.digest:
        pack = load(ROOT / "packs" / "yingtan-2014-19").pack
        assert pack is not None
        if facts_as_of(dataset, None, schema=pack.schema).digest() != dataset.digest:
            found.append("the facts stored are not those accepted")
        for model, keys in (
            (Return, ("enterprise_id", "form", "period")),
            (SubjectRecord, ("form", "key", "period")),
        ):
            versions: dict[tuple[object, ...], list[int]] = {}
            for *key, version in model.objects.values_list(*keys, "version"):
                versions.setdefault(tuple(key), []).append(version)
            if any(sorted(each) != list(range(1, len(each) + 1)) for each in versions.values()):
                found.append(f"{model.__name__}: a version twice or left out")
    if failed := [
        str(job.message_en) for job in Job.objects.filter(state__in=[State.FAILED, State.CANCELLED])
    ]:
        found.append(f"failed: {failed}")
    if at_end and (left := Job.objects.exclude(state=State.DONE).exclude(kind="tick").count()):
        found.append(f"{left} jobs never ended")
    dues = [str(job.arguments["due"]) for job in Job.objects.filter(kind="tick")]
    if len(dues) != len(set(dues)):
        found.append(f"a due time started two jobs: {sorted(dues)}")
    if at_end and not dues:
        found.append("nothing that comes again was started")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "record.jsonl"
        head = export(file)
        found += _broken(file, head)
    return found


def _broken(file: Path, head: str) -> list[str]:
    with file.open("rb") as lines:
        return [one.text("en") for one in verify_export(lines, [parse_head(head)]).diagnostics]


def main(role: str, *more: str) -> int:
    every("tick", apart=timedelta(seconds=1))
    print("ready", flush=True)
    if role == "worker":
        Worker(until_empty="--until-empty" in more).run()
    elif role == "writer":
        while True:
            _save()
            time.sleep(0.01)
    elif role == "prepare":
        prepare()
    elif role == "turn":  # check the last round, give work for the next
        round_, at_end = int(more[0]), more[1] == "end"
        problems = check(at_end=at_end) if round_ or at_end else []
        if not at_end:
            give(round_)
        print(*problems, sep="\n")
        return 1 if problems else 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
