"""A customer pays and takes it back in a real browser: with the keyboard, and without scripts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections

from accounts import public as accounts
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER
from tests.payments.services import online
from tests.web.browsing import NARROWEST, visiting
from tests.web.keyboard import Keyboard

pytestmark = pytest.mark.enable_socket
PASSWORD = "a-long-demo-password"


@pytest.fixture
def anna(address):
    found = online.customer("anna", funds=1_234)
    connections.close_all()
    return found


@pytest.fixture
def ben(address) -> accounts.AccountRef:
    found = accounts.register_customer(
        kind="PERSON", name="Benjamin Otto Kurz", actor=TESTER, now=NOW
    )
    account = factories.account(owner=found)
    connections.close_all()
    return account


def aside(work):
    """Do it in a thread of its own: a browser's own loop runs in this one."""

    def run():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def fill(page, account: str, name: str) -> None:
    page.get_by_label("IBAN, or routing").fill(account)
    page.get_by_label("Name of the payee").fill(name)
    page.get_by_label("Amount", exact=True).fill("12,50")
    page.get_by_role("button", name="Continue").click()


def heading(page, name: str) -> None:
    page.get_by_role("heading", name=name, level=1).wait_for()


def log_in(page, keys: Keyboard, anna) -> None:
    """Log in by the keyboard alone; the pages put it where one begins."""
    page.keyboard.type("anna")
    keys.type("Password", PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Second step")
    page.keyboard.type(aside(anna.code))
    page.keyboard.press("Enter")


def order(page, keys: Keyboard, account: str, name: str) -> None:
    """Fill in a payment from top to bottom."""
    keys.type("IBAN, or routing", account)
    keys.type("Name of the payee", name)
    keys.type("Amount", "12,50")
    keys.press("Continue")
    heading(page, "Check and confirm")


def freeze_and_use_again(page, keys: Keyboard) -> None:
    """Order a card, freeze it, and use it again."""
    keys.press("Cards")
    heading(page, "Cards")
    keys.press("Order the card")
    heading(page, "Card ending in")
    keys.press("Freeze the card")
    page.get_by_role("button", name="Use the card again").wait_for()
    keys.press("Use the card again", key="Space")
    page.get_by_role("button", name="Freeze the card").wait_for()


def test_by_keyboard_alone_a_customer_is_warned_pays_takes_it_back_and_freezes_a_card(
    address, anna, ben
):
    with visiting(address) as visit:
        page = visit.go("/pay/")
        keys = Keyboard(page)
        log_in(page, keys, anna)
        heading(page, "Pay")
        keys.press("Skip to content")
        assert page.evaluate("document.activeElement.id") == "main"
        order(page, keys, ben.iban, "Otto Klein")
        stop = keys.here()
        assert stop is not None
        assert stop.name == "Go back and check"
        wrong = visit.faults()
        page.set_viewport_size(NARROWEST)
        assert visit.overflow() == 0
        page.keyboard.press("Enter")
        heading(page, "Pay")
        stop = keys.here()
        assert stop is not None
        assert stop.name == "Name of the payee"
        # What was there is marked, so that typing puts the new one in its place.
        page.keyboard.press("Control+a")
        page.keyboard.type("Benjamin Otto Kurz")
        keys.press("Continue")
        heading(page, "Check and confirm")
        page.keyboard.type(aside(anna.code))
        keys.press("Pay now")
        page.get_by_role("button", name="Undo this payment").wait_for()
        assert int(page.get_by_role("timer").inner_text()) <= 15
        wrong += visit.faults()
        assert visit.overflow() == 0
        keys.press("Undo this payment")
        heading(page, "The payment was undone.")
        wrong += visit.faults()
        freeze_and_use_again(page, keys)
        assert not keys.amiss, "\n".join(keys.amiss)
        assert wrong == []
        assert visit.complaints == []


def test_when_the_time_is_over_the_page_says_so_by_itself(address, anna, monkeypatch):
    ahead = {"seconds": 0.0}

    def now():
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + ahead["seconds"], UTC)

    with visiting(address, user_id=anna.user_id) as visit:
        page = visit.go("/pay/")
        fill(page, online.ELSEWHERE, "Demo Landlord")
        page.get_by_label("Code from your").fill(aside(anna.code))
        # Twice in one go: the second goes nowhere.
        page.get_by_role("button", name="Pay now").dblclick()
        page.get_by_role("button", name="Undo this payment").wait_for()
        monkeypatch.setattr("bankcore.clock.now", now)
        ahead["seconds"] = 13
        page.reload()
        page.get_by_role("heading", name="The payment is booked.").wait_for()
        assert page.get_by_role("button", name="Undo this payment").count() == 0
        assert visit.faults() == []
        assert visit.complaints == []


def test_without_scripts_it_is_a_button(address, anna):
    with visiting(address, user_id=anna.user_id, java_script_enabled=False) as visit:
        page = visit.go("/pay/")
        fill(page, online.ELSEWHERE, "Demo Landlord")
        page.get_by_label("Code from your").fill(aside(anna.code))
        page.get_by_role("button", name="Pay now").click()
        page.get_by_role("link", name="Look again").click()
        page.get_by_role("button", name="Undo this payment").click()
        assert "The payment was undone." in page.locator("h1").inner_text()
