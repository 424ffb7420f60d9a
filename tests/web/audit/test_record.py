"""Entries are written with the change they tell of, follow each other, and verify offline."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from signing import sign_in

from yuanqu.powers import Role
from yuanqu.record import SYSTEM, Head, parse_head, verify_export
from yuanqu_web.accounts.services import add_user
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.audit.selectors import head
from yuanqu_web.audit.services import export, publish_head, record

pytestmark = pytest.mark.django_db


def write(times: int) -> None:
    for at in range(times):
        with transaction.atomic():
            record(by=SYSTEM, action="test.write", kind="test", id=str(at), before=None, after={"值": at})


def verified(tmp_path: Path, *heads: Head) -> bool:
    export(tmp_path / "record.jsonl")
    with (tmp_path / "record.jsonl").open("rb") as lines:
        return verify_export(lines, heads).ok


def test_entries_follow_each_other_and_verify(tmp_path: Path) -> None:
    write(5)
    assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert verified(tmp_path, parse_head(str(head())))


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_nothing_is_written() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(by=SYSTEM, action="x", kind="x", id="1", before=None, after=None)
    assert not AuditEntry.objects.exists()


def test_a_change_that_fails_leaves_no_entry() -> None:
    before = head().number

    def change() -> None:
        with transaction.atomic():
            add_user(by=SYSTEM, username="someone", name="某人")
            raise ValueError("undo")

    with pytest.raises(ValueError, match="undo"):
        change()
    assert head().number == before


def test_a_row_changed_in_the_database_is_found(tmp_path: Path) -> None:
    write(3)
    published = publish_head()
    AuditEntry.objects.filter(number=2).update(reason="改")
    assert not verified(tmp_path, Head(published.number, published.hash))


def test_a_days_head_stands_once() -> None:
    write(1)
    first = publish_head()
    write(1)
    assert publish_head().number == first.number == 1


def test_the_pages(client: Client, anonymous: Client) -> None:
    write(2)
    publish_head()
    assert "test.write" in client.get(reverse("accounts:record")).content.decode()
    assert str(head().hash) in anonymous.get(reverse("accounts:heads")).content.decode()
    sign_in(anonymous, Role.AUDITOR)
    exported = b"".join(anonymous.get(reverse("accounts:record_export")).streaming_content)  # type: ignore[attr-defined]
    assert verify_export(exported.splitlines(keepends=True)).ok


def test_passwords_never_enter_the_record() -> None:
    add_user(by=SYSTEM, username="someone", name="某人", password="长长的-密码-Correct-horse-9")
    assert not AuditEntry.objects.filter(after__icontains="horse").exists()
    assert "horse" not in str(list(AuditEntry.objects.values()))
