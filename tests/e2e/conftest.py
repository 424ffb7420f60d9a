"""A real server over the whole sample city, and a browser that may speak to it alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, StorageState, sync_playwright
from visits import CITY, Visit
from watch import Watch

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[str]:
    """Address of a server of its own; the city is loaded by `yuanqu demo`. While one works on a page, YUANQU_BASE may
    name a demo that already runs."""
    if running := os.environ.get("YUANQU_BASE"):
        yield running
        return
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "YUANQU_HOME": str(home), "PYTHONPATH": str(root / "src")}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "yuanqu.cli", "demo", "--port", str(port)]
    log = (home / "log").open("w+b")
    server = subprocess.Popen(command, env=environment, cwd=root, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/healthz", server, home / "log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.fail("no Chromium: ./test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


SignedIn = Callable[[str], StorageState]


@pytest.fixture(scope="session")
def signed_in(browser: Browser, base: str) -> SignedIn:
    """Cookies of a person of the demo, who signed in at the door."""
    kept: dict[str, StorageState] = {}

    def sign_in(who: str) -> StorageState:
        if who not in kept:
            context = browser.new_context(base_url=base)
            page = context.new_page()
            page.goto("/account/login/")
            page.locator(f'button[name="who"][value="{who}"]').click()
            page.wait_for_url(lambda url: "/account/" not in url)
            kept[who] = context.storage_state()
            context.close()
        return kept[who]

    return sign_in


@pytest.fixture
def context(browser: Browser, base: str, signed_in: SignedIn) -> Iterator[BrowserContext]:
    """A window of the city officer."""
    context = browser.new_context(
        base_url=base,
        viewport={"width": 1366, "height": 768},
        accept_downloads=True,
        storage_state=signed_in(CITY),
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, base: str) -> Iterator[Page]:
    """A page under watch: no console error, no request to another machine."""
    page = context.new_page()
    watch = Watch(page, base)
    yield page
    assert watch.faults == []


@pytest.fixture(scope="session")
def addresses(browser: Browser, base: str, signed_in: SignedIn) -> dict[str, str]:
    """Every kind of page that the city officer sees, by name."""
    page = browser.new_page(base_url=base, storage_state=signed_in(CITY))
    found = {
        "board": "/",
        "policy": "/policy/",
        "directory": "/directory/",
        "firms": "/firms/",
        "parks": "/parks/",
        "figures": "/figures/",
        "park": "/parks/high_tech_zone/",
        "search": "/search/?q=ty",
        "accounts": "/accounts/",
        "organisations": "/organisations/",
        "matrices": "/authority/",
        "matrix": "/authority/guixi_park/",
        "row of a matrix": "/authority/guixi_park/return.chase/",
        "signatures": "/signatures/",
        "tokens": "/account/tokens/",
        "two steps": "/account/two-steps/",
        "jobs": "/jobs/",
        "record": "/record/",
        "heads": "/record/heads/",
        "powers": "/powers/",
        "returns": "/returns/",
        "returns of a period": "/returns/enterprise_month/2014-09/",
        "returns still out": "/returns/enterprise_month/2014-10/",
        "accepted values": "/returns/enterprise_month/2014-09/accepted/",
        "registers": "/registers/",
        "duties": "/registers/duty_register/",
        "empty register": "/registers/zone_register/",
        "new entry": "/registers/plan_register/new/",
        "completeness": "/registers/plan_register/whole/",
        "imports": "/imports/",
        "new import": "/imports/new/?form=plot_register",
    }
    found["target"] = _first(page, "/", 'a[href*="/targets/"]')
    found["account"] = _first(page, "/accounts/", "#accounts tbody th a")
    found["organisation"] = _first(page, "/organisations/", ".tree a")
    found["return"] = _first(page, found["returns of a period"], "main tbody th a")
    found["history of a return"] = f"{found['return']}history/"
    found["firm"] = _first(page, "/firms/?origin=sample&state=land_use_tax:not_yet", "#firms tbody th a")
    found["named firm"] = _first(page, "/firms/?origin=published&q=sanchuan", "#firms tbody th a")
    found["explanation"] = f"{found['firm']}why/land_use_tax/"
    found["history of a firm"] = f"{found['firm']}history/"
    found["event of a firm"] = f"{found['firm']}history/new/"
    found["entry"] = _first(page, "/registers/building_register/", "#building-register tbody th a")
    found["previewed import"] = _preview(page)
    page.close()
    return found


@pytest.fixture(scope="session")
def visits(browser: Browser, base: str, signed_in: SignedIn, addresses: dict[str, str]) -> list[Visit]:
    """Every kind of page: those of the city officer, and those that only others see."""
    page = browser.new_page(base_url=base, storage_state=signed_in("demo-firm"))
    own = _first(page, "/returns/", "a.task-name")
    page.close()
    page = browser.new_page(base_url=base, storage_state=signed_in("demo-park"))
    building = _first(page, "/registers/building_register/", "#building-register tbody th a")
    page.close()
    return [
        *(Visit(name, address) for name, address in addresses.items()),
        Visit("door", "/account/login/", ""),
        Visit("heads for everybody", "/record/heads/", ""),
        Visit("new account", "/accounts/add/", "demo-admin"),
        Visit("account to be changed", addresses["account"], "demo-admin"),
        Visit("new organisation", "/organisations/add/", "demo-admin"),
        Visit("organisation to be changed", addresses["organisation"], "demo-admin"),
        Visit("setting up two steps", "/account/two-steps/totp/activate/", "demo-admin"),
        Visit("own returns", "/returns/", "demo-firm"),
        Visit("own return", own, "demo-firm"),
        Visit("history of the own return", f"{own}history/", "demo-firm"),
        Visit("change of an entry", f"{building}change/", "demo-park"),
        Visit("returns of a park", "/returns/enterprise_month/2014-10/", "demo-park"),
        Visit("record to be exported", "/record/", "demo-auditor"),
    ]


def _preview(page: Page) -> str:
    """Address of an import that is checked and waits; nothing of it is written."""
    page.goto("/imports/new/?form=zone_register")
    rows = "片区编号,片区名称,片区所在地,片区面积（km²）\nP9,北片区,贵溪工业园区,1.5\n"
    file: FilePayload = {"name": "片区.csv", "mimeType": "text/csv", "buffer": rows.encode("utf-8-sig")}
    page.set_input_files("#i-file", file)
    page.locator("main form button.primary").click()
    page.locator('.import-state[data-state="ready"]').wait_for(timeout=120_000)
    return urlsplit(page.url).path


def _first(page: Page, address: str, selector: str) -> str:
    page.goto(address)
    return page.locator(selector).first.get_attribute("href") or ""


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(3000):  # a busy machine loads the city slowly
        if server.poll() is not None:
            raise AssertionError(log.read_text())
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
