"""Entries by category: guessed by plain rules, sorted by the customer, summed to the cent."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from accounts import public as accounts
from accounts.domain import merchant_categories
from accounts.models import CategoryRule, EntryCategory
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments import public as payments
from payments.issuing import public as issuing
from tests import factories
from tests.accounts.closed_days import bank_account, close, pay_in
from tests.accounts.services.test_mandates import mandate, share
from tests.conftest import NOW
from tests.factories import TESTER, eur, request_key
from tests.payments.issuing import uses
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")
Category = accounts.online.Category
MARCH = date(2026, 3, 2)


@pytest.fixture
def anna() -> online.Customer:
    return online.customer("anna", funds=1_000)


def pay(who, amount: int | str, text: str, *, to=None) -> None:
    other = to or factories.account()
    payments.submit_transfer(
        order=payments.TransferOrder(
            debit_account_id=who.account_id,
            credit_account_id=other.account_id,
            amount=eur(amount),
            narrative=text,
        ),
        request=request_key(),
        actor=TESTER,
        now=NOW,
    )


def entries(anna, **chosen) -> list[accounts.online.SortedEntry]:
    found, _ = accounts.online.sorted_entries(
        account_id=anna.account.account_id,
        user_id=anna.user_id,
        chosen=ledger.EntryFilter(),
        limit=chosen.pop("limit", 100),
        **chosen,
    )
    return found


@use_case
def take_back(txn_id: int) -> None:
    outcome = ledger.reverse(
        txn_id=txn_id, reason="paid twice", request=request_key(), actor=TESTER, now=NOW
    )
    assert isinstance(outcome, ledger.Posted), outcome


def newest(anna) -> Category:
    return entries(anna, limit=1)[0].category


def sort(anna, category: Category, *, always: bool = False, seq: int | None = None):
    return accounts.online.categorise(
        account_id=anna.account.account_id,
        seq=seq or entries(anna, limit=1)[0].line.seq,
        category=category,
        always=always,
        user_id=anna.user_id,
        actor=anna.actor,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Rent for March", Category.HOUSING),
        ("KALTMIETE 03/2026", Category.HOUSING),
        ("Bäckerei am Tor", Category.GROCERIES),
        ("CAFÉ CENTRAL", Category.EATING_OUT),
        ("Parental present", Category.OTHER),
        ("Stadtwerke, Strom", Category.UTILITIES),
        ("", Category.OTHER),
    ],
)
def test_the_bank_guesses_by_whole_words_of_the_text(anna, text, category):
    pay(anna.account, 1, text)
    assert newest(anna) is category


@pytest.mark.parametrize(
    ("kind", "minor", "category"),
    [
        ("FEE", -100, Category.FEES),
        ("INTEREST", 100, Category.INCOME),
        ("INTEREST", -100, Category.FEES),
        ("TAX", -100, Category.TAXES),
        ("WITHDRAWAL", -100, Category.CASH),
        ("LOAN_REPAYMENT", -100, Category.LOANS),
        ("PAYMENT", 100, Category.INCOME),
        ("PAYMENT", -100, Category.OTHER),
    ],
)
def test_the_kind_of_an_entry_goes_before_its_words(anna, kind, minor, category):
    pay_in(
        anna.account,
        minor,
        kind=ledger.TransactionKind[kind],
        narrative="" if kind == "PAYMENT" else "Rent",
    )
    assert newest(anna) is category


def test_a_card_payment_is_sorted_by_what_its_merchant_sells(anna):
    held = uses.card(account=anna.account)
    doctor = issuing.Merchant(name="BAKERY AND PARTNERS", category="8011", country="DE")
    barber = issuing.Merchant(name="HOTEL BARBER", category="7230", country="DE")
    asked = []
    for merchant, minor in ((uses.EATERY, 20), (doctor, 30), (barber, 9)):
        asked.append(uses.paid(held, eur(minor), merchant=merchant))
        uses.present(asked[-1])
    told = [each.category for each in entries(anna)[:3]]
    # What the barber's code does not tell, the words do.
    assert told == [Category.LEISURE, Category.HEALTH, Category.EATING_OUT]
    uses.present(asked[1], eur(10), is_credit=True, reference="given-back")
    (month,) = accounts.online.spending_of(user_id=anna.user_id, month=MARCH)
    spent = {each.category: each.amount for each in month.categories}
    assert spent[Category.HEALTH] == eur(20)
    assert (spent[Category.EATING_OUT], month.income) == (eur(20), eur(0))
    sort(anna, Category.INSURANCE, always=True)
    assert newest(anna) is Category.INSURANCE


def test_a_card_payment_that_is_taken_back_counts_where_its_merchant_does(anna):
    held = uses.card(account=anna.account)
    asked = uses.paid(held, eur(20), merchant=uses.EATERY)
    take_back(uses.present(asked).transaction_id)
    (month,) = accounts.online.spending_of(user_id=anna.user_id, month=MARCH)
    assert {each.category: each.amount for each in month.categories} == {
        Category.EATING_OUT: eur(0)
    }


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("5411", Category.GROCERIES),
        ("3001", Category.TRANSPORT),
        ("4722", Category.LEISURE),
        ("6011", Category.CASH),
        ("9311", Category.TAXES),
        ("7230", None),
        ("0000", None),
        ("", None),
        ("54x1", None),
        ("\uff15\uff14\uff11\uff11", None),
    ],
)
def test_a_merchants_code_tells_its_line_of_business(code, category):
    assert merchant_categories.category_of(code) is category


def test_money_between_own_accounts_only_moves(anna):
    savings = factories.account(owner=anna.customer)
    pay(anna.account, 50, "Rent put aside", to=savings)
    assert newest(anna) is Category.TRANSFERS
    (month,) = accounts.online.spending_of(user_id=anna.user_id, month=MARCH)
    assert month.spent == month.income == eur(0)


def test_one_entry_is_sorted_alone_and_always_sorts_all_with_the_counterparty(anna):
    shop = factories.account()
    for text in ("Order 1", "Order 2", "Order 3"):
        pay(anna.account, 5, text, to=shop)
    first = entries(anna)[0]
    assert first.counterparty == shop.iban
    sort(anna, Category.LEISURE)
    assert [each.category for each in entries(anna)[:3]] == [
        Category.LEISURE, Category.OTHER, Category.OTHER,
    ]  # fmt: skip
    sort(anna, Category.SHOPPING, always=True, seq=entries(anna)[1].line.seq)
    assert [(each.category, each.chosen) for each in entries(anna)[:3]] == [
        (Category.LEISURE, True), (Category.SHOPPING, True), (Category.SHOPPING, True),
    ]  # fmt: skip
    pay(anna.account, 5, "Order 4", to=shop)
    assert newest(anna) is Category.SHOPPING


def test_who_is_outside_the_bank_is_known_by_the_first_words_of_the_text(anna):
    for text in ("Muster Verlag 2026-1", "muster verlag 2026-2", "Other Verlag"):
        pay_in(anna.account, -100, narrative=text)
    sort(anna, Category.EDUCATION, always=True, seq=entries(anna)[1].line.seq)
    assert [each.category for each in entries(anna)[:3]] == [
        Category.OTHER, Category.EDUCATION, Category.EDUCATION,
    ]  # fmt: skip


def test_each_of_two_joint_holders_sorts_for_themselves(anna):
    pay(anna.account, 5, "Order")
    sort(anna, Category.LEISURE, always=True)
    assert CategoryRule.objects.get().customer.public_id == anna.customer.customer_id
    ben = online.customer("ben", funds=1)
    found, _ = accounts.online.sorted_entries(
        account_id=anna.account.account_id,
        user_id=ben.user_id,
        chosen=ledger.EntryFilter(),
        limit=1,
    )
    assert found[0].category is Category.OTHER


def test_joint_holders_spend_together_and_a_mandate_does_not_do(anna):
    ben, eve = (online.customer(name, funds=1) for name in ("ben", "eve"))
    share(anna.account, ben.customer)
    mandate(anna.account, eve.customer)
    pay(anna.account, 30, "Supermarket North")
    pay(anna.account, 8, "Between the two", to=ben.account)
    spent = {}
    for who in (anna, ben, eve):
        (month,) = accounts.online.spending_of(user_id=who.user_id, month=MARCH)
        told, _ = accounts.online.entries_of_month(
            user_id=who.user_id, month=MARCH, category=Category.GROCERIES
        )
        spent[who.user_id] = (month.spent, len(told))
    # What moves between accounts of Ben's own is spent by Anna alone.
    assert spent == {
        anna.user_id: (eur(38), 1), ben.user_id: (eur(30), 1), eve.user_id: (eur(0), 0),
    }  # fmt: skip


def test_anothers_entry_is_not_found_and_nothing_is_kept(anna):
    ben = online.customer("ben", funds=1)
    with pytest.raises(accounts.AccountNotFound):
        accounts.online.categorise(
            account_id=anna.account.account_id,
            seq=1,
            category=Category.CASH,
            always=True,
            user_id=ben.user_id,
            actor=ben.actor,
            now=NOW,
        )
    with pytest.raises(accounts.online.EntryNotFound):
        sort(anna, Category.CASH, seq=999)
    assert not EntryCategory.objects.exists()
    assert not CategoryRule.objects.exists()


def test_a_category_is_found_behind_many_others_and_page_by_page(anna, monkeypatch):
    monkeypatch.setattr("accounts.services.online.categories._LOOKED_THROUGH", 3)
    pay(anna.account, 1, "Rent 1")
    for number in range(7):
        pay(anna.account, 1, f"Thing {number}")
    pay(anna.account, 1, "Rent 2")
    found = entries(anna, category=Category.HOUSING)
    assert [each.line.narrative for each in found] == ["Rent 2", "Rent 1"]
    page, before = accounts.online.sorted_entries(
        account_id=anna.account.account_id,
        user_id=anna.user_id,
        chosen=ledger.EntryFilter(),
        category=Category.HOUSING,
        limit=1,
    )
    assert [each.line.narrative for each in page] == ["Rent 2"]
    assert before == page[0].line.seq


def test_what_is_taken_back_counts_in_the_category_of_what_it_takes_back(anna):
    pay(anna.account, 70, "Groceries for the feast")
    pay(anna.account, 20, "Groceries")
    wrong = entries(anna)[1]
    sort(anna, Category.LEISURE, seq=wrong.line.seq)
    take_back(wrong.line.txn_id)
    (month,) = accounts.online.spending_of(user_id=anna.user_id, month=MARCH)
    told = {each.category: each.amount for each in month.categories}
    assert told == {Category.GROCERIES: eur(20), Category.LEISURE: eur(0)}


def test_a_returned_payment_and_a_refund_count_where_the_payment_does(anna):
    pay_in(anna.account, -3_000, narrative="Supermarket North", kind=ledger.TransactionKind.PAYMENT)
    pay_in(anna.account, 1_000, narrative="Refund: Supermarket North")
    pay_in(anna.account, -500, narrative="Somebody", kind=ledger.TransactionKind.PAYMENT)
    pay_in(anna.account, 500, narrative="Returned (AC04): Somebody")
    (month,) = accounts.online.spending_of(user_id=anna.user_id, month=MARCH)
    told = {each.category: each.amount for each in month.categories}
    assert told[Category.GROCERIES] == eur(20)
    assert told[Category.OTHER] == eur(0)
    assert month.income == eur(0)


def test_every_cent_of_a_month_is_in_just_one_category_as_the_ledger_has_it(anna):
    savings = factories.account(owner=anna.customer, funds=7)
    yen = factories.account(owner=anna.customer, funds=500, currency="JPY")
    pay(anna.account, "12.34", "Rent")
    pay(anna.account, "0.66", "Taxi")
    pay(savings, 5, "Back", to=anna.account)
    pay_in(yen, -120, narrative="Cinema")
    close(date(2026, 4, 1))
    pay(anna.account, 99, "Rent of another month")
    from accounts.models import Customer
    from accounts.repositories import categories

    own = [each.ledger_account_id for each in (anna.account, savings, yen)]
    rows = categories.by_month(
        customer=Customer.objects.get(public_id=anna.customer.customer_id),
        own=own,
        read=categories.Read(accounts=own, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31)),
        merchants={},
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT currency, sum(amount), count(*) FROM ledger_entry
            WHERE account_id = ANY(%s) AND booking_date BETWEEN '2026-03-01' AND '2026-03-31'
            GROUP BY currency ORDER BY currency""",
            [own],
        )
        booked = cursor.fetchall()
    for currency, total, count in booked:
        mine = [row for row in rows if row.currency == currency]
        assert sum(row.net for row in mine) == total
        assert sum(row.entries for row in mine) == count
    told = {
        month.currency.code: month
        for month in accounts.online.spending_of(user_id=anna.user_id, month=MARCH)
    }
    assert told["JPY"].categories[0].amount == Money(120, Currency.of("JPY"))
    assert told["EUR"].income == eur(0)
    spent = {each.category: each.amount for each in told["EUR"].categories}
    assert spent[Category.HOUSING] == eur("12.34")
    assert spent[Category.TRANSPORT] == eur("0.66")
    assert told["EUR"].spent == sum(spent.values(), eur(0))
    (april,) = [
        month
        for month in accounts.online.spending_of(user_id=anna.user_id, month=date(2026, 4, 9))
        if month.currency.code == "EUR"
    ]
    assert april.spent == eur(99)
    assert [spent for _, spent in april.months][-2:] == [told["EUR"].spent, eur(99)]


def test_what_is_owed_on_a_loan_is_not_among_the_accounts_that_are_summed(anna):
    pay_in(anna.account, -100, kind=ledger.TransactionKind.LOAN_REPAYMENT)
    assert bank_account()
    (month,) = accounts.online.spending_of(user_id=anna.user_id, month=MARCH)
    assert {each.category for each in month.categories} == {Category.LOANS}


def test_a_search_without_a_match_ends_and_can_be_gone_on_with(anna, monkeypatch):
    monkeypatch.setattr("accounts.services.online.categories._LOOKED_THROUGH", 3)
    pay(anna.account, 1, "Rent 1")
    for number in range(7):
        pay(anna.account, 1, f"Thing {number}")
    searched, before = [], None
    for _ in range(3):
        page, before = accounts.online.sorted_entries(
            account_id=anna.account.account_id,
            user_id=anna.user_id,
            chosen=ledger.EntryFilter(before_seq=before),
            category=Category.HOUSING,
            limit=5,
            patience=3,
        )
        searched.append([each.line.narrative for each in page])
    # The ninth entry from the newest is the opening deposit.
    assert searched == [[], [], ["Rent 1"]]
    assert before is None or before == 1
