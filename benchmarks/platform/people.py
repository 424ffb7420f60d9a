"""People for the load: for each of some open returns a reporter of its firm, signed in; and readers of the demo.

YUANQU_HOME=… python -m benchmarks.platform.people --returns 4     prints JSON {writers: […], readers: […]}
YUANQU_HOME=… python -m benchmarks.platform.people --check IDS      prints JSON of what stands in those returns
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

FORM, CELL = "enterprise_month", "revenue"
READERS = ("demo-city", "demo-leader", "demo-park", "demo-auditor")


def prepare(count: int) -> dict[str, object]:
    from django.test import Client

    from yuanqu.powers import Role
    from yuanqu.record import SYSTEM
    from yuanqu_web.accounts.models import Organisation, OrganisationKind, User
    from yuanqu_web.accounts.services import add_organisation, add_user, give_seat
    from yuanqu_web.filings.models import Filing, States

    def session(user: User) -> str:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return str(client.cookies["sessionid"].value)

    rows = Filing.objects.filter(form=FORM, state=States.DRAFT, collection__locked=False).order_by(
        "-start", "id"
    )
    writers = []
    for row in rows.select_related("enterprise")[:count]:
        name = f"load-{row.enterprise_id}"[:60]
        user = User.objects.filter(username=name).first()
        if user is None:
            user = add_user(by=SYSTEM, username=name, name="负载测试", demo=True)
            firm = Organisation.objects.filter(enterprise=row.enterprise_id).first() or add_organisation(
                by=SYSTEM,
                kind=OrganisationKind.ENTERPRISE,
                name=row.enterprise.name,
                enterprise=row.enterprise_id,
            )
            give_seat(by=SYSTEM, user=user, organisation=firm, role=Role.FIRM_REPORTER)
        Filing.objects.filter(pk=row.pk).update(cells={**row.cells, CELL: "0"})
        writers.append({"session": session(user), "filing": str(row.pk), "version": row.version})
    users = User.objects.filter(username__in=READERS)
    firm = rows.values_list("enterprise_id", flat=True).first()
    return {
        "writers": writers,
        "readers": [session(user) for user in users],
        "firm": str(firm),
        "review": [f"/returns/{row.form}/{row.period.replace('/', '_')}/" for row in rows[:1]],
    }


def check(ids: list[str]) -> dict[str, object]:
    """What stands in the counted cell of each return, and whether the record verifies."""
    from yuanqu.record import verify_export
    from yuanqu_web.audit.services import export
    from yuanqu_web.filings.models import Filing

    cells = {str(row.pk): int(row.cells[CELL]) for row in Filing.objects.filter(pk__in=ids)}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "record.jsonl"
        export(file)
        with file.open("rb") as lines:
            found = verify_export(lines)
    return {"cells": cells, "record": found.ok, "entries": found.entries}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--returns", type=int, default=4)
    parser.add_argument("--check", nargs="*")
    options = parser.parse_args()
    from yuanqu_web.commands.console import start_django

    start_django(demo=True)
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    json.dump(check(options.check) if options.check else prepare(options.returns), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
