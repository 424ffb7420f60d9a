"""A web scanner (wapiti) over the pages of a running demo city, as four people: nothing of medium severity or above.

./test: a few modules, bounded in time. ./test --long: all attacks that make sense without another machine.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WAPITI = ROOT / ".cache" / "scan" / "bin" / "wapiti"
LONG = os.environ.get("YUANQU_LONG") == "1"
MEDIUM = 2
LEVELS = {0: "info", 1: "low", 2: "medium", 3: "high", 4: "critical"}
# `csrf` and the modules that ask another machine (ssrf, wapp, cms, htp, nikto) are left out: the token of every form is
# held by tests/web/security, and a scan speaks to this machine alone.
MODULES = "csp,cookieflags,http_headers,redirect,xss" if not LONG else (
    "csp,cookieflags,http_headers,redirect,xss,permanentxss,crlf,exec,file,sql,timesql,ldap,methods,backup,htaccess,upload,shellshock"
)  # fmt: skip
# seconds: of looking for pages, and of each module
CRAWL, ATTACK = (8, 6) if not LONG else (120, 180)
# Signing out or becoming another would end the scan of this person.
LEAVING = ("/account/logout/", "/account/demo/", "/account/view-as/", "/account/login/", "/account/password/")
PEOPLE = {"city officer": "demo-city", "firm": "demo-firm", "administrator": "demo-admin", "anonymous": ""}
# A page that only this person sees.
INSIDE = {
    "city officer": "/firms/",
    "firm": "/returns/",
    "administrator": "/accounts/",
    "anonymous": "/account/login/",
}

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Demo:
    """A running demo. `log`: what the server wrote, one line of JSON per request at warning level and above."""

    address: str
    log: Path

    def failures(self) -> list[str]:
        """Lines of the server's log that tell of a 5xx or of an exception."""
        return [
            line[:400]
            for line in self.log.read_text(errors="replace").splitlines()
            if re.search(r'"status": 5\d\d|"level": "(ERROR|CRITICAL)"|Traceback', line)
        ]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`yuanqu demo` with a home of its own."""
    home = tmp_path_factory.mktemp("scanned")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "YUANQU_HOME": str(home),
        "YUANQU_DATABASE": "",
        "PYTHONPATH": str(ROOT / "src"),
    }
    log = home / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "yuanqu.cli", "demo", "--port", str(port)],
            env=environment, cwd=ROOT, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    found = Demo(f"http://127.0.0.1:{port}", log)
    try:
        for _ in range(3000):  # a busy machine loads the city slowly
            assert server.poll() is None, log.read_text()
            try:
                with urllib.request.urlopen(f"{found.address}/healthz", timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("the server did not answer")
        yield found
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def session_of(demo: Demo, who: str) -> str:
    """The cookie of a person of the demo who signed in at the door; empty for nobody."""
    if not who:
        return ""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{demo.address}/account/login/", timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "who": who}).encode()
    opener.open(f"{demo.address}/account/demo/", form, timeout=60).close()
    cookies = {cookie.name: cookie.value for cookie in jar}
    assert "sessionid" in cookies, sorted(cookies)
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def scan(demo: Demo, who: str, folder: Path) -> dict[str, object]:
    """The report of a scan."""
    report = folder / "report.json"
    start = f"{demo.address}/" if who else f"{demo.address}/account/login/"
    command = [
        str(WAPITI), "-u", start, "--scope", "domain", "-m", MODULES, "-f", "json", "-o", str(report),
        "--max-scan-time", str(CRAWL), "--max-attack-time", str(ATTACK), "--max-links-per-page", "60",
        "--max-files-per-dir", "20", "-d", "4", "--tasks", "4", "-t", "20", "--flush-session", "--no-bugreport",
        "--store-session", str(folder / "session"), "--store-config", str(folder / "config"), "-v", "0", "-dr", "2",
    ]  # fmt: skip
    for path in (
        "/firms/",
        "/registers/",
        "/returns/",
        "/imports/",
        "/accounts/",
        "/search/?q=a",
        "/policy/",
    ):
        command += ["-s", f"{demo.address}{path}"]
    for path in LEAVING:
        command += ["-x", f"{demo.address}{path}*"] if who else []
    if cookie := session_of(demo, who):
        command += ["-C", cookie]
    most = CRAWL + ATTACK * (MODULES.count(",") + 1) + 240
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "HOME": str(folder)}, capture_output=True, text=True, timeout=most, check=False
    )  # fmt: skip
    assert report.exists(), done.stdout[-2000:] + done.stderr[-2000:]
    read: dict[str, object] = json.loads(report.read_text())
    return read


@pytest.mark.parametrize("person", PEOPLE)
def test_nothing_of_medium_severity_or_above(
    demo: Demo, person: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    if not WAPITI.exists():
        pytest.fail(
            "the scanner is not installed: run ./test, or .venv/bin/python scripts/scanner.py (needs a network)"
        )
    report = scan(demo, PEOPLE[person], tmp_path)
    found = [
        (one["level"], kind, one.get("method", ""), one.get("path", ""), one.get("info", ""))
        for group in ("vulnerabilities", "anomalies")
        for kind, ones in report[group].items()  # type: ignore[attr-defined]
        for one in ones
    ]
    pages = report["infos"]["crawled_pages_nbr"]  # type: ignore[index]
    seen = {
        urllib.parse.urlsplit(one["request"]["url"]).path
        for one in report["infos"]["crawled_pages"]  # type: ignore[index]
        if one["response"] and one["response"]["status_code"] == 200
    }
    counts = Counter(LEVELS[level] for level, *_ in found)
    words = ", ".join(f"{counts[name]} {name}" for name in LEVELS.values())
    record_property("told", f"scanner as {person}: {pages} pages and forms, {words}; modules {MODULES}")
    assert INSIDE[person] in seen, sorted(seen)  # the scan was really signed in
    assert [one for one in found if one[0] >= MEDIUM] == []
    assert demo.failures() == []
