"""What a customer searches for among an account's entries, by its text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts import public as accounts
from bankcore.ledger import public as ledger
from tests.accounts.services.test_categories import pay
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna() -> online.Customer:
    return online.customer("anna", funds=1_000)


def test_a_text_is_looked_for_a_stretch_at_a_time_and_found_in_the_oldest_one(anna, monkeypatch):
    monkeypatch.setattr("accounts.services.accounts._READ_FOR_TEXT", 3)
    pay(anna.account, 1, "Rent 1")
    for number in range(5):
        pay(anna.account, 1, f"Thing {number}")
    pay(anna.account, 1, "Rent 2")
    found, before, stretches = [], None, 0
    while stretches == 0 or before is not None:
        page, before = accounts.online.sorted_entries(
            account_id=anna.account.account_id,
            user_id=anna.user_id,
            chosen=ledger.EntryFilter(text="rent", before_seq=before),
            limit=5,
            patience=1_000,
        )
        found.append([each.line.narrative for each in page])
        stretches += 1
    # Eight entries, the first of which is the money that the account began with.
    assert found == [["Rent 2"], [], ["Rent 1"]]
    whole, _ = accounts.online.sorted_entries(
        account_id=anna.account.account_id,
        user_id=anna.user_id,
        chosen=ledger.EntryFilter(text="rent"),
        limit=5,
    )
    assert [each.line.narrative for each in whole] == ["Rent 2", "Rent 1"]


def test_a_program_that_looks_for_a_text_goes_on_where_its_last_page_ended(anna, monkeypatch):
    monkeypatch.setattr("accounts.services.accounts._READ_FOR_TEXT", 3)
    for number in range(6):
        pay(anna.account, 1, f"Rent {number}" if number in {0, 4, 5} else f"Thing {number}")
    found, before = [], None
    while not found or before is not None:
        page, before = accounts.page_of_entries(
            account_id=anna.account.account_id,
            chosen=ledger.EntryFilter(text="rent", before_seq=before),
            limit=1,
        )
        found.append([each.narrative for each in page])
    # Entry 1 is the money that the account began with, entry 7 the newest; each page reads three.
    assert found == [["Rent 5"], ["Rent 4"], ["Rent 0"]]


def test_a_text_is_looked_for_from_the_newest_entry_of_the_days_asked_for(anna, monkeypatch):
    monkeypatch.setattr("accounts.services.accounts._READ_FOR_TEXT", 1)
    pay(anna.account, 1, "Rent 1")
    day = ledger.business_date()
    asked = ledger.EntryFilter(text="rent", last_day=day - timedelta(days=1))
    assert accounts.page_of_entries(account_id=anna.account.account_id, chosen=asked, limit=5) == (
        [],
        None,
    )
    (found,), before = accounts.page_of_entries(
        account_id=anna.account.account_id, chosen=replace(asked, last_day=day), limit=5
    )
    assert (found.narrative, before) == ("Rent 1", found.seq)


@pytest.mark.parametrize("text", ["äcker", "ÄCKEREI", "bäckerei am", "AM TOR", "am tor"])
def test_a_text_is_found_in_upper_and_lower_case(anna, text):
    pay(anna.account, 1, "Bäckerei am Tor")
    pay(anna.account, 1, "Other")
    found = ledger.entries(
        account_id=anna.account.ledger_account_id,
        chosen=ledger.EntryFilter(text=text),
        limit=5,
    )
    assert [each.narrative for each in found] == ["Bäckerei am Tor"]
