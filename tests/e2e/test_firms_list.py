"""The list of firms in a browser: live search, an input method at work, filters in the address, exports."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

pytestmark = pytest.mark.browser


def test_search_as_one_types(page: Page) -> None:
    page.goto("/firms/")
    page.locator("#firm-q").press_sequentially("dhty", delay=20)
    expect(page.locator("#firms tbody tr")).to_have_count(1)
    expect(page.locator("#firms tbody th")).to_contain_text("江西大华铜业")
    expect(page).to_have_url(re.compile(r"q=dhty"))
    page.reload()
    expect(page.locator("#firms tbody tr")).to_have_count(1)


def test_nothing_is_asked_while_an_input_method_composes(page: Page) -> None:
    page.goto("/firms/")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/firms/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    field = page.locator("#firm-q")
    field.focus()
    session = page.context.new_cdp_session(page)
    for text in ("t", "to", "ton", "tong"):
        session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
        page.wait_for_timeout(180)
    assert asked == []
    session.send("Input.insertText", {"text": "铜业"})
    expect(page.locator(".chips")).to_contain_text("铜业")
    assert len(asked) == 1
    expect(field).to_have_value("铜业")


def test_filters_stand_in_the_address_and_can_be_taken_back(page: Page) -> None:
    page.goto("/firms/")
    page.locator("#firm-industry").select_option("copper")
    page.locator("#firm-state").select_option("land_use_tax:favoured")
    expect(page.locator(".chips li")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"industry=copper.*state=land_use_tax"))
    page.locator(".chips a").first.click()
    expect(page).not_to_have_url(re.compile(r"industry=copper"))


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_the_export_opens(page: Page, tmp_path: Path, kind: str) -> None:
    page.goto("/firms/?q=dahua")
    with page.expect_download() as started:
        page.get_by_role("link", name=kind, exact=True).click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    if kind == "CSV":
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.reader(source))
        assert [row[0] for row in rows][1:] == ["江西大华铜业"]
    else:
        assert zipfile.ZipFile(file).testzip() is None
