from datetime import date
from decimal import Decimal

import pytest

from yuanqu.documents import Entry, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("1:30", "1:30"), ("0x10", "0x10"), ("1e3", "1e3"), (".nan", ".nan"),
        ("0.1", Decimal("0.1")), ("12", 12), ("-3", -3), ("true", True), ("~", None), ("", None),
        ("2014-07-31", date(2014, 7, 31)), ('"20"', "20"),
    ],
)  # fmt: skip
def test_scalars_mean_what_they_say(text, value):
    data = read_yaml(f"a: {text}".encode(), "x.yaml").data
    assert data["a"] == value
    assert type(data["a"]) is type(value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: [1", "DOC-002"),
        (b"\xff\xfe", "DOC-002"),
        (b"a: 1\na: 2", "DOC-004"),
        (b"a: 2014-02-30", "DOC-005"),
        (b"[" * 60 + b"]" * 60, "DOC-003"),
        (b"a: !!python/object:os.system x", None),
    ],
)
def test_bad_documents_are_diagnosed(content, code):
    found = read_yaml(content, "x.yaml")
    assert [d.code for d in found.diagnostics] == ([code] if code else [])


def test_aliases_that_blow_up_are_stopped():
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    found = read_yaml("\n".join(lines).encode(), "x.yaml")
    assert "DOC-003" in {d.code for d in found.diagnostics}


def test_unknown_keys_are_reported_with_the_nearest_known_one():
    found = []
    parsed = read_yaml(b"titel: x\nid: 1", "x.yaml")
    entry = Entry(parsed, parsed.data, (), found.append)
    entry.string("id")
    entry.optional("title")
    entry.close()
    assert [d.code for d in found] == ["DOC-012"]
    assert found[0].where.row == 1
    assert "title" in found[0].text("en")
