"""A workbook goes in: offered, previewed, committed, undone; and a wrong one comes back marked."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, expect

pytestmark = pytest.mark.browser
HEAD = ["片区编号", "片区名称", "片区所在地", "片区面积（km²）"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(rows: Sequence[Sequence[object]]) -> FilePayload:
    made = openpyxl.Workbook()
    made.remove(made.active)
    page = made.create_sheet("片区")
    for row in (HEAD, *rows):
        page.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return {"name": "片区.xlsx", "mimeType": XLSX, "buffer": out.getvalue()}


def offer(page: Page, file: FilePayload) -> None:
    page.goto("/imports/new/?form=zone_register")
    page.set_input_files("#i-file", file)
    page.get_by_role("button", name="上传并检查").click()


def state(page: Page, wanted: str) -> None:
    expect(page.locator(f'.import-state[data-state="{wanted}"]')).to_be_visible(timeout=60_000)


def test_offer_preview_commit_undo(page: Page) -> None:
    # made once: a workbook made again carries another time of making, so it is another file
    file = workbook([["P1", "西片区", "贵溪工业园区", 1.5], ["P2", "东片区", "鹰潭高新区", 2]])
    offer(page, file)
    state(page, "ready")
    expect(page.locator("#import-rows")).to_contain_text("西片区")
    page.get_by_role("button", name="确认，写入 2 行").click()
    state(page, "done")
    page.goto("/registers/zone_register/?q=xpq")
    expect(page.locator("#zone-register tbody")).to_contain_text("西片区")
    offer(page, file)
    state(page, "nothing")
    expect(page.locator(".same-file")).to_be_visible()
    page.locator(".same-file a").click()
    page.get_by_role("button", name="撤销整批").click()
    state(page, "undone")
    page.goto("/registers/zone_register/?q=xpq")
    expect(page.locator("#zone-register")).to_have_count(0)


def test_a_wrong_workbook_names_its_cells_and_comes_back_marked(page: Page) -> None:
    offer(page, workbook([["P3", "南片区", "火星", "一点五"]]))
    state(page, "refused")
    table = page.locator("#import-problems")
    for text in ("FACT-068", "FACT-060", "片区面积（km²）"):
        expect(table).to_contain_text(text)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注了问题的工作簿").click()
    marked = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert marked.sheetnames[0] == "问题清单"
