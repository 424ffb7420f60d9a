"""Secrets of the second step are not readable in the database, and a changed secret is told in plain words."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from yuanqu.record import SYSTEM
from yuanqu_web.accounts.models import User
from yuanqu_web.accounts.sealing import MARK, SealBroken, seal, unseal
from yuanqu_web.accounts.services import add_user, reset_two_steps

pytestmark = pytest.mark.django_db
PASSWORD = "长长的-Correct-horse-9"
OTHER = "another-secret-of-another-deployment-" * 2
STEP = "/account/two-steps/authenticate/"


@pytest.fixture
def user(db: None) -> User:
    cache.clear()
    return add_user(by=SYSTEM, username="wangfang", name="王芳", password=PASSWORD)


@pytest.fixture
def secret(user: User) -> str:
    made = generate_totp_secret()
    TOTP.activate(user, made)
    RecoveryCodes.activate(user)
    return made


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select data from mfa_authenticator order by id")
        return " ".join(str(row[0]) for row in cursor.fetchall())


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_password(client: Client, prefix: str = "") -> None:
    answer = client.post(f"{prefix}/account/login/", {"login": "wangfang", "password": PASSWORD})
    assert answer.headers["Location"] == prefix + STEP


def test_the_database_holds_no_secret_that_could_be_used(secret: str, user: User) -> None:
    kept = stored()
    assert secret not in kept
    assert kept.count(MARK) == 2
    assert not re.search(r'"(secret|seed)": "[A-Za-z0-9]{20,}"', kept)
    assert not re.search(r"\b[0-9a-f]{80}\b", kept)


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    assert seal("JBSWY3DP") != seal("JBSWY3DP")
    assert unseal(seal("JBSWY3DP")) == "JBSWY3DP"


def test_who_set_it_up_before_signs_in_as_ever(secret: str, user: User, anonymous: Client) -> None:
    Authenticator.objects.filter(type="totp").update(data={"secret": secret})
    with_password(anonymous)
    assert anonymous.post(STEP, {"code": code_for(secret)}).headers["Location"] == "/home/"


def test_upgrading_seals_what_lay_open_and_can_be_taken_back(secret: str, user: User) -> None:
    step = import_module("yuanqu_web.accounts.migrations.0005_sealed_two_steps")
    seed = "5eed" * 20
    Authenticator.objects.filter(type="totp").update(data={"secret": secret})
    Authenticator.objects.filter(type="recovery_codes").update(
        data={"seed": seed, "used_mask": 5, "migrated_codes": ["11112222"]}
    )
    step.forwards(apps, None)
    kept = stored()
    assert secret not in kept
    assert seed not in kept
    assert "11112222" not in kept
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 5
    step.forwards(apps, None)  # a second time changes nothing
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == secret
    step.backwards(apps, None)
    assert Authenticator.objects.get(type="totp").data == {"secret": secret}
    assert Authenticator.objects.get(type="recovery_codes").data == {
        "seed": seed, "used_mask": 5, "migrated_codes": ["11112222"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "请系统管理员重置"), ("/en", "ask the administrator to reset")]
)
def test_another_secret_is_told_and_the_administrator_can_help(
    secret: str, user: User, anonymous: Client, settings: Any, prefix: str, words: str
) -> None:
    settings.SECRET_KEY = OTHER
    with_password(anonymous, prefix)
    page = anonymous.post(prefix + STEP, {"code": code_for(secret)})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "_auth_user_id" not in anonymous.session
    user.refresh_from_db()
    reset_two_steps(by=SYSTEM, user=user, version=user.version, reason="密钥已更换")
    answer = Client().post("/account/login/", {"login": "wangfang", "password": PASSWORD})
    assert answer.headers["Location"] == "/home/"


def test_the_page_of_recovery_codes_tells_it_too(
    secret: str, user: User, anonymous: Client, settings: Any
) -> None:
    with_password(anonymous)
    anonymous.post(STEP, {"code": code_for(secret)})
    anonymous.post("/account/reauthenticate/?next=/account/two-steps/", {"password": PASSWORD})
    # the codes were sealed with another secret, as after a restore of one table only
    key = settings.SECRET_KEY
    settings.SECRET_KEY = OTHER
    Authenticator.objects.filter(type="recovery_codes").update(data={"seed": seal("a"), "used_mask": 0})
    settings.SECRET_KEY = key
    for page in ("", "download/", "generate/"):
        answer = anonymous.get(f"/account/two-steps/recovery-codes/{page}")
        assert answer.status_code == 409, page
        assert "两步验证的密钥无法读出" in answer.content.decode()


def test_nothing_but_the_right_secret_opens_it(settings: Any) -> None:
    sealed = seal("JBSWY3DP")
    with pytest.raises(SealBroken):
        unseal(sealed[:-4] + "AAA=")
    settings.SECRET_KEY = OTHER
    with pytest.raises(SealBroken):
        unseal(sealed)
