"""examples/file_a_return.py files a return with a server that is running."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from city import City
from filing_help import OCTOBER, sound, work
from interface import FORM, OWN, secret_of
from pytest_django.live_server_helper import LiveServer

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.filings.models import Filing, States
from yuanqu_web.filings.periods import open_period
from yuanqu_web.returns.models import Return

EXAMPLE = Path(__file__).parents[3] / "examples" / "file_a_return.py"
SCOPES = (Act.RETURN_READ, Act.RETURN_EDIT, Act.RETURN_SUBMIT)


@pytest.mark.slow
def test_the_example_files_a_return(live_server: LiveServer, committed_city: City, tmp_path: Path) -> None:
    kept = open_period(
        dataset=committed_city.dataset, form=FORM, period=OCTOBER, by=SYSTEM, due_on=date(2099, 1, 1)
    )
    work("filings.open")
    busy = Return.objects.filter(form=FORM, period="2014-01/02").values("enterprise")
    filing = Filing.objects.filter(collection=kept, place=OWN, enterprise__in=busy).order_by("order", "id")[0]
    token = secret_of(Role.FIRM_REPORTER, SCOPES, enterprise=filing.enterprise_id)
    cells = tmp_path / "cells.csv"

    def run(values: dict[str, str]) -> subprocess.CompletedProcess[str]:
        cells.write_text("field,value\n" + "".join(f"{k},{v}\n" for k, v in values.items()), encoding="utf-8")
        command = [
            sys.executable,
            str(EXAMPLE),
            live_server.url,
            FORM,
            "2014-10",
            str(cells),
            "--reason",
            "新产品投产，销量上升",
        ]
        env = {"YUANQU_TOKEN": token, "PATH": os.environ["PATH"], "PYTHONUTF8": "1", "NO_PROXY": "*"}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=120)

    wrong = run({"revenue": "12o4"})
    assert wrong.returncode == 1, wrong.stdout
    assert "'12o4'" in wrong.stdout
    assert "409 FIL-109" in wrong.stderr
    assert "has no nonsense" in run({"nonsense": "1"}).stderr
    done = run(sound(filing))
    assert done.returncode == 0, done.stderr
    filing.refresh_from_db()
    assert filing.state == States.SUBMITTED
    assert filing.events.get(action="submit").by_name
    again = run(sound(filing))
    assert "409 FIL-105" in again.stderr
