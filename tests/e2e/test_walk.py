"""From the board to the sentence, the target, the firm and the reason for its amount, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_from_the_board_to_the_reason(page: Page, prefix: str) -> None:
    zh = prefix == ""
    page.goto(f"{prefix}/")
    article = page.locator("main details").filter(has=page.locator('a[href*="/targets/"]')).first
    article.locator("summary").first.click()
    article.locator('a[href*="/policy/#"]:visible').first.click()
    expect(page).to_have_url(re.compile(r"/policy/#s?\d"))
    page.goto(f"{prefix}/")
    article.locator("summary").first.click()
    article.locator('a[href*="/targets/"]:visible').first.click()
    expect(page).to_have_url(re.compile(r"/targets/"))
    page.locator("#sidebar").get_by_text("企业" if zh else "Firms", exact=True).click()
    page.locator("#firms tbody th a").first.click()
    expect(page.locator("#policy-title")).to_have_text("本政策给你" if zh else "What this policy gives you")
    page.locator("a.line-why").first.click()
    dialog = page.locator("#why-dialog")
    expect(dialog).to_contain_text("与存档结果一致" if zh else "equal to the stored result")
    dialog.locator("[data-why-page]").click()
    expect(page).to_have_url(re.compile(r"/why/"))
    expect(page.locator(".tried .fired").first).to_be_visible()
    page.locator("a.clause").first.click()
    expect(page).to_have_url(re.compile(r"/policy/#s"))


def test_parks_lead_to_their_firms(page: Page) -> None:
    page.goto("/parks/")
    expect(page.locator("[data-park-map] canvas")).to_be_visible()
    page.locator("#places tbody th a").first.click()
    page.get_by_role("link", name="全部企业").click()
    expect(page).to_have_url(re.compile(r"/firms/\?place="))
    expect(page.locator(".chips")).to_be_visible()


def test_keyboard_alone(page: Page) -> None:
    page.goto("/firms/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#firm-q")).to_be_focused()
    page.keyboard.type("tongye")
    expect(page.locator(".chips")).to_contain_text("tongye")
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    page.locator("body").press("Escape")
    page.locator("#firms-results .scroll").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#firms tr.on")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/firms/[0-9a-f-]{36}/"))
    page.wait_for_load_state("load")  # the shell's scripts listen from here on
    page.keyboard.press("Control+k")
    page.keyboard.type("13.2")
    expect(page.locator("#search-hits a").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/policy/#s13\.2"))
