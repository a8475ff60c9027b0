"""Columns of money are summed below the list: exactly the rows that its filters leave."""

import pytest
from django.contrib import admin

from accounts.models import Account
from bankcore.presentation import bounded, sums
from tests import factories
from tests.bankcore.presentation.list_pages import told
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
LIST = "/admin/accounts/account/"


def test_totals_are_of_all_rows_that_the_filter_leaves_by_currency_and_not_of_the_page(monkeypatch):
    monkeypatch.setattr(admin.site.get_model_admin(Account), "list_per_page", 2)
    for funds in (1_000, 2_500, 300):
        factories.account(funds=funds)
    browser = staff()
    (line,) = told(browser.get(LIST).content.decode())
    assert "EUR, 3 rows" in line[0]
    assert "3,800.00 EUR" in line
    one = Account.objects.order_by("pk").first()
    (line,) = told(browser.get(LIST, {"q": one.iban}).content.decode())
    assert "EUR, 1 row" in line[0]
    assert "1,000.00 EUR" in line


def test_amounts_stand_grouped_on_the_page_and_plain_in_the_file():
    factories.account(funds=1_234_567)
    browser = staff()
    assert '<span class="money">1,234,567.00 EUR</span>' in browser.get(LIST).content.decode()
    assert "1234567.00 EUR" in browser.get(f"{LIST}export/").content.decode()


def test_a_list_too_long_is_not_summed_and_says_so(monkeypatch):
    for _ in range(3):
        factories.account(funds=100)
    monkeypatch.setattr(bounded, "MOST", 3)
    monkeypatch.setattr(sums, "MOST", 3)
    page = staff().get(LIST).content.decode()
    assert told(page) == []
    assert "and is not summed" in page


def test_rows_that_come_between_counting_and_summing_are_never_half_summed(monkeypatch):
    """The count said that there are few: the statement that sums says how many it summed."""
    for _ in range(3):
        factories.account(funds=100)
    monkeypatch.setattr(sums, "MOST", 2)
    monkeypatch.setattr("bankcore.presentation.bounded.Bounded.count", 1)
    page = staff().get(LIST).content.decode()
    assert told(page) == []
    assert "and is not summed" in page
