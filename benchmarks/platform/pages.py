"""Every page in the handler, one client at a time. Run in its own process over a database made by `city`:

    YUANQU_HOME=… YUANQU_DATABASE=… python -m benchmarks.platform.pages --rounds 30

Pages are found by following links, one address for each name, as the people of the demo. Prints JSON.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import time
from dataclasses import asdict, dataclass

PEOPLE = ("demo-city", "demo-park", "demo-firm", "demo-auditor", "demo-admin")
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)')
NOT_PAGES = ("/static/", "/account/logout", "/healthz")
MOST_PAGES = 400
WHOLE_TABLE = re.compile(r'SELECT COUNT\(\*\) AS "[^"]*" FROM "(?P<table>[^"]+)"\s*$', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """`milliseconds` of each round, wall; `queries`: of each round; `whole`: tables counted as a whole."""

    name: str
    address: str
    who: str
    milliseconds: tuple[float, ...]
    queries: tuple[int, ...]
    whole: tuple[str, ...]


def find(client: object, start: str) -> dict[str, str]:
    """One address for each name of a page, reached from `start`; lists also with their first link to a next page."""
    from django.urls import Resolver404, resolve

    found: dict[str, str] = {}
    waiting, seen = [start], set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        path = address.partition("?")[0]
        if address in seen or path.startswith(("/en/", *NOT_PAGES)):
            continue
        seen.add(address)
        try:
            match = resolve(path)
        except Resolver404:
            continue
        name = match.view_name + ("?after" if "after=" in address else "?" if "?" in address else "")
        if name in found or "format=" in address:
            continue
        answer = client.get(address)  # type: ignore[attr-defined]
        if answer.status_code != 200 or answer.streaming:
            continue
        found[name] = address
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [html.unescape(link) for link in LINK.findall(answer.content.decode())]
    return found


def measure(client: object, name: str, address: str, who: str, rounds: int) -> Page:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # type: ignore[attr-defined]
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        client.get(address)  # type: ignore[attr-defined]
        taken.append((time.perf_counter() - start) * 1000)
    counts, whole = [], set()
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)  # type: ignore[attr-defined]
        counts.append(len(queries))
        for query in queries.captured_queries:
            if match := WHOLE_TABLE.search(query["sql"].strip()):
                whole.add(match["table"])
    return Page(name, address, who, tuple(taken), tuple(counts), tuple(sorted(whole)))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    from yuanqu_web.commands.console import start_django

    start_django(demo=True)
    from django.conf import settings
    from django.test import Client

    from yuanqu_web.accounts.models import User

    settings.ALLOWED_HOSTS.append("testserver")
    pages: list[Page] = []
    known: set[str] = set()
    for who in PEOPLE:
        user = User.objects.filter(username=who).first()
        if user is None:
            continue
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        home = client.get("/home/").headers.get("Location", "/policy/")
        for name, address in find(client, home).items():
            if name not in known:
                known.add(name)
                pages.append(measure(client, name, address, who, options.rounds))
    json.dump([asdict(page) for page in pages], sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
