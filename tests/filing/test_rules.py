"""Rules of four classes: passed, failed, and not to be judged are three things; mistakes in the pack are found."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yuanqu.filing import Rank, compile_rules, judge
from yuanqu.filing.rules import context, failed
from yuanqu.packs import build, check, load
from yuanqu.packs.files import read_folder


@pytest.fixture(scope="module")
def pack(pack_folder):
    return load(pack_folder).pack


def outcome(pack, form_id, **groups):
    form = pack.schema.form(form_id)
    compiled = compile_rules(pack.schema, form, pack.filing[form_id])
    found = judge(compiled, context(pack.schema, form, **groups))
    return {one.rule.id: one for one in found}


def test_missing_values_are_told_apart_from_failures(pack):
    found = outcome(
        pack, "enterprise_month", values={"revenue": Decimal(5)}, previous={"revenue": Decimal(6)}
    )
    assert found["m_revenue_not_falling"].blocks
    assert found["m_value_added_within_revenue"].outcome == "unknown"
    assert found["m_value_added_within_revenue"].missing == ("工业增加值",)
    assert not found["m_value_added_within_revenue"].blocks


def test_register_values_and_single_amounts_are_at_hand(pack):
    form = pack.schema.form("enterprise_month")
    found = context(
        pack.schema, form, values={"revenue": 1}, single={"revenue": 2}, register={"place": "guixi_park"}
    )
    assert found == {"主营业务收入": 1, "本月主营业务收入": 2, "所在地": "guixi_park"}


def test_classes(pack):
    values = {"revenue": Decimal(100), "value_added": Decimal(70), "electricity": Decimal(0)}
    found = tuple(outcome(pack, "enterprise_month", values=values).values())
    assert [one.rule.id for one in failed(found, Rank.B)] == ["m_revenue_without_power"]
    assert [one.rule.id for one in failed(found, Rank.C)] == ["m_value_added_rate"]
    assert all(one.needs_reason for one in (*failed(found, Rank.B), *failed(found, Rank.C)))
    assert not failed(found, Rank.A)


def test_a_form_shows_what_the_law_wants_and_samples_are_marked(pack):
    for head in pack.filing.values():
        assert head.number
        assert head.approval
        assert head.valid_until
        assert head.sample
        assert "示例" in head.number
        assert "示例" in head.approval
        assert "示例" in head.office.zh


def test_firms_are_asked_only_for_what_no_other_office_holds(pack):
    for head in pack.filing.values():
        for id in head.asks:
            assert pack.schema.field(id, "enterprise").source in ("own", head.asked_by)


MISTAKES = [
    ("asks: [revenue_audited, ", "asks: [revenue_audited, tax_confirmed, ", "FIL-001"),
    ("fields: [value_added, revenue]\n        - id: m_revenue_jump", "fields: [value_aded]\n        - id: m_revenue_jump", "FIL-002"),
    ("expect: 主营业务收入 >= 上期主营业务收入", "expect: 营业收入 >= 上期主营业务收入", "FIL-003"),
    ("expect: 主营业务收入 >= 上期主营业务收入", "expect: 主营业务收入 + 上期主营业务收入", "FIL-004"),
    ("expect: 工业增加值 <= 主营业务收入\n", "expect: 工业增加值 >= 主营业务收入\n", "FIL-005"),
    ("本月主营业务收入: 40000001", "本月主营业务收入: 40000000", "FIL-006"),
    ("- id: m_month_jump", "- id: m_revenue_jump", "FIL-007"),
    ("given: {主营业务收入: 30000000, 用电量: 300000}", "given: {收入: 30000000, 用电量: 300000}", "FIL-008"),
    ("frequency: monthly", "frequency: yearly", "FIL-009"),
    ("parts: [electricity_production, electricity_other]", "parts: [electricity_production, coal_used]", "FIL-010"),
    ("number: 示例 YQ201表", 'number: ""', "FIL-014"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "code"), MISTAKES, ids=[code for *_, code in MISTAKES])
def test_mistakes_in_the_pack(pack_folder, before, after, code):
    files = dict(read_folder(pack_folder))
    text = files["forms.yaml"].decode()
    assert before in text
    files["forms.yaml"] = text.replace(before, after, 1).encode()
    built = build(files)
    assert built.pack is not None, [d.text("en") for d in built.diagnostics]
    found = [d for d in check(built.pack) if d.code == code]
    assert found
    assert all(d.where.source == "forms.yaml" and d.where.row for d in found)
