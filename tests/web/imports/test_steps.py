"""Offer, check, preview, commit, undo: each row once, the same file twice nothing, every problem at its cell."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest
from registered import BY, CODES, Registered
from working import work

from yuanqu.facts import make_uscc
from yuanqu_web.audit.models import AuditEntry
from yuanqu_web.imports import services
from yuanqu_web.imports.keeping import path_of
from yuanqu_web.imports.models import Import, ImportState, Problem, StagedRow
from yuanqu_web.registers.models import Entry, EntryState
from yuanqu_web.registers.services import change_entry
from yuanqu_web.returns.models import Return, SubjectRecord

pytestmark = pytest.mark.django_db
PLOTS = ["地块编号", "地块所在地", "地块面积（m²）", "用地企业"]


def book(sheet: str, rows: Sequence[Sequence[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    page = made.create_sheet(sheet)
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def plots(count: int, area: int = 100) -> bytes:
    rows = [[f"DK-{n}", "贵溪工业园区", area + n, CODES[n % 8]] for n in range(count)]
    return book("地块", [PLOTS, *rows])


def offered(town: Registered, data: bytes, name: str = "地块.xlsx", **more: object) -> Import:
    batch = services.offer(
        dataset=town.dataset,
        pack=town.pack,
        name=name,
        chunks=[data],
        by=BY,
        **more,  # type: ignore[arg-type]
    )
    return work(batch)


def committed(town: Registered, data: bytes, name: str = "地块.xlsx", **more: object) -> Import:
    batch = offered(town, data, name, **more)
    assert batch.state == ImportState.READY, list(batch.problems.values_list("code", "zh"))
    return work(services.commit(batch=batch, by=BY))


def test_a_file_is_previewed_then_written_once_with_one_entry_in_the_record(town: Registered) -> None:
    before = AuditEntry.objects.count()
    batch = offered(town, plots(5))
    assert (batch.state, batch.counts) == (ImportState.READY, {"plot_register": {"add": 5}})
    assert not Entry.objects.filter(form="plot_register").exists()
    batch = work(services.commit(batch=batch, by=BY))
    assert (batch.state, batch.written, batch.conflicts) == (ImportState.DONE, 5, 0)
    assert Entry.objects.filter(form="plot_register", enterprise__isnull=False).count() == 5
    entries = list(AuditEntry.objects.order_by("number"))[before:]
    assert [one.action for one in entries] == ["import.offer", "import.commit"]
    assert entries[1].after["change_set"] == batch.change_set
    assert entries[1].after["counts"] == {"plot_register": {"add": 5}}
    assert set(SubjectRecord.objects.values_list("batch", flat=True)) == {batch.pk}


def test_the_same_file_twice_changes_nothing_and_says_so(town: Registered) -> None:
    committed(town, plots(5))
    again = offered(town, plots(5))
    assert again.state == ImportState.NOTHING
    assert again.counts == {"plot_register": {"same": 5}}
    with pytest.raises(services.Refused) as refused:
        services.commit(batch=again, by=BY)
    assert refused.value.problem.code == "REG-036"
    assert SubjectRecord.objects.count() == 5


def test_the_preview_tells_added_changed_same_and_ended_apart(town: Registered) -> None:
    committed(town, plots(4))
    rows = [
        ["DK-1", "贵溪工业园区", 101, CODES[1]],
        ["DK-2", "贵溪工业园区", 999, CODES[2]],
        ["DK-9", "贵溪工业园区", 1, None],
    ]
    batch = offered(town, book("地块", [PLOTS, *rows]), form="plot_register", whole=True)
    assert batch.counts == {"plot_register": {"same": 1, "change": 1, "add": 1, "end": 2}}
    changed = StagedRow.objects.get(batch=batch, action="change")
    assert (changed.before["plot_area"], changed.values["plot_area"]) == (10200, 99900)
    assert (changed.sheet, changed.row) == ("地块", 3)
    work(services.commit(batch=batch, by=BY))
    in_force = Entry.objects.filter(form="plot_register", state=EntryState.IN_FORCE)
    assert sorted(in_force.values_list("key", flat=True)) == ["DK-1", "DK-2", "DK-9"]


def test_undo_takes_the_whole_batch_back_as_new_versions(town: Registered) -> None:
    committed(town, plots(3))
    batch = committed(town, plots(5, area=500))
    assert Entry.objects.get(key="DK-0").values["plot_area"] == 50000
    batch = work(services.undo(batch=batch, by=BY))
    assert batch.state == ImportState.UNDONE
    assert Entry.objects.get(key="DK-0").values["plot_area"] == 10000
    assert Entry.objects.get(key="DK-4").state == EntryState.ENDED
    assert sorted(SubjectRecord.objects.filter(key="DK-0").values_list("version", flat=True)) == [1, 2, 3]
    assert AuditEntry.objects.filter(action="import.undo").count() == 1
    again = offered(town, plots(5, area=500))
    assert again.state == ImportState.READY


def test_what_was_changed_since_forbids_undo(town: Registered) -> None:
    batch = committed(town, plots(3))
    entry = Entry.objects.get(key="DK-1")
    change_entry(
        entry=entry, version=1, schema=town.pack.schema, values=entry.values | {"plot_area": 7}, by=BY,
        release="", reason="复测",
    )  # fmt: skip
    with pytest.raises(services.Refused) as refused:
        services.undo(batch=batch, by=BY)
    assert (refused.value.problem.code, refused.value.problem.values["count"]) == ("REG-035", "1")
    batch.refresh_from_db()
    assert batch.state == ImportState.DONE


def test_what_somebody_changed_after_the_preview_is_left_alone_and_named(town: Registered) -> None:
    committed(town, plots(3))
    batch = offered(town, plots(3, area=900))
    entry = Entry.objects.get(key="DK-1")
    change_entry(
        entry=entry, version=1, schema=town.pack.schema, values=entry.values | {"plot_area": 7}, by=BY,
        release="", reason="复测",
    )  # fmt: skip
    batch = work(services.commit(batch=batch, by=BY))
    assert (batch.state, batch.written, batch.conflicts) == (ImportState.DONE, 2, 1)
    assert Entry.objects.get(key="DK-1").values["plot_area"] == 7
    assert StagedRow.objects.get(batch=batch, conflict=True).key == "DK-1"
    assert work(services.undo(batch=batch, by=BY)).state == ImportState.UNDONE
    assert Entry.objects.get(key="DK-1").values["plot_area"] == 7
    assert Entry.objects.get(key="DK-2").values["plot_area"] == 10200


def test_every_rejected_cell_is_named_and_marked_in_the_workbook(town: Registered) -> None:
    rows = [
        ["DK-1", "贵溪工业园区", "一百", CODES[0]],
        [None, "火星", 5, CODES[0]],
        ["DK-3", "贵溪工业园区", 5, make_uscc("91360600", "00000077")],
    ]
    batch = offered(town, book("地块", [PLOTS, *rows]))
    assert batch.state == ImportState.REFUSED
    found = set(batch.problems.filter(severity="error").values_list("code", "sheet", "row", "column"))
    assert found == {
        ("FACT-060", "地块", 2, PLOTS[2]),
        ("FACT-069", "地块", 3, PLOTS[0]),
        ("FACT-068", "地块", 3, PLOTS[1]),
        ("FACT-080", "地块", 4, PLOTS[3]),
    }
    assert batch.errors == 4
    assert batch.marked is not None
    marked = openpyxl.load_workbook(io.BytesIO(path_of(batch.marked).read_bytes()))
    assert "FACT-060" in marked["地块"]["C2"].comment.text
    assert not Entry.objects.filter(form="plot_register").exists()
    assert not StagedRow.objects.filter(batch=batch).exists()


def test_returns_are_taken_by_the_code_of_their_period_and_keep_their_source(town: Registered) -> None:
    firm = town.firms[0]
    rows = [["统一社会信用代码", "期间", "确认税收（万元）"], [firm.key, "2013", 120.5]]
    batch = committed(
        town,
        book("部门确认与企业申报数据", rows),
        "税务.xlsx",
        office="市税务局",
        document="鹰税函〔2014〕3号",
    )
    row = Return.objects.get(form="enterprise_confirmed")
    assert (row.enterprise, row.period, row.values["tax_confirmed"]) == (firm, "2013", 120500000)
    assert (row.document, row.batch) == ("市税务局 鹰税函〔2014〕3号", batch.pk)
    again = offered(town, book("部门确认与企业申报数据", rows), "税务.xlsx")
    assert again.state == ImportState.NOTHING
    assert work(services.undo(batch=batch, by=BY)).state == ImportState.UNDONE
    assert list(Return.objects.filter(form="enterprise_confirmed").order_by("version").values_list("state", flat=True)) == [
        "accepted",
        "withdrawn",
    ]  # fmt: skip


def test_new_enterprises_come_by_their_register_with_names_and_codes(town: Registered) -> None:
    code = make_uscc("91360600", "00000055")
    rows = [
        ["统一社会信用代码", "企业名称", "所在地", "产业"],
        [code, "鹰潭新来有限公司", "贵溪工业园区", "铜"],
    ]
    committed(town, book("企业名录", rows), "企业.xlsx")
    entry = Entry.objects.get(key=code)
    assert entry.enterprise is not None
    assert entry.enterprise.codes.get().value == code
    assert entry.place == "guixi_park"


def test_rows_outside_of_the_importers_reach_are_refused(town: Registered) -> None:
    rows = [["DK-1", "贵溪工业园区", 1, None], ["DK-2", "鹰潭高新区", 1, None]]
    batch = offered(town, book("地块", [PLOTS, *rows]), place="guixi_park", places=["guixi_park"])
    assert batch.state == ImportState.REFUSED
    assert list(batch.problems.values_list("code", "row")) == [("REG-031", 3)]


def test_one_primary_cluster_holds_for_files_too(town: Registered) -> None:
    head = ["成员编号", "成员企业", "所在集群", "入群日期"]
    first = [["CY-1", CODES[0], "贵溪铜及铜加工", "2013-01-01"]]
    committed(town, book("集群成员", [head, *first]), "成员.xlsx")
    batch = offered(town, book("集群成员", [head, ["CY-2", CODES[0], "水工", "2014-01-01"]]), "成员.xlsx")
    assert [(p.code, p.row, p.column) for p in batch.problems.all()] == [("REG-030", 2, "入群日期")]


def test_ten_thousand_formatted_empty_rows_are_no_rows(town: Registered) -> None:
    made = openpyxl.Workbook()
    made.remove(made.active)
    page = made.create_sheet("地块")
    page.append(PLOTS)
    page.append(["DK-1", "贵溪工业园区", 5, None])
    for n in range(3, 10_003):
        for column in range(1, 5):
            page.cell(n, column).number_format = "@"
    out = io.BytesIO()
    made.save(out)
    batch = offered(town, out.getvalue())
    assert (batch.state, batch.rows, batch.counts) == (ImportState.READY, 1, {"plot_register": {"add": 1}})


def test_csv_is_taken_like_a_workbook(town: Registered) -> None:
    text = '地块编号,地块所在地,地块面积（m²）\nDK-1,贵溪工业园区,"1,000"\n'
    committed(town, text.encode(), "plot_register.csv")
    assert Entry.objects.get(key="DK-1").values["plot_area"] == 100000


def test_a_file_for_another_form_is_refused(town: Registered) -> None:
    batch = offered(town, plots(1), form="zone_register")
    assert [p.code for p in batch.problems.filter(severity="error")] == ["REG-034"]


def test_cancel_before_commit_leaves_nothing(town: Registered) -> None:
    batch = services.cancel(batch=offered(town, plots(3)), by=BY)
    assert batch.state == ImportState.CANCELLED
    with pytest.raises(services.Refused):
        services.commit(batch=batch, by=BY)
    assert not Entry.objects.filter(form="plot_register").exists()


def test_stopped_midway_it_is_resumed_or_undone(town: Registered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yuanqu_web.imports.applying.CHUNK", 2)
    from yuanqu_web.imports.applying import apply_chunk

    batch = services.commit(batch=offered(town, plots(7)), by=BY)
    apply_chunk(batch, town.pack)
    batch = work(services.cancel(batch=batch, by=BY))
    assert (batch.state, batch.written) == (ImportState.STOPPED, 2)
    batch = work(services.resume(batch=batch, by=BY))
    assert (batch.state, batch.written) == (ImportState.DONE, 7)
    assert AuditEntry.objects.filter(action="import.commit").count() == 1
    assert SubjectRecord.objects.count() == 7


def test_a_second_click_on_commit_queues_nothing_more(town: Registered) -> None:
    batch = offered(town, plots(3))
    services.commit(batch=batch, by=BY)
    services.commit(batch=Import.objects.get(pk=batch.pk), by=BY)
    work(batch)
    assert SubjectRecord.objects.count() == 3


def test_problems_beyond_the_readers_usual_thousand_are_all_kept(town: Registered) -> None:
    rows = [[f"DK-{n}", "火星", 1, None] for n in range(1500)]
    batch = offered(town, book("地块", [PLOTS, *rows]))
    assert Problem.objects.filter(batch=batch, code="FACT-068").count() == 1500
