"""Signing in: what is told, what is locked, what stands in the record."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signing import sign_in, someone

from yuanqu.powers import Role
from yuanqu.record import SYSTEM
from yuanqu_web.accounts.models import User
from yuanqu_web.accounts.services import add_user, reset_password, set_active
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.config.options import Options

pytestmark = pytest.mark.django_db
PASSWORD = "长长的-Correct-horse-9"
LOCKED = "已暂停登录"


@pytest.fixture(autouse=True)
def empty_counters(db: None) -> None:
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    return add_user(by=SYSTEM, username="wangfang", name="王芳", password=PASSWORD)


def enter(client: Client, username: str, password: str, prefix: str = "") -> str:
    answer = client.post(f"{prefix}/account/login/", {"login": username, "password": password})
    return answer.content.decode() if answer.status_code == 200 else answer.headers["Location"]


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_signing_in_and_out_stands_in_the_record_without_the_password(user: User, anonymous: Client) -> None:
    assert enter(anonymous, "WangFang", PASSWORD) == "/home/"
    anonymous.post(reverse("account_logout"))
    assert actions()[-2:] == ["account.sign_in", "account.sign_out"]
    assert "_auth_user_id" not in anonymous.session
    kept = " ".join(str(row) for row in AuditEntry.objects.values())
    assert PASSWORD not in kept
    assert "argon2" not in kept


def test_signing_out_needs_a_post(user: User, anonymous: Client) -> None:
    enter(anonymous, "wangfang", PASSWORD)
    page = anonymous.get(reverse("account_logout"))
    assert page.status_code == 200
    assert "_auth_user_id" in anonymous.session


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_five_wrong_passwords_lock_and_nothing_tells_whether_the_account_exists(
    user: User, anonymous: Client, prefix: str
) -> None:
    told: dict[str, list[str]] = {}
    for name in ("wangfang", "nobodyatall"):
        pages = [enter(anonymous, name, f"wrong-{i}", prefix) for i in range(5)]
        pages.append(enter(anonymous, name, PASSWORD, prefix))
        told[name] = [
            re.sub(r'value="[^"]*"|\{"X-CSRFToken[^}]*\}', "", page).replace(name, "") for page in pages
        ]
    assert told["wangfang"] == told["nobodyatall"]
    words = LOCKED if not prefix else "signing in is locked"
    assert words in told["wangfang"][5]
    assert words not in told["wangfang"][3]
    assert ("账号或密码不正确" if not prefix else "Wrong account or password") in told["wangfang"][0]
    assert "_auth_user_id" not in anonymous.session
    locks = AuditEntry.objects.filter(action="account.lock").order_by("number")
    assert locks[0].object_id == str(user.pk)
    assert locks.count() == 2
    assert "nobodyatall" not in str(list(locks.values()))


def test_a_lock_ends_after_five_minutes(
    user: User, anonymous: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allauth.core.internal import ratelimit

    for i in range(5):
        enter(anonymous, "wangfang", f"wrong-{i}")
    assert LOCKED in enter(anonymous, "wangfang", PASSWORD)
    later = ratelimit.time.time() + 301
    monkeypatch.setattr(ratelimit.time, "time", lambda: later)
    assert enter(anonymous, "wangfang", PASSWORD) == "/home/"


def test_wrong_passwords_lock_one_account_and_not_its_neighbours(user: User, anonymous: Client) -> None:
    add_user(by=SYSTEM, username="liqiang", name="李强", password=PASSWORD)
    for i in range(5):
        enter(anonymous, "wangfang", f"wrong-{i}")
    assert enter(anonymous, "liqiang", PASSWORD) == "/home/"


def test_a_right_password_between_does_not_reset_the_count(user: User, anonymous: Client) -> None:
    for i in range(4):
        enter(anonymous, "wangfang", f"wrong-{i}")
    assert enter(Client(), "wangfang", PASSWORD) == "/home/"
    enter(anonymous, "wangfang", "wrong-again")
    assert LOCKED in enter(Client(), "wangfang", PASSWORD)


def test_an_unknown_name_costs_as_many_hashes_as_a_known_one(
    user: User, anonymous: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a matter of the clock: the slow work is counted."""
    done: list[str] = []
    hasher = hashers.get_hasher("default")
    real = type(hasher).encode
    monkeypatch.setattr(
        type(hasher), "encode", lambda self, *a, **k: done.append("hash") or real(self, *a, **k)
    )
    verify = type(hasher).verify
    monkeypatch.setattr(
        type(hasher), "verify", lambda self, *a, **k: done.append("hash") or verify(self, *a, **k)
    )
    add_user(by=SYSTEM, username="identity-only", name="无密码")
    counts = {}
    for name in ("wangfang", "nobodyatall", "identity-only"):
        done.clear()
        enter(anonymous, name, "wrong")
        counts[name] = len(done)
    assert counts["wangfang"] == counts["nobodyatall"] == counts["identity-only"] > 0


def test_the_strongest_hash_is_used(user: User) -> None:
    assert user.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("weak", ["short", "123456789012", "password1234", "wangfang2014"])
def test_a_weak_password_is_refused_in_both_languages(user: User, anonymous: Client, weak: str) -> None:
    enter(anonymous, "wangfang", PASSWORD)
    given = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    for prefix, other in (
        ("", re.compile(r"Your password|too common|must contain")),
        ("/en", re.compile("密码太|密码必须")),
    ):
        page = anonymous.post(f"{prefix}/account/password/change/", given).content.decode()
        assert 'class="error"' in page
        assert not other.search(page)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_given_password_must_be_changed_before_anything_else(user: User, anonymous: Client) -> None:
    made = reset_password(by=SYSTEM, user=user, version=user.version)
    assert enter(anonymous, "wangfang", made) == "/home/"
    assert anonymous.get(reverse("policies:policy")).headers["Location"] == "/account/password/change/"
    page = anonymous.get(reverse("account_change_password"))
    assert "初始密码" in page.content.decode()
    new = "another-Long-passphrase-7"
    anonymous.post(
        reverse("account_change_password"), {"oldpassword": made, "password1": new, "password2": new}
    )
    user.refresh_from_db()
    assert not user.must_change_password
    assert user.check_password(new)
    assert actions()[-1] == "account.own_password"
    assert anonymous.get(reverse("accounts:home")).status_code == 302
    assert made not in str(list(AuditEntry.objects.values()))


def test_a_closed_account_is_out_at_once(user: User, anonymous: Client) -> None:
    enter(anonymous, "wangfang", PASSWORD)
    user.refresh_from_db()
    set_active(by=SYSTEM, user=user, version=user.version, active=False, reason="调离")
    assert anonymous.get(reverse("policies:policy")).status_code == 302
    assert enter(Client(), "wangfang", PASSWORD) == "/account/inactive/"
    assert "已经停用" in anonymous.get("/account/inactive/").content.decode()


def test_a_session_lasts_twelve_hours_and_gets_a_new_key_at_sign_in(user: User, anonymous: Client) -> None:
    anonymous.get("/account/login/")
    session = anonymous.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    anonymous.cookies[settings.SESSION_COOKIE_NAME] = planted
    enter(anonymous, "wangfang", PASSWORD)
    key = anonymous.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    kept = Session.objects.get(session_key=key)
    assert timedelta(hours=11, minutes=59) < kept.expire_date - timezone.now() <= timedelta(hours=12)
    Session.objects.filter(session_key=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert anonymous.get(reverse("policies:policy")).headers["Location"].startswith("/account/login/")


def code_for(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[step]))


def set_up(client: Client, prefix: str = "") -> str:
    page = client.get(f"{prefix}/account/two-steps/totp/activate/", follow=True)
    body = page.content.decode()
    found = re.search(r'class="hash secret">([A-Z2-7]+)<', body)
    assert found, body[-3000:]
    assert 'src="data:image/svg+xml;base64,' in body
    client.post(f"{prefix}/account/two-steps/totp/activate/", {"code": code_for(found[1])})
    return found[1]


def test_the_second_step_from_setting_up_to_the_last_recovery_code(
    user: User, anonymous: Client, django_capture_on_commit_callbacks: Any
) -> None:
    enter(anonymous, "wangfang", PASSWORD)
    anonymous.post(f"{reverse('account_reauthenticate')}?next=/account/two-steps/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up(anonymous)
    assert Authenticator.objects.filter(user=user).count() == 2
    assert {"account.totp_added"} <= set(actions())
    codes = re.findall(
        r"<li><code>([^<]+)</code>", anonymous.get("/account/two-steps/recovery-codes/").content.decode()
    )
    assert len(codes) == 10
    file = anonymous.get("/account/two-steps/recovery-codes/download/")
    assert codes[0] in file.content.decode()
    assert secret not in str(list(AuditEntry.objects.values()))

    other = Client()
    assert enter(other, "wangfang", PASSWORD) == "/account/two-steps/authenticate/"
    assert "_auth_user_id" not in other.session
    page = other.post("/account/two-steps/authenticate/", {"code": "000000"}).content.decode()
    assert "验证码不正确" in page
    assert other.post("/account/two-steps/authenticate/", {"code": codes[0]}).headers["Location"] == "/home/"
    assert "_auth_user_id" in other.session
    again = Client()
    enter(again, "wangfang", PASSWORD)
    assert (
        "验证码不正确" in again.post("/account/two-steps/authenticate/", {"code": codes[0]}).content.decode()
    )

    with django_capture_on_commit_callbacks(execute=True):
        anonymous.post("/account/two-steps/recovery-codes/generate/")
    assert actions()[-1] == "account.recovery_codes_renewed"
    with django_capture_on_commit_callbacks(execute=True):
        anonymous.post("/account/two-steps/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert "account.totp_removed" in actions()


def test_a_role_may_have_to_use_two_steps(anonymous: Client, settings: object) -> None:
    settings.OPTIONS = Options(two_steps=("auditor",))  # type: ignore[attr-defined]
    auditor = sign_in(anonymous, Role.AUDITOR)
    assert (
        anonymous.get(reverse("accounts:record")).headers["Location"] == "/account/two-steps/totp/activate/"
    )
    assert anonymous.get("/account/two-steps/").headers["Location"] == "/account/two-steps/totp/activate/"
    asked = anonymous.get(reverse("accounts:record"), headers={"Accept": "application/json"})
    assert asked.status_code == 403
    assert "须用两步验证" in anonymous.get("/account/two-steps/totp/activate/").content.decode()
    set_up(anonymous)
    assert anonymous.get(reverse("accounts:record")).status_code == 200
    anonymous.post("/account/two-steps/totp/deactivate/")
    assert Authenticator.objects.filter(user=auditor, type="totp").exists()
    officer = sign_in(Client(), Role.CITY_OFFICER)
    assert someone(Role.CITY_OFFICER) == officer


def test_the_librarys_pages_speak_one_language(user: User, anonymous: Client) -> None:
    """No word of the library's English on a Chinese page, no Chinese on an English one besides names."""
    pages = [
        "/account/login/",
        "/account/inactive/",
        "/account/identity/login/error/",
        "/account/identity/login/cancelled/",
    ]
    inside = ["/account/logout/", "/account/password/change/", "/account/reauthenticate/", "/account/two-steps/",
              "/account/two-steps/totp/activate/"]  # fmt: skip
    signed = Client()
    enter(signed, "wangfang", PASSWORD)
    signed.post(f"{reverse('account_reauthenticate')}?next=/account/two-steps/", {"password": PASSWORD})
    for client, addresses in ((anonymous, pages), (signed, inside)):
        for address in addresses:
            chinese = text_of(client.get(address).content.decode())
            assert not re.search(
                r"\b(password|sign in|code|authenticator|recovery|account)\b", chinese, re.I
            ), (address, chinese)
            english = (
                text_of(client.get(f"/en{address}").content.decode()).replace("王芳", "").replace("中文", "")
            )
            assert not re.search(r"[\u4e00-\u9fff]", english), (address, english)


def text_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))
