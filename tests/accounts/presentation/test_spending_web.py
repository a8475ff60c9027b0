"""Categories and spending in online banking."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import CategoryRule, EntryCategory
from bankcore.identity.models import User
from tests.accounts.services.test_categories import pay
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna() -> online.Customer:
    found = online.customer("anna", funds=1_000)
    pay(found.account, "12.50", "Supermarket South")
    pay(found.account, 3, "Gift for Ben")
    return found


@pytest.fixture
def browser(anna) -> Client:
    found = Client()
    found.force_login(User.objects.get(pk=anna.user_id))
    return found


def page_of(browser, path: str, **asked) -> str:
    return browser.get(path, asked).content.decode()


def test_the_search_combines_a_category_with_everything_else(browser, anna):
    path = f"/accounts/{anna.account.account_id}/"
    found = page_of(browser, path, category="groceries", q="south", least="10", direction="out")
    assert "Supermarket South" in found
    assert "Gift for Ben" not in found
    assert "1 entry" in found
    none = page_of(browser, path, category="groceries", least="13")
    assert "Nothing matches this search." in none
    assert "Select a valid choice" in page_of(browser, path, category="yachts")


def test_a_search_that_ends_before_the_oldest_entry_says_so_and_goes_on(browser, anna, monkeypatch):
    monkeypatch.setattr("accounts.services.online.categories._LOOKED_THROUGH", 1)
    monkeypatch.setattr("accounts.presentation.web.views._PATIENCE", 1)
    path = f"/accounts/{anna.account.account_id}/"
    first = page_of(browser, path, category="groceries")
    assert "There are older ones that have not been searched yet." in first
    assert "category=groceries&amp;before=3" in first
    assert "Supermarket South" in page_of(browser, path, category="groceries", before="3")


def test_an_entry_is_sorted_and_the_account_shows_it(browser, anna):
    path = f"/accounts/{anna.account.account_id}/entries/3/"
    assert "The bank guesses: Other" in page_of(browser, path)
    told = browser.post(path, {"category": "leisure"}, follow=True).content.decode()
    assert "Sorted into: Leisure." in told
    assert EntryCategory.objects.get().category == "leisure"
    assert "You sorted it into: Leisure" in page_of(browser, path)
    browser.post(path, {"category": "shopping", "always": "on"})
    assert CategoryRule.objects.get().category == "shopping"
    assert not EntryCategory.objects.exists()


def test_a_category_there_is_not_is_told_and_nothing_is_kept(browser, anna):
    path = f"/accounts/{anna.account.account_id}/entries/3/"
    answer = browser.post(path, {"category": "yachts"})
    assert answer.status_code == 422
    assert b'href="#id_category"' in answer.content
    assert not EntryCategory.objects.exists()


def test_spending_shows_figures_beside_the_picture_and_leads_to_the_entries(browser):
    shown = page_of(browser, "/spending/")
    assert "March 2026" in shown
    assert "15.50\N{NO-BREAK SPACE}EUR" in shown
    assert "/spending/groceries/?month=2026-03" in shown
    assert shown.count("<rect") == 6 + 2
    entries = page_of(browser, "/spending/groceries/", month="2026-03")
    assert "Supermarket South" in entries
    assert "Gift" not in entries
    earlier = page_of(browser, "/spending/", month="2025-09")
    assert "Nothing was booked on your accounts in these months." in earlier
    for mangled in ("x", "0001-01", "9999-12"):
        assert "March 2026" in page_of(browser, "/spending/", month=mangled)
    assert browser.get("/spending/yachts/").status_code == 404


def test_a_category_with_very_many_entries_leads_to_all_of_them(browser, anna, monkeypatch):
    pay(anna.account, 2, "Supermarket North")
    path = "/spending/groceries/"
    assert "These are not all" not in page_of(browser, path, month="2026-03")
    monkeypatch.setattr("accounts.services.online.categories._MOST_TOLD", 1)
    shown = page_of(browser, path, month="2026-03")
    assert "Supermarket North" in shown
    assert "Supermarket South" not in shown
    assert "These are not all: the account" in shown
    asked = "category=groceries&amp;first_day=2026-03-01&amp;last_day=2026-03-31"
    all_of_them = f"/accounts/{anna.account.account_id}/?{asked}"
    assert all_of_them in shown
    assert "Supermarket South" in page_of(browser, all_of_them.replace("&amp;", "&"))


def test_nobody_sees_or_sorts_anothers_entries(browser, anna):
    ben = online.customer("ben", funds=1)
    path = f"/accounts/{ben.account.account_id}/entries/1/"
    assert browser.get(path).status_code == 404
    assert browser.post(path, {"category": "cash"}).status_code == 404
    assert browser.get(f"/accounts/{anna.account.account_id}/entries/99/").status_code == 404
    assert not EntryCategory.objects.exists()
    other = Client()
    other.force_login(User.objects.get(pk=ben.user_id))
    assert "Supermarket" not in page_of(other, "/spending/groceries/", month="2026-03")
