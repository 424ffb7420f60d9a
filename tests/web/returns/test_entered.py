"""What people entered into the sample city outlives a new program, a new policy or other settings of the sample."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from city import City
from django.utils import timezone
from filing_help import CITY, accepted

import yuanqu
from yuanqu.facts import Facts
from yuanqu.packs import Pack
from yuanqu_web.commands import steps
from yuanqu_web.filings.models import Filing
from yuanqu_web.registers.duties import generate_duties
from yuanqu_web.registers.events.services import record_event
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.services import add_entry, change_entry, end_entry
from yuanqu_web.registry.models import Dataset, Enterprise, EventKind
from yuanqu_web.returns.models import Return
from yuanqu_web.returns.selectors import facts_as_of, latest_versions
from yuanqu_web.returns.services import import_facts

pytestmark = pytest.mark.django_db
REGISTER, TAX = "enterprise_register", "enterprise_confirmed"


@pytest.fixture
def town(city: City) -> City:
    """With its registers and duties, as the demo makes them."""
    steps.keep_the_registers({}, lambda *_told: None)
    return city


def entry(city: City, firm: Enterprise) -> Entry:
    return Entry.objects.get(dataset=city.dataset, form=REGISTER, key=firm.key)


def firm(city: City, n: int) -> Enterprise:
    return Enterprise.objects.filter(dataset=city.dataset, place="guixi_park").order_by("key")[n]


def otherwise(facts: Facts) -> Facts:
    """Other sample data: another tax of every firm, another name of each, one building less."""
    taxes, names, form = facts.form_table(TAX), facts.form_table(REGISTER), "building_register"
    tables = {
        **facts.tables,
        TAX: _set(taxes, "tax_confirmed", [Decimal("1.00")] * taxes.num_rows),
        REGISTER: _set(names, "name", [f"{name}二厂" for name in names["name"].to_pylist()]),
    }
    if form in tables:
        tables[form] = facts.form_table(form).slice(1)
    return Facts(facts.schema, tables, facts.origin)


def _set(table: pa.Table, column: str, values: list[object]) -> pa.Table:
    index = table.column_names.index(column)
    return table.set_column(index, column, pa.array(values, table[column].type))


def load_again(city: City) -> Dataset:
    return import_facts(facts=otherwise(city.facts), key=city.dataset.key, release=city.pack.digest).dataset


def test_a_changed_an_ended_and_an_added_entry_stay(town: City) -> None:
    changed, ended, alone = (firm(town, n) for n in range(3))
    row, pack = entry(town, changed), town.pack
    change_entry(entry=row, version=row.version, schema=pack.schema, values=row.values | {"name": "人改的名"}, by=CITY,
                 release=pack.digest, reason="更正名称")  # fmt: skip
    gone = entry(town, ended)
    end_entry(
        entry=gone, version=gone.version, schema=pack.schema, by=CITY, release=pack.digest, reason="注销"
    )
    product = pack.schema.form("product_register")
    blank = {f.id: None for f in pack.schema.form_fields(product) if f.id != product.key}
    add_entry(dataset=town.dataset, schema=pack.schema, form=product, key="P-1", by=CITY, release=pack.digest,
              values=blank | {"product_name": "铜箔", "producer": changed.key})  # fmt: skip

    load_again(town)
    steps.keep_the_registers({}, lambda *_told: None)
    assert entry(town, changed).title == "人改的名"
    assert entry(town, ended).state == EntryState.ENDED
    assert Entry.objects.get(form="product_register", key="P-1").state == EntryState.IN_FORCE
    assert entry(town, alone).title == f"{alone.name}二厂"  # what nobody touched follows the sample
    names = dict(Enterprise.objects.filter(dataset=town.dataset).values_list("key", "name"))
    assert names[changed.key] == "人改的名"
    assert names[alone.key] == f"{alone.name}二厂"


def test_an_accepted_return_stays(town: City) -> None:
    september = {"dataset": town.dataset, "form": "enterprise_confirmed"}
    kept = Return.objects.filter(**september, enterprise=firm(town, 0)).order_by("-version")[0]
    Return.objects.create(
        **september, enterprise=kept.enterprise, period=kept.period, start=kept.start, end=kept.end, version=2,
        accepted_at=timezone.now(), pack_release="r", values=kept.values | {"tax_confirmed": 777},
    )  # fmt: skip  # as an earlier version of the program wrote it: without a name
    load_again(town)
    form = town.pack.schema.form(TAX)
    found = latest_versions(town.dataset, form)
    assert found[kept.enterprise.key, kept.period].values["tax_confirmed"] == 777
    assert found[firm(town, 1).key, kept.period].values["tax_confirmed"] == 100


def test_what_the_city_accepted_names_who_accepted_and_stays_twice(town: City, one: Filing) -> None:
    filing = accepted(one)
    now = Return.objects.get(enterprise=filing.enterprise, period="2014-10")
    assert (now.by_id, now.by_name) == (CITY.id, CITY.name)
    for again in range(2):
        dataset = load_again(town) if again == 0 else import_facts(
            facts=town.facts, key=town.dataset.key, release=town.pack.digest
        ).dataset  # fmt: skip
        assert Return.objects.filter(enterprise=filing.enterprise, period="2014-10").count() == 1
        assert dataset.digest == facts_as_of(dataset, None, schema=town.pack.schema).digest()


def test_events_of_a_firm_stay(town: City) -> None:
    renamed, moved = firm(town, 0), firm(town, 1)
    for one, kind, after in (
        (renamed, EventKind.RENAME, "更名后"),
        (moved, EventKind.MOVE, "high_tech_zone"),
    ):
        record_event(enterprise=one, schema=town.pack.schema, kind=kind, day=date(2014, 3, 1), after=after, by=CITY,
                     release="r")  # fmt: skip
    load_again(town)
    steps.keep_the_registers({}, lambda *_told: None)
    renamed.refresh_from_db()
    moved.refresh_from_db()
    assert renamed.name == "更名后"
    assert moved.place == "high_tech_zone"
    assert entry(town, moved).place == "high_tech_zone"
    assert list(renamed.names.filter(end=None).values_list("value", flat=True)) == ["更名后"]


def test_duties_of_the_policy_stay_in_force(town: City) -> None:
    duties = Entry.objects.filter(dataset=town.dataset, form="duty_register", state=EntryState.IN_FORCE)
    before = duties.count()
    assert before
    load_again(town)
    steps.keep_the_registers({}, lambda *_told: None)
    assert duties.count() == before
    assert generate_duties(dataset=town.dataset, pack=town.pack, by=CITY) == 0


def test_the_second_start_of_a_demo_of_another_version_keeps_them(
    released: None, pack: Pack, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo loads the sample anew when its settings, the policy's form of data or the program are others."""
    made = facts
    monkeypatch.setattr(steps, "generate", lambda *_settings: made)

    def start() -> Dataset:
        for step in (steps.load_the_city, steps.keep_the_registers):
            step({}, lambda *_told: None)
        return Dataset.objects.get(key=steps.SAMPLE_CITY)

    dataset = start()
    mine, other = Entry.objects.filter(dataset=dataset, form=REGISTER).order_by("key")[:2]
    change_entry(entry=mine, version=mine.version, schema=pack.schema, values=mine.values | {"name": "人改的名"}, by=CITY,
                 release=pack.digest, reason="更正名称")  # fmt: skip
    made = otherwise(facts)
    start()  # the same program: nothing is loaded
    assert Entry.objects.get(pk=other.pk).title == other.title
    monkeypatch.setattr(yuanqu, "__version__", "99.0")
    assert start().made_from != dataset.made_from
    assert Entry.objects.get(pk=mine.pk).title == "人改的名"
    assert Entry.objects.get(pk=other.pk).title == f"{other.title}二厂"
