"""Whatever is sent, by somebody with every scope: no answer is a fault of ours, and each is as the schema says.

Short here, for minutes with YUANQU_LONG=1.
"""

from __future__ import annotations

import logging
import os
import random
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from city import City
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from interface import Corner, World, address, ask, make_world, operations, seat_of, secret_of
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from yuanqu.powers import Role
from yuanqu_web.api.api import api

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LONG = os.environ.get("YUANQU_LONG") == "1"
EXAMPLES = 30 if LONG else 2
STATED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""`positive_data_acceptance` is left out: a well-formed request may still meet an object in the wrong state."""
OPEN = {"/api/record/heads"}
"""Open to everybody, whatever is asked."""
ODD = ["\u0000", "%00", "é", "𝔘", "\u202e", "a" * 300, "..", "0", "-1", "99999999999999999999999"]
ODD_BODIES = [
    b"",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"NaN",
    b"\xff",
    b'{"cells": {"a": "\\u0000"}}',
    b'"\\ud800"',
    b"9" * 5_000,
]


@pytest.fixture
def world(city: City) -> World:
    return make_world(city)


@pytest.mark.parametrize("role", [Role.CITY_OFFICER, Role.FIRM_REPORTER])
def test_every_operation_answers_as_the_schema_says(world: World, role: Role) -> None:
    schema = schemathesis.openapi.from_dict(_signed(api.get_openapi_schema()))
    schema.app = get_wsgi_application()
    secret = secret_of(role, **seat_of(role, world))
    headers = {"Authorization": f"Bearer {secret}"}
    broken = []
    for name in ("django.request", "yuanqu.request"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for path_parameters in _paths(operation.path, world.own, mode):
                strategy = operation.as_strategy(generation_mode=mode, path_parameters=path_parameters)
                try:
                    _run(
                        strategy,
                        headers,
                        rejects=mode is GenerationMode.NEGATIVE and operation.path not in OPEN,
                    )
                except Unsatisfiable:
                    continue  # nothing of it can be got wrong
                except (Exception, FailureGroup) as failure:  # every operation's failures are told together
                    broken.append(f"{operation.label} {mode}: {told(failure)}")
    assert not broken, "\n\n".join(broken)


def told(failure: BaseException) -> str:
    if isinstance(failure, BaseExceptionGroup):
        return "; ".join(told(one) for one in failure.exceptions)
    return f"{failure} {getattr(failure, '__notes__', '')}"[:1500]


def _signed(schema: dict[str, Any]) -> dict[str, Any]:
    """Without what tells that requests are signed: they all are (who is not is tested in test_interface)."""
    for methods in schema["paths"].values():
        for described in methods.values():
            described.pop("security", None)
    return schema


def _paths(path: str, corner: Corner, mode: GenerationMode) -> list[Mapping[str, str] | None]:
    """Addresses of objects that are there, and drawn ones."""
    if "{" not in path:
        return [None]
    return [corner.values[path], None] if LONG or mode is GenerationMode.POSITIVE else [corner.values[path]]


def _run(strategy: st.SearchStrategy[Case], headers: Mapping[str, str], *, rejects: bool) -> None:
    checks = [*STATED, negative_data_rejection] if rejects else STATED

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def each(case: Case) -> None:
        with transaction.atomic():  # each example finds the world as it was made
            response = case.call(headers=dict(headers))
            transaction.set_rollback(True)
        case.validate_response(response, checks=checks)

    each()


def test_odd_text_anywhere_in_an_address(world: World) -> None:
    asker = ask(Role.CITY_OFFICER)
    for method, path, described in operations():
        names = [one["name"] for one in described["parameters"] if one["in"] == "query"]
        for odd in ODD if LONG else random.Random(path).sample(ODD, 3):
            query = "&".join(f"{name}={quote(odd)}" for name in names)
            filled = re.sub(r"{[^}]+}", quote(odd, safe=""), path)
            below = re.sub(r"[{}]", "", path) + quote(odd)
            for asked in {f"{filled}?{query}", below}:
                answer = asker.generic(method.upper(), asked, "{}", content_type="application/json")
                assert answer.status_code < 500, (method, asked)


def test_odd_bodies(world: World) -> None:
    asker = ask(Role.CITY_OFFICER)
    for method, path, described in operations():
        for body in ODD_BODIES if "requestBody" in described else ():
            answer = asker.generic(
                method.upper(), address(path, world.own), body, content_type="application/json",
                headers={"If-Match": '"v1"'},
            )  # fmt: skip
            assert 400 <= answer.status_code < 500, (method, path, body[:40])


def test_an_address_that_is_none_is_told_in_the_one_form(anonymous: Client) -> None:
    answer = anonymous.get("/api/nothing/here")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"
