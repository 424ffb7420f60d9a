"""A return from the firm to the board, and back from the figure to the return; two people at one return; no loss."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from watch import Watch

pytestmark = pytest.mark.browser

UNLOCKED = "企业来函更正已接收数据"
RETURNED = "累计数与前几期不衔接，请核对后重报。"
SAVED = re.compile(r"已保存 \d\d:\d\d")

# Several helpers of a busy machine share its cores; nothing here is about speed.
expect.set_options(timeout=30_000)

SignIn = Callable[[str], Page]


@pytest.fixture
def seats(browser: Browser, base: str) -> Iterator[SignIn]:
    """Open a window of its own for a person of the demo. A save that is refused is part of the play, so only errors of
    scripts and requests to other machines count as faults."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def sign_in(who: str) -> Page:
        context = browser.new_context(base_url=base, viewport={"width": 1366, "height": 768})
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, base))
        page.goto("/account/login/")
        page.locator(f"button[value={who}]").click()
        page.wait_for_url(lambda address: "/login/" not in address)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


def cell(page: Page, field: str):  # type: ignore[no-untyped-def]
    return page.locator(f'[data-cell="{field}"]')


def task(page: Page, words: str) -> str:
    """Address of a return by its words in the firm's inbox."""
    page.goto("/returns/")
    link = page.locator("a.task-name", has_text=re.compile(words)).first
    return link.get_attribute("href") or ""


def compose(page: Page, text: str) -> None:
    """Type as an input method does: compose, press Enter inside the composition, then commit."""
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )
    session.send(
        "Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229}
    )
    session.send("Input.insertText", {"text": text})
    session.detach()


def paste(page: Page, field: str, text: str) -> None:
    cell(page, field).focus()
    cell(page, field).evaluate(
        """(cell, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def figure(page: Page) -> Decimal:
    page.goto("/")
    text = page.locator('[data-figure="industry_revenue_to_date"] .num').inner_text()
    return Decimal(text.replace(",", ""))


def scaled(text: str, factor: str) -> str:
    return f"{(Decimal(text) * Decimal(factor)).quantize(Decimal('0.01'))}"


def test_from_the_firm_to_the_board_and_back(seats: SignIn) -> None:
    firm, park, city, auditor = (seats(f"demo-{who}") for who in ("firm", "park", "city", "auditor"))
    name = ""
    address = task(firm, "企业月报 · 2014年1—2月")
    before = figure(city)

    # the accepted return is locked; the city opens it for a correction
    firm.goto(address)
    expect(firm.locator("[data-closed='FIL-103']")).to_be_visible()
    name = firm.locator(".law-firm a").inner_text()
    city.goto(address)
    city.get_by_label("解锁更正的理由").fill(UNLOCKED)
    city.get_by_role("button", name="解锁更正").click()
    expect(city.locator("[data-state=draft]")).to_be_visible()

    # the firm fills it in by keyboard, the input method composing in the first cell
    firm.goto(address)
    old = {id: cell(firm, id).input_value() for id in ("revenue", "value_added", "electricity")}
    assert all(old.values())
    cell(firm, "revenue").focus()
    cell(firm, "revenue").select_text()
    firm.keyboard.press("Delete")
    compose(firm, scaled(old["revenue"], "100"))
    expect(cell(firm, "revenue")).to_be_focused()
    expect(cell(firm, "revenue")).to_have_value(scaled(old["revenue"], "100"))
    firm.keyboard.press("Enter")
    expect(cell(firm, "value_added")).to_be_focused()
    firm.keyboard.type(scaled(old["value_added"], "100"))
    firm.keyboard.press("Enter")
    expect(cell(firm, "electricity")).to_be_focused()
    firm.keyboard.type(scaled(old["electricity"], "100"))
    expect(firm.locator("[data-saved]")).to_have_text(SAVED)
    firm.get_by_role("button", name="提交", exact=True).click()
    expect(firm.locator("[data-state=submitted]")).to_be_visible()

    # the park returns it, with a reason that the firm reads
    park.goto(address)
    park.get_by_label("退回理由（企业看得到）").fill(RETURNED)
    park.get_by_role("button", name="退回", exact=True).click()
    expect(park.locator("h1")).to_be_visible()
    firm.goto("/returns/")
    expect(firm.get_by_text(RETURNED).first).to_be_visible()

    # the firm mends it by pasting a block, with separators and full-width digits
    firm.goto(address)
    more = [scaled(old[id], "1000") for id in ("revenue", "value_added", "electricity")]
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    block = f"{Decimal(more[0]):,f}\n{more[1].translate(wide)}\n {more[2]} \n"
    paste(firm, "revenue", block)
    expect(cell(firm, "electricity")).to_have_value(more[2])
    expect(firm.locator("[data-saved]")).to_have_text(SAVED)
    expect(firm.locator(".cell-error:not(:empty)")).to_have_count(0)
    firm.get_by_role("button", name="提交", exact=True).click()
    expect(firm.locator("[data-state=submitted]")).to_be_visible()

    # the park checks, the city accepts
    park.goto(address)
    park.get_by_role("button", name=re.compile("^审核通过")).click()
    park.goto(address)
    expect(park.locator("[data-state=park_checked]")).to_be_visible()
    city.goto(address)
    city.get_by_role("button", name=re.compile("^接收")).first.click()
    city.goto(address)
    expect(city.locator("[data-state=accepted]")).to_be_visible()

    # the board moves by what was corrected
    for _ in range(300):
        if figure(city) != before:
            break
        city.wait_for_timeout(500)
    assert figure(city) > before

    # an auditor goes from the figure to the returns it rests on, and to the way of this one
    auditor.goto("/")
    part = auditor.locator(".to-date dd").first
    part.locator("summary").click()
    part.get_by_role("link", name="2014年1—2月").click()
    while not auditor.get_by_role("link", name=name, exact=True).count():
        auditor.get_by_role("link", name="下一页").click()
        auditor.wait_for_load_state()
    auditor.get_by_role("link", name=name, exact=True).first.click()
    way = auditor.locator(".way")
    for words in ("解锁", UNLOCKED, "退回", RETURNED, "园区审核通过", "接收", "孙丽", "陈静", "王芳"):
        expect(way).to_contain_text(words)
    expect(auditor.get_by_text("第 2 版").first).to_be_visible()
    expect(auditor.get_by_text("第 1 版").first).to_be_visible()


def test_two_people_edit_the_same_return(seats: SignIn) -> None:
    first, second = seats("demo-firm"), seats("demo-firm")
    address = task(first, "企业月报 · 2014年10月")
    for page in (first, second):
        page.goto(address)
    cell(first, "revenue").fill("5000")
    cell(first, "value_added").fill("700")
    expect(first.locator("[data-saved]")).to_have_text(SAVED)
    cell(second, "revenue").fill("6000")
    cell(second, "value_added").fill("800")
    choice = second.locator("[data-conflict]")
    expect(choice).to_be_visible(timeout=10_000)
    expect(choice).to_contain_text("孙丽")
    expect(choice).to_contain_text("5,000")
    choice.get_by_role("row", name=re.compile("主营业务收入")).get_by_label("6,000").check()
    second.get_by_role("button", name="按选择保存").click()
    expect(second.locator("[data-saved]")).to_have_text(SAVED)
    first.reload()
    expect(cell(first, "revenue")).to_have_value("6000")
    expect(cell(first, "value_added")).to_have_value("700")


def test_nothing_is_lost_when_the_browser_or_the_session_ends(seats: SignIn) -> None:
    page = seats("demo-firm")
    address = task(page, "能源.*2014年10月")
    page.goto(address)
    page.route("**/save/", lambda route: route.abort())
    cell(page, "coal_opening").fill("12.5")
    page.close(run_before_unload=False)

    again = page.context.new_page()
    again.goto(address)
    expect(cell(again, "coal_opening")).to_have_value("")
    again.get_by_role("button", name="恢复").click()
    expect(again.locator("[data-saved]")).to_have_text(SAVED)
    again.reload()
    expect(cell(again, "coal_opening")).to_have_value("12.5")

    again.context.clear_cookies()
    cell(again, "coal_bought").fill("3")
    expect(again.locator("[data-trouble]")).to_contain_text("登录已过期")
    other = again.context.new_page()
    other.goto("/account/login/")
    other.locator("button[value=demo-firm]").click()
    other.wait_for_url(lambda where: "/login/" not in where)
    expect(again.locator("[data-saved]")).to_have_text(SAVED)
    other.goto(address)
    expect(cell(other, "coal_bought")).to_have_value("3")


def test_forty_cells_by_keyboard_and_a_block_with_a_sum(seats: SignIn) -> None:
    page = seats("demo-firm")
    page.goto(task(page, "能源.*2014年10月"))
    page.get_by_label("回车键").select_option("right")
    cell(page, "coal_opening").focus()
    for number in range(40):
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
    expect(cell(page, "lpg_closing")).to_have_value("39")
    expect(cell(page, "electricity_production")).to_be_focused()
    paste(page, "electricity_production", "1,234.5\n０．５")
    expect(cell(page, "electricity_total")).to_have_value("1235")
    block = "\n".join("\t".join("" if c == 1 else f"{r},00{c}" for c in range(12)) for r in range(1, 11))
    paste(page, "coal_opening", block)
    expect(page.locator("[data-saved]")).to_contain_text("超出表格未贴")
    expect(cell(page, "coal_bought")).to_have_value("")
    expect(cell(page, "coal_closing")).to_have_value("1,004")
    expect(cell(page, "lpg_opening")).to_have_value("8,000")


@pytest.mark.parametrize("width", [1366, 360])
@pytest.mark.parametrize("lang", ["", "/en"])
def test_pages_of_returns_fit_and_are_accessible(seats: SignIn, root: object, width: int, lang: str) -> None:
    firm, city = seats("demo-firm"), seats("demo-city")
    own = task(firm, "企业月报 · 2014年10月")
    energy = task(firm, "能源.*2014年10月")
    month = "/returns/enterprise_month/2014-09/"
    visits = [(firm, a) for a in ("/returns/", own, energy, f"{own}history/", f"{own}?blank=1")]
    visits += [(city, a) for a in ("/returns/", month, f"{month}accepted/")]
    for page, address in visits:
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(lang + address)
        spare = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert spare <= 0, (address, spare)
        labels = page.evaluate(
            """[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
                .filter((one) => !one.labels?.length && !one.getAttribute('aria-label')).map((one) => one.name)"""
        )
        assert labels == [], (address, labels)
