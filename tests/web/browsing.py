"""A real browser on a bank that listens: what it shows, what it complains of, what it asks for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visit:
    """A browser's window, and what went wrong in it so far."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.address = address
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.bytes = 0
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._look)

    def go(self, path: str) -> Page:
        """Open a page of the bank."""
        self.page.goto(path)
        return self.page

    def become(self, session) -> None:
        """Log the browser in as somebody else, by a session that was made for them before."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies([session])

    def faults(self) -> list[str]:
        """Return what axe-core finds wrong with the page as it is now."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", _RULES
        )
        return [
            f"{each['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        wide: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide

    def _note(self, message) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _look(self, request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.strangers.append(request.url)


@contextmanager
def visiting(address: str, *, user_id: int | None = None, **options) -> Iterator[Visit]:
    """Open a browser, logged in as a user where one is named."""
    cookies = [] if user_id is None else [session_of(user_id, address)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(base_url=address, viewport=WIDE, **options)
        context.add_cookies(cookies)
        yield Visit(context, address)
        browser.close()


def session_of(user_id: int, address: str):
    """Return the cookie of a user who has logged in; made before a browser is opened."""
    from bankcore.identity.models import User

    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    connections.close_all()
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}
