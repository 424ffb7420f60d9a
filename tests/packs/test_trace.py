"""The pack accounts for every sentence and every row of the mission."""

import re

from yuanqu.packs import load, trace

COUNTS = (2, 2, 1, 4, 2, 3, 3, 4, 2, 7, 3, 4, 4, 2, 3)
ROWS = {
    "r0.1",
    "r0.2",
    "r1.1",
    "r1.2",
    "r1.3",
    "r1.4",
    "r1.5",
    "r1.6",
    "r2.1",
    "r2.2",
    "r3.1",
    "r4.1",
    "r4.2",
    "r5.1",
    "r5.2",
    "r5.3",
    "r5.4",
    "r6.1",
    "r6.2",
    "r6.3",
    "r6.4",
    "r7.1",
    "r7.2",
    "r7.3",
    "r8.1",
    "r8.2",
    "r8.3",
    "r8.4",
    "r8.5",
    "r9.1",
    "r9.2",
    "r9.3",
    "r10.1",
    "r10.2",
    "r10.3",
    "r10.4",
    "r10.5",
    "r11.1",
    "r11.2",
    "r11.3",
    "r12.0",
    "r12.1",
    "r12.2",
    "r12.3",
    "r12.4",
    "r13.1",
    "r13.2",
    "r13.3",
    "r13.4",
    "r14.1",
    "r15.1",
    "r15.2",
}


def test_46_sentences_in_15_articles(pack_folder):
    pack = load(pack_folder).pack
    assert [sum(s.article == a.number for s in pack.sentences) for a in pack.articles] == list(COUNTS)
    assert len(trace(pack)) == 46


def test_every_row_of_the_mission_is_accounted_for(pack_folder):
    pack = load(pack_folder).pack
    duties = (*(duty for sentence in pack.sentences for duty in sentence.duties), *pack.across)
    assert {row for duty in duties for row in duty.rows} == ROWS


def test_a_duty_with_something_missing_is_not_carried_out(pack_folder):
    for item in trace(load(pack_folder).pack):
        for duty in item.duties:
            assert duty.carried_out == (duty.duty.missing is None and bool(duty.duty.carried_out_by))
        assert item.carried_out == all(duty.carried_out for duty in item.duties)


def test_every_number_of_the_text_is_a_parameter(pack_folder):
    pack = load(pack_folder).pack
    stated = {(p.clause, str(p.values[0].value.normalize() + 0)) for p in pack.parameters.values()}
    wanted = {
        ("s1.1", "50"), ("s1.1", "500"), ("s1.1", "100"), ("s1.1", "5"), ("s3.1", "3"), ("s3.1", "5"), ("s4.4", "20"), ("s4.4", "10"),
        ("s6.1", "20"), ("s6.3", "2"), ("s6.3", "10"), ("s6.3", "50"), ("s10.7", "2"), ("s10.7", "3"), ("s10.7", "5"), ("s10.7", "20"),
        ("s12.3", "11"), ("s12.4", "250"), ("s12.4", "0.543"), ("s12.4", "6"), ("s13.1", "3"), ("s13.1", "50"), ("s13.2", "20"),
        ("s13.2", "15"), ("s13.2", "10"), ("s13.2", "1"), ("s13.2", "0.5"), ("s13.2", "0.3"), ("s15.1", "3"), ("s15.1", "4"),
    }  # fmt: skip
    plain = {(clause, re.sub(r"E\+\d+", "", number)) for clause, number in stated}
    missing = {
        w
        for w in wanted
        if w not in stated
        and w not in plain
        and not any(c == w[0] and float(n) == float(w[1]) for c, n in stated)
    }
    assert missing == set()
