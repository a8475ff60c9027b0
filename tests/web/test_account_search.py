"""A customer looks for an entry: by words, days and amounts, with scripts and without."""

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import expect

from bankcore.identity.models import User
from payments import public as payments
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, request_key
from tests.payments.services import online
from tests.web.browsing import visiting

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def anna(address):
    found = online.customer("anna", funds=1_234)
    other = factories.account(funds=10)
    for narrative, amount in (("Rent for March", 500), ("100% juice_bar", 4), ("Books", 30)):
        payments.submit_transfer(
            order=payments.TransferOrder(
                debit_account_id=found.account.account_id,
                credit_account_id=other.account_id,
                amount=eur(amount),
                narrative=narrative,
            ),
            request=request_key(),
            actor=TESTER,
            now=NOW,
        )
    connections.close_all()
    return found


def logged_in(who) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.user_id))
    return browser


def test_typing_narrows_the_list_and_the_address_brings_it_back(address, anna):
    with visiting(address, user_id=anna.user_id) as visit:
        page = visit.go(f"/accounts/{anna.account.account_id}/")
        expect(page.locator("#entries tbody tr")).to_have_count(4)
        page.fill("#id_q", "rent")
        expect(page.locator("#entries tbody tr")).to_have_count(1)
        expect(page.locator("#found")).to_have_text("1 entry")
        assert "q=rent" in page.url
        page.fill("#id_q", "yacht")
        expect(page.locator("#entries")).to_contain_text("Nothing matches")
        page.go_back()
        expect(page.locator("#id_q")).to_have_value("rent")
        expect(page.locator("#entries tbody tr")).to_have_count(1)
        page.reload()
        expect(page.locator("#entries tbody tr")).to_have_count(1)
        assert visit.faults() == []
        assert visit.complaints == []


def test_the_same_search_works_without_scripts(address, anna):
    with visiting(address, user_id=anna.user_id, java_script_enabled=False) as visit:
        page = visit.go(f"/accounts/{anna.account.account_id}/")
        page.fill("#id_least", "20")
        page.select_option("#id_direction", "out")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("#entries tbody tr")).to_have_count(2)
        page.goto(page.url)
        expect(page.locator("#id_least")).to_have_value("20")


def test_letters_that_mean_more_to_the_database_mean_themselves(anna):
    browser = logged_in(anna)
    path = f"/accounts/{anna.account.account_id}/"
    assert b"juice_bar" in browser.get(path, {"q": "0% j"}).content
    assert b"Rent" not in browser.get(path, {"q": "%"}).content
    assert b"Books" not in browser.get(path, {"q": "_"}).content


def test_an_amount_that_cannot_be_read_is_told_beside_its_field(anna):
    browser = logged_in(anna)
    shown = browser.get(f"/accounts/{anna.account.account_id}/", {"least": "a lot"})
    assert b"plain decimal number" in shown.content
    assert b"cannot be read" in shown.content
