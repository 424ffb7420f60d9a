"""Every page, in both languages and both themes: accessible, quiet, and as wide as the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState
from visits import Visit
from watch import Watch

pytestmark = pytest.mark.browser
WIDTHS = (360, 1366)


@pytest.fixture(scope="module")
def axe(root: Path) -> str:
    return (root / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class View:
    """A language and a theme. Chinese in the light theme is checked on every page in full. Widths are checked on every
    page in English too, for English words are long. Of the other three each checks a third of the pages in full, so that
    every page is seen in two views and ./test stays short; the thirds go round with the list, so a new page moves them."""

    language: str
    theme: str
    third: int | None = None
    every_width: bool = False


VIEWS = (
    View("zh", "light"),
    View("zh", "dark", third=0),
    View("en", "light", third=1, every_width=True),
    View("en", "dark", third=2),
)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.language}-{view.theme}")
def test_accessible_and_no_wider_than_the_screen(
    browser: Browser,
    base: str,
    signed_in: Callable[[str], StorageState],
    visits: Sequence[Visit],
    axe: str,
    view: View,
) -> None:
    found: list[str] = []
    pages: dict[str, tuple[Page, Watch]] = {}
    for number, visit in enumerate(visits):
        full = view.third in (None, number % 3)
        if not (full or view.every_width):
            continue
        if visit.who not in pages:
            pages[visit.who] = _window(browser, base, view, signed_in(visit.who) if visit.who else None)
        page, watch = pages[visit.who]
        page.set_viewport_size({"width": 1366, "height": 768})
        answer = page.goto(("/en" if view.language == "en" else "") + visit.address)
        assert answer is not None
        page.wait_for_load_state("networkidle")
        if answer.status != 200:
            found.append(f"{visit.name}: {answer.status} at {visit.address}")
        if full:
            found += [f"{visit.name}: {violation}" for violation in _violations(page, axe)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 768})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{visit.name}: {wide} px wide on a screen of {width}")
        found += [f"{visit.name}: {fault}" for fault in watch.faults]
        watch.faults.clear()
    for page, _watch in pages.values():
        page.context.close()
    assert not found, "\n".join(found)


def _window(browser: Browser, base: str, view: View, cookies: StorageState | None) -> tuple[Page, Watch]:
    """A page under watch. Its policy of content is bypassed only to let axe in."""
    context = browser.new_context(
        base_url=base,
        color_scheme="dark" if view.theme == "dark" else "light",
        bypass_csp=True,
        reduced_motion="reduce",
        storage_state=cookies,
    )
    page = context.new_page()
    return page, Watch(page, base)


def test_the_policy_of_content_is_kept(page: Page, addresses: dict[str, str]) -> None:
    """Without any bypass: the watch of `page` fails on each refusal that the console reports."""
    for address in addresses.values():
        page.goto(address)
        page.wait_for_load_state("networkidle")


def test_printing_leaves_the_navigation_out(page: Page, addresses: dict[str, str]) -> None:
    page.emulate_media(media="print")
    for name in ("firm", "explanation", "parks", "firms"):
        page.goto(addresses[name])
        for part in (".topbar", ".sidebar", ".phonebar"):
            assert not page.locator(part).is_visible(), (name, part)
        assert page.locator(".print-head").is_visible(), name
    assert page.pdf()[:4] == b"%PDF"


def _violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']} {node['target']} {node.get('failureSummary', '')[:160]}"
        for one in result["violations"]
        for node in one["nodes"][:3]
    ]
