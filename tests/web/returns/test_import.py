"""Facts go in once, come out equal, and are never overwritten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from city import City

from yuanqu.facts import Facts
from yuanqu.packs import Pack
from yuanqu_web.registry.models import Enterprise
from yuanqu_web.returns.codec import restore, store
from yuanqu_web.returns.models import Return, SubjectRecord
from yuanqu_web.returns.selectors import facts_as_of, facts_of_enterprise, records_of, returns_of
from yuanqu_web.returns.services import import_facts

pytestmark = pytest.mark.django_db
FORM = "enterprise_confirmed"


def test_what_comes_out_is_what_went_in(city: City) -> None:
    assert facts_as_of(city.dataset, None, schema=city.pack.schema).digest() == city.facts.digest()


def test_importing_twice_changes_nothing(city: City) -> None:
    before = _counts()
    again = import_facts(facts=city.facts, key="small-city", release=city.pack.digest)
    assert (again.added, again.changed, again.withdrawn) == (0, 0, 0)
    assert again.same == sum(city.facts.row_counts().values())
    assert _counts() == before


def test_each_row_is_stored_once(city: City) -> None:
    rows = sum(city.facts.row_counts().values())
    assert Return.objects.count() + SubjectRecord.objects.count() == rows
    assert Enterprise.objects.filter(dataset=city.dataset).count() == len(city.facts.keys("enterprise"))


def test_a_correction_is_a_new_version_and_the_old_day_still_shows_the_old_value(
    released: None, facts: Facts, pack: Pack
) -> None:
    first = datetime(2014, 9, 1, tzinfo=UTC)
    later = datetime(2014, 10, 1, tzinfo=UTC)
    dataset = import_facts(facts=facts, key="k", release=pack.digest, accepted_at=first).dataset
    changed = _with_changed_tax(facts)
    done = import_facts(facts=changed, key="k", release=pack.digest, accepted_at=later)
    assert (done.added, done.changed, done.withdrawn) == (0, 1, 0)
    assert facts_as_of(dataset, date(2014, 9, 15), schema=pack.schema).digest() == facts.digest()
    assert facts_as_of(dataset, date(2014, 10, 1), schema=pack.schema).digest() == changed.digest()


def test_a_row_no_longer_stated_is_withdrawn_not_deleted(city: City) -> None:
    table = city.facts.form_table(FORM)
    fewer = Facts(city.facts.schema, {**city.facts.tables, FORM: table.slice(1)}, city.facts.origin)
    done = import_facts(facts=fewer, key="small-city", release=city.pack.digest)
    assert (done.added, done.changed, done.withdrawn) == (0, 0, 1)
    assert facts_as_of(done.dataset, None, schema=city.pack.schema).digest() == fewer.digest()
    assert Return.objects.filter(state="withdrawn").count() == 1


def test_the_facts_of_one_firm_are_its_part_of_the_whole(city: City) -> None:
    building = (
        SubjectRecord.objects.filter(kind="building", owner__isnull=False).select_related("owner").first()
    )
    assert building is not None
    firm = building.owner
    assert firm is not None
    part = facts_of_enterprise(firm, schema=city.pack.schema)
    assert part.keys("enterprise") == (firm.key,)
    whole = {row.key: dict(row) for row in city.facts.rows("enterprise")}
    assert dict(part.rows("enterprise")[0]) == whole[firm.key]
    assert building.key in part.keys("building")
    assert building.key in [one.key for one in records_of(firm, schema=city.pack.schema)]
    assert {one.form for one in returns_of(firm, schema=city.pack.schema)} >= {"enterprise_year", FORM}


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("tax_confirmed", Decimal("1234.56"), 123456),
        ("debt_ratio", Decimal("0.5"), 5000),
        ("tax_confirmed", None, None),
        ("employees", 12, 12),
        ("founded_on", date(2009, 5, 1), "2009-05-01"),
        ("serious_breach", False, False),
        ("credit_grade", "AA", "AA"),
    ],
)
def test_a_value_is_an_integer_at_its_scale_and_no_data_stays_null(
    pack: Pack, field: str, value: object, stored: object
) -> None:
    described = pack.schema.field(field)
    assert store(described, value) == stored
    assert restore(described, stored) == value  # type: ignore[arg-type]


def test_more_decimals_than_declared_are_refused(pack: Pack) -> None:
    with pytest.raises(ValueError, match="more than 2 decimals"):
        store(pack.schema.field("tax_confirmed"), Decimal("0.001"))


def _counts() -> tuple[int, int, int]:
    return Return.objects.count(), SubjectRecord.objects.count(), Enterprise.objects.count()


def _with_changed_tax(facts: Facts) -> Facts:
    table = facts.form_table(FORM)
    values = table["tax_confirmed"].to_pylist()
    at = next(i for i, value in enumerate(values) if value is not None)
    values[at] += Decimal("0.01")
    index = table.column_names.index("tax_confirmed")
    changed = table.set_column(index, "tax_confirmed", pa.array(values, table["tax_confirmed"].type))
    return Facts(facts.schema, {**facts.tables, FORM: changed}, facts.origin)
