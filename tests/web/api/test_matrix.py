"""Every operation × every role × an object of one's own and a foreign one: allowed exactly as the table of powers says.
Operations come from the schema; a new address needs an example, or this fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from city import City
from django.db import transaction
from interface import EXAMPLES, World, ask, make_world, operations, seat_of, send

from yuanqu.powers import Act, Reach, Role, row_of
from yuanqu_web.api.api import api

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ALSO = {"decide_many": Act.RETURN_CHECK}
"""Acts asked for besides the one declared."""
BY_BODY = {"add_entry"}
"""Operations whose object is told by their body."""


@pytest.fixture
def world(city: City) -> World:
    return make_world(city)


def test_every_address_has_an_example() -> None:
    paths = {path for _method, path, _described in operations() if "{" in path}
    assert paths == set(EXAMPLES)


def test_every_operation_for_every_role(world: World) -> None:
    views = _views()
    wrong, asked = [], 0
    for role in Role:
        asker = ask(role, **seat_of(role, world))
        for method, path, described in operations():
            if not described.get("security"):
                continue
            name = described["operationId"]
            for own in (True, False):
                with transaction.atomic():
                    answer = send(asker, method, path, described, world.own if own else world.foreign)
                    transaction.set_rollback(True)
                asked += 1
                expected = _expected(name, views[name], role, own=own)
                found = answer.status_code if answer.status_code in (401, 403, 404) else "allowed"
                if found != expected or answer.status_code >= 500:
                    wrong.append(
                        (role.value, name, "own" if own else "foreign", expected, answer.status_code)
                    )
    assert not wrong
    assert asked == 2 * len(Role) * sum(bool(described.get("security")) for *_path, described in operations())


def _expected(name: str, view: Any, role: Role, *, own: bool) -> int | str:
    reaches = [row_of(act).reach[role] for act in (view.act, *([ALSO[name]] if name in ALSO else []))]
    if Reach.NONE in reaches:
        return 403
    narrow = view.of is not None or name in BY_BODY
    return "allowed" if own or not narrow or reaches[0] is Reach.EVERYWHERE else 404


def _views() -> dict[str, Callable[..., Any]]:
    return {
        str(one.operation_id): one.view_func
        for router in api._get_bound_routers()
        for path in router.path_operations.values()
        for one in path.operations
    }


def test_what_is_foreign_is_in_no_list(world: World) -> None:
    """Lists, searches and paging of everybody whose reach is not everywhere."""
    foreign = world.foreign.firm
    for role in (Role.COUNTY_OFFICER, Role.PARK_OFFICER, Role.FIRM_REPORTER, Role.FIRM_HEAD):
        asker = ask(role, **seat_of(role, world))
        for method, path, described in operations():
            if method == "get" and described.get("security"):
                answer = send(asker, method, path, described, world.own)
                text = answer.content.decode()
                assert foreign.name not in text, (role, path)
                assert str(foreign.pk) not in text, (role, path)
