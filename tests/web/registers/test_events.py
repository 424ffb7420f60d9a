"""What happens to enterprises: permanent ids, dated names and codes, lookup by code and day only."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from registered import BY, CODES, PLACES, Registered
from signing import sign_in

from yuanqu.facts import make_uscc
from yuanqu.powers import Role
from yuanqu_web.audit.selectors import history
from yuanqu_web.registers.checking import Invalid
from yuanqu_web.registers.events.selectors import events_of, held_by, holders_of
from yuanqu_web.registers.events.services import record_event
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.services import add_entry
from yuanqu_web.registry.lookup import find_by_code
from yuanqu_web.registry.models import Enterprise, EnterpriseCode, EnterpriseEvent, EventKind

pytestmark = pytest.mark.django_db
DAY = date(2014, 3, 1)
NEW = make_uscc("91360600", "00000099")


def event(town: Registered, kind: EventKind, after: str, n: int = 0, day: date = DAY) -> EnterpriseEvent:
    return record_event(
        enterprise=town.firms[n], schema=town.pack.schema, kind=kind, day=day, after=after, by=BY, release="r"
    )


def head(firm: Enterprise) -> Entry:
    return Entry.objects.get(form="enterprise_register", key=firm.key)


def test_a_rename_keeps_the_id_and_the_old_name(town: Registered) -> None:
    firm = town.firms[0]
    event(town, EventKind.RENAME, "鹰潭新铜业有限公司")
    names = list(firm.names.order_by("start").values_list("value", "end"))
    assert names == [("鹰潭甲乙铜业有限公司", DAY), ("鹰潭新铜业有限公司", None)]
    assert head(firm).title == "鹰潭新铜业有限公司"
    assert head(firm).version == 2
    assert next(one.action for one in history("enterprise", str(firm.pk))) == "firm.rename"


def test_a_new_code_holds_from_its_day_and_the_old_one_until_then(town: Registered) -> None:
    firm = town.firms[0]
    event(town, EventKind.RECODE, NEW.lower())
    before, after = date(2014, 2, 28), DAY
    assert find_by_code(town.dataset, [firm.key], before)[firm.key].key() == firm.key
    assert find_by_code(town.dataset, [firm.key], after)[firm.key].key() is None
    assert find_by_code(town.dataset, [NEW], after)[NEW].key() == firm.key
    assert find_by_code(town.dataset, [NEW], before)[NEW].problem(before).code == "REG-001"


def test_two_bearers_of_a_code_are_a_finding_not_a_guess(town: Registered) -> None:
    EnterpriseCode.objects.create(enterprise=town.firms[1], system="uscc", value=CODES[0])
    found = find_by_code(town.dataset, [CODES[0]], DAY)[CODES[0]]
    assert found.key() is None
    problem = found.problem(DAY)
    assert problem is not None
    assert problem.code == "REG-002"
    with pytest.raises(Invalid):
        event(town, EventKind.MERGE, CODES[0], n=2)


def test_a_merger_links_both_and_the_absorbed_leaves_the_register(town: Registered) -> None:
    stays, goes = town.firms[:2]
    event(town, EventKind.MERGE, goes.key)
    assert head(goes).state == EntryState.ENDED
    assert head(stays).state == EntryState.IN_FORCE
    assert events_of(goes) == events_of(stays)
    assert find_by_code(town.dataset, [goes.key], DAY)[goes.key].keys == ()


def test_a_split_links_the_new_enterprise_and_both_stay(town: Registered) -> None:
    event(town, EventKind.SPLIT, town.firms[3].key)
    assert [head(town.firms[n]).state for n in (0, 3)] == [EntryState.IN_FORCE] * 2
    assert [p.enterprise for p in events_of(town.firms[0])[0].parties.all()] == [town.firms[3]]


def test_a_move_changes_the_place_of_the_register(town: Registered) -> None:
    event(town, EventKind.MOVE, "yujiang_park")
    assert head(town.firms[0]).place == "yujiang_park"
    assert head(town.firms[0]).values["place"] == "yujiang_park"


@pytest.mark.parametrize(
    ("kind", "after", "day", "code"),
    [
        (EventKind.RENAME, "", DAY, "REG-010"),
        (EventKind.RENAME, "新名", date(2999, 1, 1), "REG-009"),
        (EventKind.RENAME, "新名", date(1990, 1, 1), "REG-008"),
        (EventKind.RECODE, "123", DAY, "FACT-070"),
        (EventKind.RECODE, CODES[1], DAY, "REG-002"),
        (EventKind.MERGE, NEW, DAY, "REG-001"),
        (EventKind.MERGE, CODES[0], DAY, "REG-011"),
        (EventKind.MOVE, "atlantis", DAY, "REG-010"),
    ],
)
def test_a_wrong_event_changes_nothing(
    town: Registered, kind: EventKind, after: str, day: date, code: str
) -> None:
    with pytest.raises(Invalid) as raised:
        event(town, kind, after, day=day)
    assert [one.code for one in raised.value.problems.values()] == [code]
    assert not EnterpriseEvent.objects.exists()
    assert head(town.firms[0]).version == 1


def test_holders_are_those_of_the_day(town: Registered) -> None:
    form = town.pack.schema.form("holding_register")
    for key, share, start, end in (
        ("GQ1", 6000, "2010-01-01", "2014-01-01"),
        ("GQ2", 4000, "2012-01-01", None),
    ):
        values = town.blank(
            form.id, held=town.firms[0].key, holder_enterprise=town.firms[1].key, share=share,
            held_from=start, held_to=end,
        )  # fmt: skip
        add_entry(
            dataset=town.dataset,
            schema=town.pack.schema,
            form=form,
            key=key,
            values=values,
            by=BY,
            release="",
        )
    assert [h.share for h in holders_of(town.firms[0], date(2013, 1, 1))] == [6000, 4000]
    assert [h.share for h in holders_of(town.firms[0], DAY)] == [4000]
    assert [h.entry.key for h in held_by(town.firms[1], DAY)] == ["GQ2"]


def test_the_page_names_the_other_side_only_to_who_may_see_it(town: Registered, client: Client) -> None:
    own, foreign = town.firms[:2]  # in two parks
    event(town, EventKind.SPLIT, own.key, n=1)
    event(town, EventKind.MERGE, foreign.key)
    page = reverse("registers:timeline", args=[own.pk])
    assert client.get(page).content.decode().count(f">{foreign.name}</a>") == 2
    park = Client()
    sign_in(park, Role.PARK_OFFICER, place=PLACES[0])
    shown = park.get(page)
    assert shown.status_code == 200
    text = shown.content.decode()
    assert text.count("对方不在您的权限范围内") == 2
    assert foreign.name not in text
    assert str(foreign.pk) not in text
