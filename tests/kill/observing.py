"""The process that is not killed: it prepares a city, tells what stands, and says what is wrong after a kill.

It reads a line of JSON {ask, …} and answers with one. It holds no connection while it waits, so that the database really
has nobody left when all others are killed.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "web" / "help"), str(ROOT / "tests" / "kill")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanqu_web.config.settings")
import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from filing_help import sound  # noqa: E402
from signing import sign_in  # noqa: E402
from writing import FORM, NUMBERS  # noqa: E402

from yuanqu.packs import release  # noqa: E402
from yuanqu.powers import Role  # noqa: E402
from yuanqu.record import SYSTEM, parse_head, verify_export  # noqa: E402
from yuanqu.sampling import generate, read_settings  # noqa: E402
from yuanqu.values import Period  # noqa: E402
from yuanqu_web.accounts.services import first_administrator  # noqa: E402
from yuanqu_web.api.models import ApiToken  # noqa: E402
from yuanqu_web.audit.models import AuditEntry, AuditHead  # noqa: E402
from yuanqu_web.audit.services import export  # noqa: E402
from yuanqu_web.backups.upgrade import migrate  # noqa: E402
from yuanqu_web.filings import services  # noqa: E402
from yuanqu_web.filings.forms import sheet_of  # noqa: E402
from yuanqu_web.filings.judging import judged  # noqa: E402
from yuanqu_web.filings.models import Filing, States  # noqa: E402
from yuanqu_web.filings.periods import open_period  # noqa: E402
from yuanqu_web.filings.series import beside  # noqa: E402
from yuanqu_web.imports.models import Import, ImportState  # noqa: E402
from yuanqu_web.jobs.models import Job, State  # noqa: E402
from yuanqu_web.jobs.services import run_job  # noqa: E402
from yuanqu_web.jobs.worker import load_handlers  # noqa: E402
from yuanqu_web.policies.selectors import current_pack  # noqa: E402
from yuanqu_web.policies.services import store_release  # noqa: E402
from yuanqu_web.registers.models import Entry  # noqa: E402
from yuanqu_web.returns.models import Return, SubjectRecord  # noqa: E402
from yuanqu_web.returns.services import import_facts  # noqa: E402

FIRMS, WAITING = 60, 12
BUSY = (State.QUEUED, State.RUNNING)
LONGEST_WAIT = 300  # seconds in which work that was interrupted must have come to its end
Given = Mapping[str, Any]


def prepare(given: Given) -> Any:
    """A small city with a period open; the people who work in it, signed in."""
    migrate()
    first_administrator(username="root", name="管理员", password="correct horse battery 2014")
    store_release(data=release(ROOT / "packs" / "yingtan-2014-19"))
    pack = current_pack()
    file = ROOT / "samples" / "yingtan-2014" / "city.yaml"
    chosen, found = read_settings(file.read_bytes(), file.name, pack.schema)
    assert chosen is not None, found
    facts = generate(chosen, pack.schema, enterprises=FIRMS)
    dataset = import_facts(facts=facts, key="small-city", release=pack.digest).dataset
    load_handlers()
    due = timezone.localdate() + timedelta(days=30)
    period = Period.months(2014, 10)
    open_period(dataset=dataset, form="enterprise_month", period=period, by=SYSTEM, due_on=due)
    for job in Job.objects.filter(state=State.QUEUED):
        assert run_job(job=job).state == State.DONE, job.message_en
    busy = Return.objects.filter(form="enterprise_month", period="2014-01/02").values("enterprise")
    rows = [
        row for row in Filing.objects.filter(enterprise__in=busy).order_by("order", "id") if _reported(row)
    ]
    rows = rows[: 2 + WAITING]
    assert len(rows) == 2 + WAITING
    typed, handed, waiting = rows[0], _explained(rows[1]), [_checked(row) for row in rows[2:]]
    return {
        "typed": _of_firm(typed),
        "handed": _of_firm(handed),
        "waiting": [[str(row.pk), row.version] for row in waiting],
        "officer": _session(Role.CITY_OFFICER),
    }


def _reported(filing: Filing) -> bool:
    """Whether the month before tells all that `sound` counts on."""
    before = beside(sheet_of(filing.form), filing.enterprise, Period.parse(filing.period)).previous
    return all(isinstance(before[id], Decimal) for id in (*NUMBERS, "electricity"))


def _of_firm(filing: Filing) -> dict[str, object]:
    session = _session(Role.FIRM_REPORTER, enterprise=filing.enterprise_id)
    return {"filing": str(filing.pk), "version": filing.version, "session": session}


def _session(role: Role, **where: Any) -> str:
    client = Client()
    sign_in(client, role, **where)
    return client.cookies["sessionid"].value


def _explained(filing: Filing) -> Filing:
    """A draft that can be handed in."""
    now, found = services.save(id=filing.pk, version=filing.version, by=SYSTEM, cells=sound(filing))
    given = {one.rule.id: "新产品投产，销量上升" for one in found.findings if one.needs_reason}
    now, _ = services.save(id=now.pk, version=now.version, by=SYSTEM, reasons=given)
    assert not judged(sheet_of(now.form), now).unexplained
    return now


def _checked(filing: Filing) -> Filing:
    now = _explained(filing)
    now = services.submit(id=now.pk, version=now.version, by=SYSTEM)
    return services.check(id=now.pk, version=now.version, by=SYSTEM, approve=list(now.reasons))


def stands(given: Given) -> Any:
    """Versions and states of returns, for who goes on working in them."""
    rows = Filing.objects.filter(pk__in=given["filings"])
    return {str(row.pk): [row.version, row.state] for row in rows}


def ready(given: Given) -> Any:
    """Imports that wait for somebody to commit them."""
    waiting = Import.objects.filter(state=ImportState.READY).order_by("created_at")
    return [str(id) for id in waiting.values_list("pk", flat=True)]


def quiet(given: Given) -> Any:
    """Wait until no job waits or runs; those that still do after a long time."""
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until and Job.objects.filter(state__in=BUSY).exists():
        connection.close()
        time.sleep(0.1)
    return [f"stuck: {job} {job.holder} {job.message_en}" for job in Job.objects.filter(state__in=BUSY)]


def check(given: Given) -> Any:
    """What is wrong: with the ledger of what was confirmed to people in a round, and with the data as a whole."""
    ledger, found = given["ledger"], list[str]()
    found += _typed(given["typed"], ledger["typed"])
    found += _tokens(ledger["tokens"])
    found += _handed(given["handed"], ledger["handed"])
    found += _accepted(given["waiting"], ledger["accepted"])
    found += _imports(ledger["offered"], ledger["committed"])
    found += [
        f"{job}, attempt {job.attempts}: {job.message_en}"
        for job in Job.objects.exclude(state=State.DONE)
        if job.state != State.QUEUED or job.attempts
    ]
    many = [job for job in Job.objects.all() if job.attempts > job.attempts_allowed]
    found += [f"{job}: {job.attempts} attempts of {job.attempts_allowed}" for job in many]
    found += _database()
    broken, head = _record(given["head"])
    counts = Counter(Job.objects.values_list("attempts", flat=True))
    return {
        "found": found + broken,
        "head": head,
        "entries": AuditEntry.objects.count(),
        "jobs": sum(counts.values()),
        "again": sum(n for attempts, n in counts.items() if attempts > 1),
        "imports": Import.objects.filter(state=ImportState.DONE).count(),
    }


def _typed(id: str, ledger: Given) -> list[str]:
    """Each save writes its own version into two cells; the ledger holds all versions ever confirmed, and how many saves
    were never answered."""
    row = Filing.objects.get(pk=id)
    confirmed, found = ledger["confirmed"], []
    twice = [version for version, count in Counter(confirmed).items() if count > 1]
    if twice:
        found.append(f"versions confirmed to two people: {twice}")
    if row.version > 1 and {row.cells.get(cell) for cell in NUMBERS} != {str(row.version)}:
        found.append(f"version {row.version} holds {[row.cells.get(cell) for cell in NUMBERS]}")
    unconfirmed = row.version - 1 - len(confirmed)
    if not 0 <= unconfirmed <= ledger["unanswered"] or row.version < max(confirmed, default=1):
        found.append(f"version {row.version}, {len(confirmed)} confirmed, {ledger['unanswered']} unanswered")
    return found


def _tokens(ledger: Given) -> list[str]:
    """A token and its entry in the record: both, or neither where nothing was confirmed."""
    found = []
    rows = {t.name: str(t.pk) for t in ApiToken.objects.filter(name__in=list(ledger))}
    entries = Counter(
        AuditEntry.objects.filter(action="token.add", object_id__in=rows.values()).values_list(
            "object_id", flat=True
        )
    )
    for name, confirmed in ledger.items():
        if name not in rows:
            if confirmed:
                found.append(f"token {name} was confirmed and is not there")
        elif entries[rows[name]] != 1:
            found.append(f"token {name}: {entries[rows[name]]} entries in the record")
    if ApiToken.objects.count() != AuditEntry.objects.filter(action="token.add").count():
        found.append("tokens and entries of tokens differ in number")
    return found


def _handed(given: Given, ledger: Given) -> list[str]:
    """Handing in and taking back: row, history and record tell the same."""
    row = Filing.objects.get(pk=given["filing"])
    events = list(row.events.order_by("pk"))
    done, found = Counter(event.action for event in events), []
    for action in ("submit", "withdraw"):
        sure, open_ = ledger[action], ledger["unanswered"]
        if not sure <= done[action] <= sure + open_:
            found.append(f"{action}: {done[action]} done, {sure} confirmed, {open_} unanswered")
    state = events[-1].state if events else States.DRAFT
    version = given["version"] + 2 * done["submit"] + done["withdraw"]
    if (row.state, row.version) != (state, version):
        found.append(f"return is {row.state} at {row.version}, its history says {state} at {version}")
    entries = dict(
        AuditEntry.objects.filter(number__in=[event.entry for event in events]).values_list(
            "number", "action"
        )
    )
    if any(entries.get(event.entry or 0) != f"return.{event.action}" for event in events):
        found.append("history and record of a return differ")
    return found


def _accepted(waiting: list[list[Any]], ledger: Given) -> list[str]:
    """Accepting: state, stored version, history and record together; figures are brought up to it afterwards."""
    found, last = [], None
    for id, _version in waiting:
        row = Filing.objects.get(pk=id)
        stored = Return.objects.filter(enterprise=row.enterprise_id, form=row.form, period=row.period).count()
        entries = AuditEntry.objects.filter(action="return.accept", kind="filing", object_id=id).count()
        events = row.events.filter(action="accept").count()
        done = row.state == States.ACCEPTED
        if {stored, entries, events} != {int(done)}:
            found.append(f"accepted {done}: {stored} versions, {entries} entries, {events} events")
        if ledger.get(id) and not done:
            found.append(f"return {id} was confirmed as accepted and is {row.state}")
        if done and row.decided_at and (last is None or row.decided_at > last):
            last = row.decided_at
    if last is not None and not Job.objects.filter(kind="filings.refresh", ended_at__gt=last).exists():
        found.append("figures were not brought up to what was accepted")
    return found


def _imports(offered: Given, committed: Given) -> list[str]:
    """Each row of an import that was committed stands once, of all others none."""
    found = []
    for one in Import.objects.select_related("file").all():
        name = f"import {one.file.name}, {one.state}"
        rows = list(SubjectRecord.objects.filter(batch=one.pk).values_list("key", "version"))
        heads = Entry.objects.filter(form=FORM, key__in=[key for key, _ in rows]).count()
        entries = AuditEntry.objects.filter(action="import.commit", object_id=str(one.pk)).count()
        done = one.state == ImportState.DONE
        wanted = one.writes if done else 0
        if len({key for key, _ in rows}) != wanted or len(rows) != wanted or heads != wanted:
            found.append(f"{name}: {len(rows)} rows, {heads} heads for {wanted}")
        if any(version != 1 for _, version in rows) or one.conflicts or entries != int(done):
            found.append(f"{name}: {one.conflicts} conflicts, {entries} entries")
        if one.busy or one.state in (ImportState.REFUSED, ImportState.STOPPED):
            found.append(f"{name}: {list(one.problems.values_list('code', 'en')[:3])}")
        if committed.get(str(one.pk)) and not done:
            found.append(f"{name}: its commit was confirmed")
    known = {str(pk) for pk in Import.objects.values_list("pk", flat=True)}
    found += [f"import {id} was confirmed and is not there" for id in offered if id not in known]
    if Import.objects.count() != AuditEntry.objects.filter(action="import.offer").count():
        found.append("imports and entries of imports differ in number")
    loose = SubjectRecord.objects.filter(form=FORM, key__startswith="KILL-").exclude(
        batch__in=Import.objects.values("pk")
    )
    if loose.exists():
        found.append(f"{loose.count()} rows without their import")
    return found


def _database() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        told = [row[0] for row in cursor.execute("PRAGMA integrity_check").fetchall()]
        foreign = cursor.execute("PRAGMA foreign_key_check").fetchall()
    return ([] if told == ["ok"] else [f"integrity_check: {told[:5]}"]) + [
        f"foreign key: {row}" for row in foreign[:5]
    ]


def _record(before: str) -> tuple[list[str], str]:
    """What does not verify, against the head seen after the round before; and the head now."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "record.jsonl"
        head = export(file)
        with file.open("rb") as lines:
            known = [parse_head(one) for one in (before, head) if one]
            found = [one.text("en") for one in verify_export(lines, known).diagnostics]
    kept = AuditHead.objects.get(pk=1)
    if f"{kept.number}:{kept.hash}" != head:
        found.append(f"the record ends with {head}, its head says {kept.number}")
    return found, head


ASKED: dict[str, Callable[[Given], Any]] = {
    one.__name__: one for one in (prepare, stands, ready, quiet, check)
}


def main() -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    for line in sys.stdin:
        given = json.loads(line)
        answer = ASKED[given["ask"]](given)
        connection.close()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
