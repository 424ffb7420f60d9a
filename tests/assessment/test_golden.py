"""The text's numbers, end to end: facts in, outcome out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from yuanqu.assessment import assess, payments_of
from yuanqu.facts import Facts, Origin
from yuanqu.packs import TreasuryShare
from yuanqu.values import Text

CODE = "91360600754212345X"
TITLE = Text("测试", "test")


def facts_of(pack, *, confirmed=None, building=None):
    def table(form, rows):
        schema = pack.schema.arrow_schema(pack.schema.form(form))
        full = [{name: row.get(name) for name in schema.names} for row in rows]
        return pa.Table.from_pylist(full, schema)

    register = [{"code": CODE, "name": "甲公司", "place": "guixi_park", "industry": "copper"}]
    tables = {"enterprise_register": table("enterprise_register", register)}
    if confirmed is not None:
        row = {"code": CODE, "period": "2013"} | {k: Decimal(v) for k, v in confirmed.items()}
        tables["enterprise_confirmed"] = table("enterprise_confirmed", [row])
    if building is not None:
        tables["building_register"] = table("building_register", [building])
    return Facts(pack.schema, tables, Origin("own", TITLE))


def outcome(pack, facts, decision):
    found = assess(pack, facts, date(2014, 9, 30))
    return next(o for o in found.outcomes if o.decision == decision)


@pytest.mark.parametrize(
    ("tax_per_mu", "percent"),
    [("9.99", 0), ("10", 30), ("14.99", 30), ("15", 50), ("19.99", 50), ("20", 100)],
)
def test_relief_follows_the_bands_of_13_2(pack, tax_per_mu, percent):
    land = Decimal("2000")  # m², 3 mu
    tax = Decimal(tax_per_mu) * 10_000 * 3
    facts = facts_of(pack, confirmed={"tax_confirmed": tax, "land_area": land, "land_tax_paid": "12000.00"})
    found = outcome(pack, facts, "land_use_tax")
    assert found.shown["减免比例"] == Decimal(percent) / 100
    assert found.fen == 12_000 * percent
    assert [p.treasury for p in found.payments] == ([None] if percent else [])


def test_fifty_mu_at_six_yuan_to_the_cent(pack):
    certified = facts_of(
        pack,
        confirmed={
            "tax_confirmed": "8999999.10",
            "land_area": "33333.33",
            "land_tax_rate": "6",
            "land_tax_paid": "199999.98",
        },
    )
    found = outcome(pack, certified, "land_use_tax")
    assert found.shown["亩均税收"] == Decimal("18")
    assert found.shown["应缴土地使用税"] == Decimal("199999.98")
    assert found.fen == 9_999_999


def test_floating_point_would_lose_this_one(pack):
    """2.0666 mu with 413,320.00 yuan of tax is exactly 20 per mu; in binary it is less."""
    assert 413_320 / 2.0666 < 200_000
    prepared = next(d for d in pack.decisions.values() if d.id == "land_use_tax")
    from yuanqu.assessment import compile_pack

    program = next(
        p for p in compile_pack(pack, date(2014, 9, 30)).prepared if p.decision is prepared
    ).program
    given = {
        "确认税收": Decimal("413320.00"),
        "用地亩数": Decimal("2.0666"),
        "实缴土地使用税": Decimal("1000.00"),
    }
    assert program.evaluate("减免比例", given).value == 1
    assert program.evaluate("奖励金额", given).value == Decimal("1000.00")


@pytest.mark.parametrize(("storeys", "fen"), [(2, 0), (3, 60_000_000), (4, 60_000_000)])
def test_three_storeys_earn_50_yuan_per_square_metre(pack, storeys, fen):
    building = {
        "building": "B1", "owner": CODE, "standard_factory": True, "newly_built": True, "storeys": storeys,
        "floor_area": Decimal("12000.00"), "accepted_on": date(2014, 8, 1),
    }  # fmt: skip
    found = outcome(pack, facts_of(pack, building=building), "factory_reward")
    assert found.fen == fen
    assert found.owner == CODE
    assert found.place == "guixi_park"
    assert [(p.treasury, p.fen) for p in found.payments] == ([(None, fen)] if fen else [])


def share(document="财〔2014〕1号", start=date(2014, 1, 1), end=None):
    return TreasuryShare(
        "guixi_park", start, end, document, (("city", Decimal("0.3333")), ("guixi", Decimal("0.6667")))
    )


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([], [(None, 100)]),
        ([share()], [("city", 33), ("guixi", 67)]),
        ([share(document="")], [(None, 100)]),
        ([share(start=date(2015, 1, 1))], [(None, 100)]),
        ([share(end=date(2014, 9, 30))], [(None, 100)]),
    ],
)
def test_payers_are_split_by_a_dated_documented_table_or_to_be_fixed(shares, expected):
    found = payments_of(100, "guixi_park", date(2014, 9, 30), shares)
    assert [(p.treasury, p.fen) for p in found] == expected


def test_no_data_is_never_zero(pack):
    found = outcome(pack, facts_of(pack, confirmed={"land_area": "2000"}), "land_use_tax")
    assert (found.state, found.value, found.fen) == ("no_data", None, None)
    assert set(found.missing) >= {"确认税收", "实缴土地使用税"}


def test_no_land_is_no_data_not_infinity(pack):
    facts = facts_of(pack, confirmed={"tax_confirmed": "1000000", "land_area": "0", "land_tax_paid": "100"})
    found = outcome(pack, facts, "land_use_tax")
    assert found.value is None
    assert found.fen is None
