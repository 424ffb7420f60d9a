"""Codes: published ones are valid, any single changed character is noticed."""

from __future__ import annotations

import pytest

from yuanqu.facts.codes import (
    USCC_ALPHABET,
    check_enterprise_code,
    check_industry_code,
    make_uscc,
    normal_code,
    registration_check,
)

PUBLISHED = ("91360000X12430120H", "913600007363561816", "913606817442997892", "9136060006346630XD")


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_valid(code: str) -> None:
    assert check_enterprise_code(code) is None


@pytest.mark.parametrize("code", PUBLISHED)
def test_any_changed_character_is_noticed(code: str) -> None:
    for at, old in enumerate(code):
        for new in set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {old}:
            assert check_enterprise_code(code[:at] + new + code[at + 1 :]) is not None


@pytest.mark.parametrize(
    ("code", "finding", "position"),
    [
        ("913600007363561817", "FACT-072", "18"),
        ("913600007363561826", "FACT-073", "17"),
        ("91360000736356I816", "FACT-071", "15"),
        ("91360000O363561816", "FACT-071", "9"),
        ("9136OO007363561816", "FACT-071", "5"),
        ("110108000000017", "FACT-074", "15"),
        ("X12430121", "FACT-073", "9"),
        ("91360000736356181", "FACT-070", None),
        ("", "FACT-070", None),
    ],
)
def test_the_message_names_the_character(code: str, finding: str, position: str | None) -> None:
    found = check_enterprise_code(code)
    assert found is not None
    assert (found.code, found.values.get("position")) == (finding, position)


@pytest.mark.parametrize("code", ["110108000000016", "X12430120", "736356181"])
def test_numbers_of_the_time_are_accepted(code: str) -> None:
    assert check_enterprise_code(code) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("９１３６００００７３６３５６１８１６", "913600007363561816"),
        (" 91360000 x12430120h ", "91360000X12430120H"),
        ("73635618-1", "736356181"),
        ("73635618－1", "736356181"),
    ],
)
def test_codes_are_folded_to_one_form(typed: str, stored: str) -> None:
    assert normal_code(typed) == stored


def test_made_codes_are_valid() -> None:
    assert all(
        check_enterprise_code(make_uscc("91360600", f"{n:08}")) is None for n in range(0, 100_000, 997)
    )
    assert check_enterprise_code(make_uscc("91360600", "MA35" + USCC_ALPHABET[-4:])) is None
    with pytest.raises(ValueError, match="8 characters"):
        make_uscc("9136", "1")


def test_registration_numbers_get_their_check_digit() -> None:
    assert registration_check("11010800000001") == "6"


@pytest.mark.parametrize("code", ["C", "32", "C32", "321", "3211", "C3211"])
def test_industry_codes_by_form(code: str) -> None:
    assert check_industry_code(code) is None


@pytest.mark.parametrize("code", ["", "3", "32111", "Z32", "32-11", "铜"])
def test_other_industry_codes_are_refused(code: str) -> None:
    assert check_industry_code(code) is not None
