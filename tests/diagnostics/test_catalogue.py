"""The catalogue is public: each message speaks both languages, names the same values in each, and says what to do."""

import re
import string

import pytest

from yuanqu.diagnostics import Where, all_messages, diagnose

MESSAGES = all_messages()


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.code)
def test_each_message_is_whole(message):
    assert re.fullmatch(r"[A-Z]+-\d{3}", message.code)
    assert message.zh
    assert message.en
    assert bool(message.hint_zh) == bool(message.hint_en)
    assert re.search(r"[\u4e00-\u9fff]", message.zh)
    assert (
        not re.search(r"[\u4e00-\u9fff]", re.sub(r"[“”]", "", message.en))
        or "{" in message.en
        or "元" in message.en
    )


@pytest.mark.parametrize("message", [m for m in MESSAGES if m.severity == "error"], ids=lambda m: m.code)
def test_each_error_says_what_to_do(message):
    assert message.hint_zh
    assert message.hint_en


def test_codes_are_used_once():
    codes = [message.code for message in MESSAGES]
    assert len(codes) == len(set(codes))


def test_a_diagnostic_reads_where_what_and_what_to_do():
    found = diagnose("DOC-011", Where("pack.yaml", "source", 7), key="sha256")
    assert (
        found.text("en") == "DOC-011  pack.yaml, source, row 7: The required key sha256 is missing. Add it."
    )
    assert found.text("zh") == "DOC-011  pack.yaml，source，第 7 行：缺少必填项“sha256”。补上该项。"
