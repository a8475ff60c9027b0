"""A payer pays in a real browser, which says where a form comes from in its own way."""

import shutil

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from tests.payments.gateway.presentation.merchants import Shop

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture
def link(committed_bank) -> str:
    body = {"amount": 2_500, "currency": "eur", "description": "A book"}
    made = Shop().post("/v1/payment_links", body).json()["id"]
    connections.close_all()
    return made


@pytest.fixture
def page(server):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = browser.new_page(base_url=server.url, viewport={"width": 400, "height": 800})
        found.set_default_timeout(20_000)
        yield found
        browser.close()


def test_a_payer_follows_a_link_and_pays(link, page):
    page.goto(f"/pay/{link}")
    page.click("main button")
    page.fill("#id_number", "4242 4242 4242 4242")
    page.fill("#id_expiry", "12 / 31")
    page.fill("#id_code", "123")
    page.fill("#id_name", "Demo Person 01")
    page.click("main button")
    expect(page.locator("h1")).to_contain_text("Paid")
    assert page.evaluate("document.documentElement.scrollWidth") == 400
