"""The API's documentation in a real browser, which is let onto no other host."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from payments.gateway.presentation.api.event_examples import EVENT_TYPES
from tests.live import live_bank

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture
def opened(committed_bank):
    """Open the page; give it, and the errors and foreign addresses that it brings."""
    wrong: list[str] = []
    with live_bank() as bank, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(base_url=bank.url, viewport={"width": 1200, "height": 1400})
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if said.type == "error" else None,
        )
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((bank.url, "data:")) else wrong.append(asked.url)
            ),
        )
        page.goto("/api/v1/docs/")
        yield page, wrong
        browser.close()


def keep(page, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    folder = os.environ.get("DOCUMENTATION_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_an_operation_opens_with_what_is_asked_answered_and_refused(opened):
    page, wrong = opened
    heading = page.locator(".opblock-tag", has_text="merchants: refunds")
    expect(heading).to_be_visible()
    webhooks = page.locator(".webhooks .opblock-summary-path")
    expect(webhooks).to_have_count(len(EVENT_TYPES))
    keep(page, "closed")
    heading.click()
    refund = page.locator(".opblock-post", has_text="Pay back").first
    refund.locator(".opblock-summary-control").click()
    asked = refund.locator(".opblock-section-request-body")
    expect(asked).to_contain_text('"amount": 500')
    answered = refund.locator(".responses-wrapper")
    expect(answered).to_contain_text('"object": "refund"')
    expect(answered).to_contain_text("idempotency_key_reused")
    keep(page, "operation")
    assert wrong == []
