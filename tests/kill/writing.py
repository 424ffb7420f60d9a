"""People at work over HTTP, and the ledger of what the server confirmed to them.

Two type into one return, each save under the version they saw; one hands a return in and takes it back; an officer makes
tokens, imports files and accepts returns. They go on until told, or until the server no longer answers.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

CSRF = "a" * 32
FORM, NUMBERS = "plot_register", ("revenue", "value_added")
ROWS = 120
PATIENCE = 120  # seconds for one answer: the machine may be busy


class Gone(Exception):  # noqa: N818 - no answer is not an error here
    """No answer: the request may or may not have been carried out."""


@dataclass
class Ledger:
    """`typed` and `handed` over all rounds, the rest of the round at hand. `faults`: answers nobody should see."""

    typed: dict[str, Any] = field(default_factory=lambda: {"confirmed": [], "unanswered": 0})
    handed: dict[str, int] = field(default_factory=lambda: {"submit": 0, "withdraw": 0, "unanswered": 0})
    tokens: dict[str, bool] = field(default_factory=dict)
    accepted: dict[str, bool] = field(default_factory=dict)
    offered: dict[str, bool] = field(default_factory=dict)
    committed: dict[str, bool] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    answers: int = 0

    def told(self) -> dict[str, Any]:
        return {
            name: getattr(self, name)
            for name in ("typed", "handed", "tokens", "accepted", "offered", "committed")
        }


@dataclass
class Load:
    """One round's work. `stands`: version and state of each return at its beginning; `ready`: imports to be committed;
    `accept`: a return to be accepted."""

    port: int
    round: int
    people: Mapping[str, Any]
    stands: Mapping[str, Any]
    ledger: Ledger
    ready: Sequence[str] = ()
    accept: str = ""
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        works = [self._type, self._type, self._hand, self._tokens, self._import]
        if self.accept:
            works.append(self._accept)
        for work in works:
            self.threads.append(threading.Thread(target=self._until_gone, args=(work,), daemon=True))
            self.threads[-1].start()

    def stop(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(2 * PATIENCE)
            if thread.is_alive():
                self.ledger.faults.append("a request was never answered nor broken off")

    def _until_gone(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Gone:
            pass
        except Exception as error:  # the test must hear of it
            self.ledger.faults.append(repr(error))

    def _type(self) -> None:
        who, seen = self.people["typed"], self.ledger.typed
        version = self.stands[who["filing"]][0]
        address = f"/returns/filings/{who['filing']}/save/"
        while not self.over.is_set():
            body = json.dumps(
                {"version": version, "cells": dict.fromkeys(NUMBERS, str(version + 1))}
            ).encode()
            try:
                status, text, _to = self._ask("POST", address, who["session"], body, "application/json")
            except Gone:
                with self.lock:
                    seen["unanswered"] += 1
                raise
            if status == 200:
                version = json.loads(text)["version"]
                with self.lock:
                    seen["confirmed"].append(version)
            elif status == 409 and '"conflict"' in text:
                version = json.loads(text)["theirs"]["version"]
            else:
                return self._fault("save", status, text)
        return None

    def _hand(self) -> None:
        who, seen = self.people["handed"], self.ledger.handed
        version, state = self.stands[who["filing"]]
        while not self.over.is_set():
            action, more = ("submit", 2) if state in ("draft", "returned") else ("withdraw", 1)
            address = f"/returns/filings/{who['filing']}/{action}/"
            try:
                status, text, _to = self._post(address, who["session"], version=version)
            except Gone:
                seen["unanswered"] += 1
                raise
            if status != 302:
                return self._fault(action, status, text)
            seen[action] += 1
            version, state = version + more, "submitted" if action == "submit" else "draft"
        return None

    def _tokens(self) -> None:
        turn = 0
        while not self.over.is_set():
            turn += 1
            name = f"kill-{self.round}-{turn}"
            self.ledger.tokens[name] = False
            status, text, _to = self._post(
                "/account/tokens/", self.people["officer"], name=name, scope="search"
            )
            if status != 200:
                return self._fault("token", status, text)
            self.ledger.tokens[name] = True
        return None

    def _import(self) -> None:
        """What earlier rounds left ready is committed; then files one after the other, as soon as they are checked."""
        for id in self.ready:
            if not self._commit(id):
                return None
        turn = 0
        while not self.over.is_set():
            turn += 1
            name = f"KILL-{self.round}-{turn}"
            lines = "".join(f"{name}-{n},guixi_park,{n}\n" for n in range(1, ROWS + 1))
            body, kind = _multipart(f"{name}.csv", f"plot,plot_place,plot_area (m²)\n{lines}".encode())
            status, text, to = self._ask("POST", "/imports/new/", self.people["officer"], body, kind)
            if status != 302:
                return self._fault("import", status, text)
            id = to.rstrip("/").rpartition("/")[2]
            self.ledger.offered[id] = True
            if not self._commit(id):
                return None
        return None

    def _commit(self, id: str) -> bool:
        while not self.over.is_set():
            status, text, _to = self._post(f"/imports/{id}/commit/", self.people["officer"])
            if status == 302:
                self.ledger.committed[id] = True
                return True
            if status != 409:
                self._fault("commit", status, text)
                return False
            self.over.wait(0.2)  # it is still being checked
        return False

    def _accept(self) -> None:
        self.ledger.accepted[self.accept] = False
        address = f"/returns/filings/{self.accept}/accept/"
        status, text, _to = self._post(address, self.people["officer"], version=self.stands[self.accept][0])
        if status != 302:
            return self._fault("accept", status, text)
        self.ledger.accepted[self.accept] = True
        return None

    def _fault(self, what: str, status: int, text: str) -> None:
        self.ledger.faults.append(f"{what}: {status} {' '.join(text.split())[-600:]}")

    def _post(self, address: str, session: str, **values: object) -> tuple[int, str, str]:
        kind = "application/x-www-form-urlencoded"
        return self._ask("POST", address, session, urlencode(values).encode(), kind)

    def _ask(self, method: str, address: str, session: str, body: bytes, kind: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": kind,
        }
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, TimeoutError):
                self.ledger.faults.append(f"{address}: no answer in {PATIENCE} s")
            raise Gone from error
        finally:
            connection.close()
        with self.lock:
            self.ledger.answers += 1
        return answer.status, text, answer.headers.get("Location", "")


def answers_at(port: int) -> bool:
    """Whether a server answers and reaches its database."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        time.sleep(0.05)
        return False
    finally:
        connection.close()


def _multipart(name: str, content: bytes) -> tuple[bytes, str]:
    edge = "----kill"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="form"\r\n\r\n{FORM}\r\n--{edge}\r\n'
        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    )
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
