"""Requests sent again change nothing twice; versions seen are the versions changed."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from city import City
from django.db import connection, transaction
from django.test import Client
from filing_help import OCTOBER, work
from interface import FORM, OWN, ask, secret_of

from yuanqu.powers import Act, Role
from yuanqu.record import SYSTEM
from yuanqu_web.api.models import KeptAnswer
from yuanqu_web.api.repeating import drop_old_answers
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.filings.models import Collection, Filing
from yuanqu_web.filings.periods import open_period
from yuanqu_web.registers.models import Entry

REGISTER = "group_register"


def body(number: str = "G-1", name: str = "铜业集团") -> dict[str, object]:
    return {"values": {"group": number, "group_name": name}}


def add(asker: Client, key: str, given: dict[str, object]):  # type: ignore[no-untyped-def]
    return asker.post(
        f"/api/registers/{REGISTER}/entries",
        given,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


@pytest.fixture
def filing(city: City) -> Filing:
    kept = open_period(dataset=city.dataset, form=FORM, period=OCTOBER, by=SYSTEM, due_on=date(2099, 1, 1))
    work("filings.open")
    return Filing.objects.filter(collection=kept, place=OWN).order_by("order", "id")[0]


@pytest.mark.django_db
def test_the_same_key_is_done_once_and_answered_alike(city: City) -> None:
    asker = ask(Role.CITY_OFFICER)
    first, second = add(asker, "k1", body()), add(asker, "k1", body())
    assert first.status_code == second.status_code == 201, first.content
    assert first.content == second.content
    assert first["ETag"] == second["ETag"] == '"v1"'
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Entry.objects.filter(form=REGISTER).count() == 1
    assert AuditEntry.objects.filter(action="register.add").count() == 1


@pytest.mark.django_db
def test_the_same_key_for_something_else_is_refused(city: City) -> None:
    asker = ask(Role.CITY_OFFICER)
    add(asker, "k1", body())
    other = add(asker, "k1", body("G-2"))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key")
    stranger = ask(Role.CITY_OFFICER)  # another token has keys of its own
    assert add(stranger, "k1", body("G-2")).status_code == 201


@pytest.mark.django_db
def test_a_key_whose_request_failed_can_be_used_again(city: City) -> None:
    asker = ask(Role.CITY_OFFICER)
    assert add(asker, "k1", body(name="")).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert add(asker, "k1", body()).status_code == 201
    assert add(asker, "长", body("G-2")).status_code == 422
    assert drop_old_answers() == 0


@pytest.mark.django_db
def test_a_form_sent_again_counts_by_its_parts(city: City, tmp_path: Path, settings: object) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from yuanqu_web.imports.models import Import

    asker = ask(Role.CITY_OFFICER)

    def offer(text: bytes):  # type: ignore[no-untyped-def]
        return asker.post(
            "/api/imports", {"file": SimpleUploadedFile("集团.csv", text), "form": REGISTER},
            headers={"Idempotency-Key": "k"},
        )  # fmt: skip

    table = "集团编号,集团名称\nG-1,铜业集团\n".encode()
    first, second = offer(table), offer(table)
    assert first.status_code == 201, first.content
    assert first.content == second.content
    assert Import.objects.count() == 1
    assert offer(table + b"\n").status_code == 422
    assert offer(b"MZ\x90\x00").json()["code"] == "idempotency-key"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_change(request: pytest.FixtureRequest) -> None:
    """Each in a thread with a connection of its own."""
    request.getfixturevalue("released")
    secret = secret_of(Role.CITY_OFFICER)
    answers, start = [], threading.Barrier(4)

    def work_() -> None:
        start.wait()
        try:
            client = Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)
            while (answer := add(client, "k", body())).status_code == 503:
                pass  # as a client would: the database in memory refuses at once where a file waits
            answers.append(answer)
        finally:
            connection.close()

    threads = [threading.Thread(target=work_) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one.status_code for one in answers} == {201}, [one.content for one in answers]
    assert len({one.content for one in answers}) == 1
    assert sum("Idempotent-Replayed" in one for one in answers) == 3
    assert Entry.objects.filter(form=REGISTER).count() == 1
    assert AuditEntry.objects.filter(action="register.add").count() == 1


@pytest.mark.django_db
def test_versions_and_lost_updates(filing: Filing) -> None:
    asker = ask(Role.FIRM_REPORTER, enterprise=filing.enterprise_id)
    where = f"/api/filings/{filing.pk}"
    read = asker.get(where)
    tag = read["ETag"]
    assert tag == '"v1"'
    same = asker.get(where, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)

    def save(value: str, **headers: str):  # type: ignore[no-untyped-def]
        return asker.put(
            f"{where}/cells", {"cells": {"revenue": value}}, content_type="application/json", headers=headers
        )

    assert save("1").status_code == 428
    mine = save("1", **{"If-Match": tag})
    assert (mine.status_code, mine["ETag"]) == (200, '"v2"')
    theirs = save("2", **{"If-Match": tag})
    assert (theirs.status_code, theirs.json()["code"]) == (412, "version")
    assert theirs.json()["details"][0]["theirs"]["cells"]["revenue"] == "1"
    assert next(c for c in asker.get(where).json()["cells"] if c["field"] == "revenue")["text"] == "1"
    assert asker.get(where, headers={"If-None-Match": tag}).status_code == 200
    for odd in ('"x"', "*", '"v99999999999999999999"', '"v²"'):
        assert save("3", **{"If-Match": odd}).status_code == 412


@pytest.mark.django_db
def test_refusals_of_returns_have_their_code_in_both_languages(filing: Filing) -> None:
    asker = ask(Role.FIRM_REPORTER, enterprise=filing.enterprise_id)
    Collection.objects.filter(pk=filing.collection_id).update(due_on=date(2014, 11, 12))
    refused = asker.put(
        f"/api/filings/{filing.pk}/cells",
        {"cells": {}},
        content_type="application/json",
        headers={"If-Match": '"v1"'},
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "FIL-102")
    assert refused.json()["details"][0]["zh"]
    assert refused.json()["details"][0]["en"]


@pytest.mark.django_db
def test_statistical_values_decide_on_nobody(filing: Filing) -> None:
    asker = ask(Role.CITY_OFFICER)
    where = f"/api/firms/{filing.enterprise_id}/facts"
    refused = asker.get(where, {"form": FORM, "purpose": "decision"})
    assert (refused.status_code, refused.json()["code"]) == (403, "data-use")
    assert asker.get(where, {"form": FORM}).status_code == 422
    given = asker.get(where, {"form": FORM, "purpose": "statistics", "limit": "2"}).json()
    for one in given["items"]:
        assert all(fact["use"] and fact["source"] for fact in one["facts"])


@pytest.mark.django_db
def test_many_are_decided_each_by_itself(filing: Filing) -> None:
    park = ask(Role.PARK_OFFICER, place=OWN)
    foreign = Filing.objects.filter(collection=filing.collection_id).exclude(place=OWN)[0]
    items = [{"id": str(one.pk), "version": one.version} for one in (filing, foreign)]
    answer = park.post(
        f"/api/collections/{filing.collection_id}/decisions", {"action": "check", "items": items},
        content_type="application/json",
    )  # fmt: skip
    codes = {one["id"]: one["problem"]["code"] for one in answer.json()["results"]}
    assert codes == {str(filing.pk): "FIL-105", str(foreign.pk): "not-found"}


@pytest.mark.django_db
def test_a_misspelt_filter_is_told(city: City) -> None:
    answer = ask(Role.CITY_OFFICER, [Act.FIRM_READ]).get("/api/firms", {"plaec": OWN})
    assert answer.json()["code"] == "unknown-parameter"
    assert answer.json()["details"][0]["where"] == ["query", "plaec"]
    with transaction.atomic():
        assert ask(Role.CITY_OFFICER).get("/api/firms", {"place": OWN}).status_code == 200
