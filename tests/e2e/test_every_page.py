"""Every page, in both languages and both themes: accessible, quiet, and as wide as the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState
from watch import Watch

pytestmark = pytest.mark.browser
WIDTHS = (360, 1366)


@pytest.fixture(scope="module")
def axe(root: Path) -> str:
    return (root / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=[("zh", "light"), ("zh", "dark"), ("en", "light"), ("en", "dark")], ids="-".join)
def view(
    request: pytest.FixtureRequest, browser: Browser, base: str, signed_in: Callable[[str], StorageState]
) -> Iterator[tuple[Page, str]]:
    """A page in one language and theme, under watch. Its policy is bypassed only to let axe in."""
    language, theme = request.param
    context = browser.new_context(
        base_url=base,
        color_scheme=theme,
        bypass_csp=True,
        reduced_motion="reduce",
        storage_state=signed_in("demo-city"),
    )
    page = context.new_page()
    watch = Watch(page, base)
    yield page, "/en" if language == "en" else ""
    context.close()
    assert watch.faults == []


def test_accessible_and_no_wider_than_the_screen(
    view: tuple[Page, str], addresses: dict[str, str], axe: str
) -> None:
    page, prefix = view
    found: list[str] = []
    for name, address in addresses.items():
        page.set_viewport_size({"width": 1366, "height": 768})
        answer = page.goto(prefix + address)
        assert answer is not None
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        found += [f"{name}: {violation}" for violation in _violations(page, axe)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 768})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{name}: {wide} px wide on a screen of {width}")
    assert found == []


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
