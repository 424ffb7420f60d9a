"""Any change of an export up to the published head is found, from the file alone."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanqu.cli import main
from yuanqu.record import GENESIS, By, Entry, Head, digest_of, parse_head, read_entry, verify_export
from yuanqu.record.entry import canonical, line_of
from yuanqu.record.verify import header_line

BY = By("u1", "王芳", "city_officer", "鹰潭市工信局")


def chain(length: int, previous: str = GENESIS, first: int = 1) -> list[Entry]:
    out = []
    for number in range(first, first + length):
        entry = Entry(
            number=number, at=f"2014-09-01T08:{number % 60:02}:00Z", by=BY, action="register.change", kind="plot",
            id=f"p{number}", place="guixi_park", before=None, after={"area": number * 100, "用途": "工业"},
            reason="", release="", previous=previous,
        )  # fmt: skip
        entry = replace(entry, hash=digest_of(entry))
        previous = entry.hash
        out.append(entry)
    return out


def export(entries: list[Entry]) -> list[bytes]:
    return [header_line(), *map(line_of, entries)]


def head(entries: list[Entry]) -> Head:
    return Head(entries[-1].number, entries[-1].hash)


def codes(lines: list[bytes], *heads: Head) -> set[str]:
    return {d.code for d in verify_export(lines, heads, source="x").diagnostics}


ENTRIES = chain(8)


def test_an_untouched_export_is_intact() -> None:
    found = verify_export(export(ENTRIES), [head(ENTRIES), Head(3, ENTRIES[2].hash)])
    assert found.ok
    assert (found.entries, found.head, found.covered) == (8, head(ENTRIES), 8)


def test_an_empty_record_is_intact() -> None:
    assert verify_export([header_line()]).ok


def test_later_entries_do_not_matter_to_an_earlier_head() -> None:
    found = verify_export(export(ENTRIES), [Head(3, ENTRIES[2].hash)])
    assert found.ok
    assert found.covered == 3


@given(st.data())
def test_any_altered_field_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, 7))
    content = asdict(ENTRIES[at])
    name = data.draw(st.sampled_from(sorted(content)))
    content[name] = {
        "number": 99, "by": {"id": "u2", "name": "x", "role": "", "organisation": ""}, "before": {"area": 1}, "after": {"area": 1},
    }.get(name, "f" * 64)  # fmt: skip
    lines = export(ENTRIES)
    lines[at + 1] = canonical(content) + b"\n"
    assert codes(lines, head(ENTRIES))


@given(st.permutations(range(8)), st.integers(0, 7))
def test_removed_or_reordered_entries_are_found(order: list[int], kept: int) -> None:
    picked = [ENTRIES[i] for i in order[: kept + 1]]
    if picked != ENTRIES:
        assert codes(export(picked), head(ENTRIES))


@given(st.integers(0, 6))
def test_a_chain_forged_anew_from_any_entry_is_found_by_the_head(at: int) -> None:
    forged = ENTRIES[:at]
    previous = forged[-1].hash if forged else GENESIS
    forged = forged + [replace(e, previous="") for e in chain(8 - at, previous, at + 1)]
    rebuilt: list[Entry] = []
    for entry in forged:
        last = rebuilt[-1].hash if rebuilt else GENESIS
        entry = replace(entry, previous=last, hash="", reason="forged" if entry.number > at else entry.reason)
        rebuilt.append(replace(entry, hash=digest_of(entry)))
    assert verify_export(export(rebuilt)).ok
    assert codes(export(rebuilt), head(ENTRIES)) == {"REC-006"}


@pytest.mark.parametrize(
    ("code", "lines", "heads"),
    [
        ("REC-001", [], []),
        ("REC-001", export(ENTRIES)[1:], []),
        ("REC-002", [header_line(), b"not json\n"], []),
        ("REC-002", [header_line(), b'{"number": 1.5}\n'], []),
        ("REC-002", [header_line(), b"[" * 100_000 + b"\n"], []),
        ("REC-003", export([*ENTRIES[:3], *ENTRIES[4:]]), []),
        ("REC-004", export([replace(ENTRIES[0], reason="x")]), []),
        ("REC-005", export([ENTRIES[0], *chain(2, "e" * 64, 2)]), []),
        ("REC-006", export(ENTRIES), [Head(8, "a" * 64)]),
        ("REC-007", export(ENTRIES[:5]), [head(ENTRIES)]),
        ("REC-008", export(ENTRIES), [Head(8, "a" * 64), head(ENTRIES)]),
    ],
)
def test_each_finding(code: str, lines: list[bytes], heads: list[Head]) -> None:
    assert code in codes(lines, *heads)


def test_no_binary_fractions() -> None:
    with pytest.raises(TypeError):
        digest_of(replace(ENTRIES[0], after={"area": 0.1}))


def test_an_entry_reads_back() -> None:
    assert read_entry(json.loads(line_of(ENTRIES[0]))) == ENTRIES[0]


@pytest.mark.parametrize("text", ["", "5", "5:xyz", f"-1:{GENESIS}", f"x:{GENESIS}"])
def test_not_a_head(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_head(text)


def test_the_command(tmp_path, capsys) -> None:
    file = tmp_path / "record.jsonl"
    file.write_bytes(b"".join(export(ENTRIES)))
    assert main(["audit", "verify", str(file), "--head", str(head(ENTRIES)), "--lang", "en"]) == 0
    assert "the record is intact" in capsys.readouterr().out
    file.write_bytes(b"".join(export([*ENTRIES[:3], *ENTRIES[4:]])))
    assert main(["audit", "verify", str(file), "--head", str(head(ENTRIES)), "--lang", "en"]) == 1
    assert "REC-003" in capsys.readouterr().out
    assert main(["audit", "verify", str(file), "--head", "nonsense"]) == 2
    assert main(["audit", "verify", str(tmp_path / "nowhere")]) == 3


def test_verifying_needs_no_django(tmp_path, root) -> None:
    import os
    import subprocess
    import sys

    file = tmp_path / "record.jsonl"
    file.write_bytes(b"".join(export(ENTRIES)))
    script = (
        "import sys; from yuanqu.record import verify_export\n"
        "sys.modules['django'] = None\n"
        f"print(verify_export(open({str(file)!r}, 'rb')).ok)"
    )
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "True"
