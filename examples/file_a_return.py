"""File a return by program, with nothing but the standard library.

    YUANQU_TOKEN=yuanqu_… python examples/file_a_return.py https://yuanqu.example.gov.cn enterprise_month 2014-10 cells.csv

The CSV (UTF-8) has the columns `field` and `value`: a field of the form, and its value as one would type it. The token
(pages: 信任 → 接口令牌) needs the scopes return.read, return.edit and return.submit. `--reason TEXT` is given for every
rule that asks for a reason. Exit code 0: submitted; 1: it can't be, and why.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen


class Refused(Exception):
    """A refusal of the server: its stable code and what it says."""


class Yuanqu:
    """One server, one token."""

    def __init__(self, url: str, token: str) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("url")
        self.url, self.token = url.rstrip("/"), token

    def ask(
        self, method: str, path: str, body: object = None, *, version: str = "", key: str = ""
    ) -> tuple[Any, str]:
        """(what was answered, its ETag). `version`: the ETag of what is changed. `key`: makes sending again safe."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        if version:
            headers["If-Match"] = version
        if key:
            headers["Idempotency-Key"] = key
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = Request(f"{self.url}/api{path}", data, headers, method=method)  # noqa: S310 - checked above
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310
                return json.load(answer), answer.headers.get("ETag", "")
        except HTTPError as error:
            problem = json.loads(error.read() or b"{}")
            raise Refused(
                f"{error.code} {problem.get('code')}: {problem.get('message')} {problem.get('details')}"
            ) from None


def read_cells(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {row["field"].strip(): row["value"].strip() for row in csv.DictReader(lines)}


def file_return(
    server: Yuanqu, form: str, period: str, cells: dict[str, str], reason: str = ""
) -> dict[str, Any]:
    """Fill in, show what the rules say, submit. The return as it stands then. Raises Refused."""
    asked, _ = server.ask("GET", f"/forms/{quote(form, safe='')}")
    known = {field["id"]: field for field in asked["fields"]}
    if unknown := set(cells) - set(known):
        raise Refused(f"the form has no {', '.join(sorted(unknown))}; it has {', '.join(known)}")
    periods, _ = server.ask("GET", f"/collections?{urlencode({'form': form, 'period': period})}")
    if not periods:
        raise Refused(f"{form} has not been opened for {period}")
    mine, _ = server.ask("GET", f"/collections/{periods[0]['id']}/filings")
    if len(mine["items"]) != 1:
        raise Refused(f"{len(mine['items'])} returns are within reach: use a token of the firm's own")
    where = f"/filings/{mine['items'][0]['id']}"
    _filing, version = server.ask("GET", where)
    filing, version = server.ask(
        "PUT", f"{where}/cells", {"cells": cells}, version=version, key=str(uuid.uuid4())
    )
    for cell in filing["cells"]:
        if cell["problem"]:
            print(f"{cell['field']}: {cell['text']!r}: {cell['problem']['en']}")
    for one in filing["findings"]:
        if one["outcome"] == "failed":
            print(f"{one['rank']} {one['rule']}: {one['message']['en']}")
    needed = {one["rule"]: reason for one in filing["findings"] if one["needs_reason"]}
    if needed and reason:
        filing, version = server.ask(
            "PUT", f"{where}/cells", {"reasons": needed}, version=version, key=str(uuid.uuid4())
        )
    done, _ = server.ask("POST", f"{where}/submit", version=version, key=str(uuid.uuid4()))
    return dict(done)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("form")
    parser.add_argument("period", help="2014-10, 2014-01/02 or 2014")
    parser.add_argument("cells", type=Path, help="CSV with the columns field and value")
    parser.add_argument("--reason", default="", help="for every rule that asks for one")
    given = parser.parse_args()
    token = os.environ.get("YUANQU_TOKEN", "")
    if not token:
        parser.error("set YUANQU_TOKEN")
    try:
        done = file_return(
            Yuanqu(given.url, token), given.form, given.period, read_cells(given.cells), given.reason
        )
    except Refused as why:
        print(why, file=sys.stderr)
        return 1
    print(f"{done['firm']['name']} {done['period']}: {done['state']}, version {done['version']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
