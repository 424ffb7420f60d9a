"""Watches a page: errors of its console, and requests that would leave the machine."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Route


class Watch:
    def __init__(self, page: Page, base: str) -> None:
        self.base = base
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.route("**/*", self._route)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _route(self, route: Route) -> None:
        address = route.request.url
        if address.startswith((self.base, "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"leaves the machine: {address}")
            route.abort()
