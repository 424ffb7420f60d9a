"""One machine keeps every register: versions, reasons, conflicts, undo, checks, and the record of each."""

from __future__ import annotations

import pytest
from registered import BY, CODES, Registered

from yuanqu.facts import Form
from yuanqu_web.audit.selectors import history
from yuanqu_web.lib.conflicts import Conflict
from yuanqu_web.registers.checking import Invalid
from yuanqu_web.registers.completeness import lacking
from yuanqu_web.registers.duties import generate_duties
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.services import (
    add_entry,
    change_entry,
    end_entry,
    restore_entry,
    undo_change,
)
from yuanqu_web.registers.shape import register_forms, shape_of
from yuanqu_web.registers.versions import versions_of
from yuanqu_web.returns.codec import Stored
from yuanqu_web.returns.models import SubjectRecord
from yuanqu_web.returns.selectors import facts_as_of

pytestmark = pytest.mark.django_db


def sample_value(town: Registered, form: Form, field_id: str) -> Stored:
    """Something that a field may hold."""
    field = town.pack.schema.field(field_id, form.subject)
    match field.type.kind:
        case "choice":
            return field.choices[0].id
        case "boolean":
            return True
        case "date":
            return "2013-05-01"
        case "decimal" | "integer":
            return 1
        case "ref":
            return town.firms[0].key if field.type.target == "enterprise" else None
        case _:
            return "某物"


def added(town: Registered, form_id: str, key: str, **values: Stored) -> Entry:
    form = town.pack.schema.form(form_id)
    return add_entry(
        dataset=town.dataset,
        schema=town.pack.schema,
        form=form,
        key=key,
        values=town.blank(form_id, **values),
        by=BY,
        release=town.pack.digest,
        reason="首次登记",
    )


def plot(town: Registered, key: str = "DK-1", **values: Stored) -> Entry:
    return added(town, "plot_register", key, **({"plot_place": "guixi_park", "plot_area": 100} | values))


def test_every_register_of_the_pack_takes_adds_changes_and_shows_versions(town: Registered) -> None:
    schema = town.pack.schema
    for form in register_forms(schema):
        if form.subject == "enterprise":
            continue
        shape = shape_of(schema, form)
        for field in shape.values:
            if field.type.kind == "ref" and field.type.target not in ("enterprise",) and field.required:
                others = [f for f in schema.forms_of(field.type.target) if f.is_register]
                required = {
                    f.id: sample_value(town, others[0], f.id) for f in shape_of(schema, others[0]).values
                }
                if not Entry.objects.filter(form=others[0].id, key="X0").exists():
                    added(town, others[0].id, "X0", **required)
        values = {f.id: sample_value(town, form, f.id) for f in shape.values}
        values |= {
            f.id: "X0"
            for f in shape.values
            if f.type.kind == "ref" and f.type.target != "enterprise" and f.required
        }
        if form.once:
            values[form.once.end] = None
        entry = added(town, form.id, "X1", **values)
        assert entry.version == 1
        text = next((f.id for f in shape.values if f.type.kind == "text"), None)
        if text:
            again = change_entry(
                entry=entry,
                version=1,
                schema=schema,
                values=entry.values | {text: "另一物"},
                by=BY,
                release=town.pack.digest,
                reason="更正",
            )
            assert again.version == 2
            assert [v.number for v in versions_of(schema, again)] == [2, 1]
    facts_as_of(town.dataset, None, schema=schema)


def test_a_change_is_a_new_version_and_stands_in_the_record(town: Registered) -> None:
    entry = plot(town)
    changed = change_entry(
        entry=entry,
        version=1,
        schema=town.pack.schema,
        values=entry.values | {"plot_area": 200},
        by=BY,
        release=town.pack.digest,
        reason="复测",
        document="赣国土〔2014〕7号",
    )
    newest, first = versions_of(town.pack.schema, changed)
    assert [(c.field.id, c.before, c.after) for c in newest.changes] == [("plot_area", 100, 200)]
    assert (newest.reason, newest.document, newest.by_name) == ("复测", "赣国土〔2014〕7号", "王芳")
    assert first.values["plot_area"] == 100
    entries = list(history("plot_register", str(entry.pk)))
    assert [one.action for one in entries] == ["register.change", "register.add"]
    assert (entries[0].before["plot_area"], entries[0].after["plot_area"]) == (100, 200)
    assert entries[0].place == "guixi_park"


def test_the_same_values_again_change_nothing(town: Registered) -> None:
    entry = plot(town)
    again = change_entry(
        entry=entry,
        version=1,
        schema=town.pack.schema,
        values=dict(entry.values),
        by=BY,
        release=town.pack.digest,
        reason="没有改",
    )
    assert again.version == 1
    assert SubjectRecord.objects.filter(key="DK-1").count() == 1


def test_the_second_of_two_writers_is_told(town: Registered) -> None:
    entry = plot(town)
    seen = Entry.objects.get(pk=entry.pk)
    release, schema = town.pack.digest, town.pack.schema
    change_entry(
        entry=entry,
        version=1,
        schema=schema,
        values=entry.values | {"plot_area": 200},
        by=BY,
        release=release,
        reason="复测",
    )
    with pytest.raises(Conflict) as raised:
        change_entry(
            entry=seen,
            version=1,
            schema=schema,
            values=seen.values | {"plot_area": 300},
            by=BY,
            release=release,
            reason="更正",
        )
    assert raised.value.theirs["plot_area"] == 200
    assert raised.value.yours["plot_area"] == 300
    assert Entry.objects.get(pk=entry.pk).values["plot_area"] == 200


def test_end_restore_and_undo_keep_every_version(town: Registered) -> None:
    schema, release = town.pack.schema, town.pack.digest
    entry = plot(town)
    entry = end_entry(entry=entry, version=1, schema=schema, by=BY, release=release, reason="收回")
    assert entry.state == EntryState.ENDED
    assert facts_as_of(town.dataset, None, schema=schema).form_table("plot_register").num_rows == 0
    entry = restore_entry(entry=entry, version=2, schema=schema, by=BY, release=release, reason="误终止")
    assert entry.state == EntryState.IN_FORCE
    entry = change_entry(
        entry=entry,
        version=3,
        schema=schema,
        values=entry.values | {"plot_area": 5},
        by=BY,
        release=release,
        reason="笔误",
    )
    entry = undo_change(entry=entry, version=4, schema=schema, by=BY, release=release, reason="撤销笔误")
    assert entry.values["plot_area"] == 100
    assert [v.number for v in versions_of(schema, entry)] == [5, 4, 3, 2, 1]


def test_undo_has_nothing_to_undo_on_a_first_version(town: Registered) -> None:
    with pytest.raises(Invalid) as raised:
        undo_change(entry=plot(town), version=1, schema=town.pack.schema, by=BY, release="", reason="试试")
    assert raised.value.problems[""].code == "REG-006"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"plot_place": None}, "plot_place", "FACT-069"),
        ({"plot_zone": "无此片区"}, "plot_zone", "REG-004"),
        ({"plot_holder": CODES[0][:-1] + "X"}, "plot_holder", "REG-004"),
    ],
)
def test_a_wrong_entry_says_where_and_why(
    town: Registered, values: dict[str, Stored], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as raised:
        plot(town, "DK-9", **values)
    assert raised.value.problems[field].code == code
    assert not Entry.objects.filter(key="DK-9").exists()


def test_a_number_stands_once(town: Registered) -> None:
    plot(town)
    with pytest.raises(Invalid) as raised:
        plot(town)
    assert raised.value.problems["plot"].code == "REG-003"


def test_what_is_referred_to_cannot_be_ended(town: Registered) -> None:
    zone = added(town, "zone_register", "PQ-1", zone_name="西片区", zone_place="guixi_park")
    plot(town, plot_zone="PQ-1")
    with pytest.raises(Invalid) as raised:
        end_entry(entry=zone, version=1, schema=town.pack.schema, by=BY, release="", reason="并入")
    assert raised.value.problems[""].code == "REG-005"


def test_a_firm_has_one_primary_cluster_at_a_time(town: Registered) -> None:
    firm = town.firms[0].key
    member = {"member": firm, "member_cluster": "guixi_copper"}
    added(town, "membership_register", "CY-1", **member, member_from="2013-01-01", member_to="2014-01-01")
    added(town, "membership_register", "CY-2", **member, member_from="2014-01-01")
    with pytest.raises(Invalid) as raised:
        added(town, "membership_register", "CY-3", **member, member_from="2013-06-01", member_to="2013-07-01")
    assert raised.value.problems["member_from"].code == "REG-030"


def test_the_reason_is_asked_for(town: Registered) -> None:
    entry = plot(town)
    with pytest.raises(Invalid) as raised:
        change_entry(
            entry=entry,
            version=1,
            schema=town.pack.schema,
            values=entry.values | {"plot_area": 1},
            by=BY,
            release="",
            reason=" ",
        )
    assert raised.value.problems["reason"].code == "REG-007"


def test_what_plans_lack_is_counted_over_all_documents_of_a_cluster(town: Registered) -> None:
    added(town, "cluster_register", "JQ01", pick_name="铜", pick_place="guixi_park")
    added(town, "cluster_register", "JQ02", pick_name="照明", pick_place="guixi_park")
    common = {"plan_cluster": "JQ01", "plan_state": "issued"}
    added(town, "plan_register", "GH1", plan_name="规划", plan_kind="plan", **common, covers_land=True)
    added(town, "plan_register", "CS1", plan_name="措施", plan_kind="measures", **common, covers_inputs=True)
    shape = shape_of(town.pack.schema, town.pack.schema.form("plan_register"))
    first, second = lacking(town.dataset, town.pack.schema, shape)
    assert (first.per, len(first.fields), first.kinds) == ("JQ01", 5, ())
    assert (second.per, len(second.fields), [k.id for k in second.kinds]) == ("JQ02", 7, ["plan", "measures"])


def test_duties_come_from_the_pack_with_blank_owners_and_keep_what_people_entered(town: Registered) -> None:
    made = generate_duties(dataset=town.dataset, pack=town.pack, by=BY)
    assert made == sum(len(s.duties) for s in town.pack.sentences) + len(town.pack.across)
    duty = Entry.objects.get(form="duty_register", key="s3.1-a")
    assert duty.values["lead"] is None
    with pytest.raises(Invalid) as raised:
        change_entry(
            entry=duty,
            version=1,
            schema=town.pack.schema,
            values=duty.values | {"lead": "市工信局"},
            by=BY,
            release="",
            reason="分工",
        )
    assert raised.value.problems["division_document"].code == "FACT-091"
    owned = duty.values | {"lead": "市工信局", "division_document": "鹰府办字〔2014〕88号"}
    change_entry(
        entry=duty, version=1, schema=town.pack.schema, values=owned, by=BY, release="", reason="分工"
    )
    assert generate_duties(dataset=town.dataset, pack=town.pack, by=BY) == 0
    assert Entry.objects.get(pk=duty.pk).values["lead"] == "市工信局"
