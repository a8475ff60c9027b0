"""Every movement is refused by name, and then nothing has changed."""

import dataclasses
from uuid import uuid4

import pytest

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.ledger.domain.book import LARGEST_TOTAL
from bankcore.money import Money
from payments import public as payments
from payments.services import booking
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import eur, posting, request_key
from tests.payments.services.movements import (
    deposit,
    left,
    pay,
    picture,
    process,
    set_status,
    transfer,
    withdraw,
)

pytestmark = pytest.mark.usefixtures("bank")
Status = accounts.AccountStatus


@pytest.fixture
def anna() -> accounts.AccountRef:
    """An account with 100.00, beside one for transfers; the bank's own accounts are open."""
    account = factories.account(funds=100)
    for code in ("1000", "2100"):
        for currency in ("EUR", "USD"):
            books.bank_account(code, currency)
    return account


@pytest.fixture
def ben() -> accounts.AccountRef:
    return factories.account()


@pytest.fixture(params=["transfer", "withdrawal", "payment", "process"])
def take(request, ben):
    """Each way to take money from an account."""
    return {
        "transfer": lambda account, amount, **more: transfer(account, ben, amount, **more),
        "withdrawal": withdraw,
        "payment": pay,
        "process": process,
    }[request.param]


@pytest.fixture(params=["transfer", "deposit"])
def give(request, anna):
    """Each way to put money on an account."""
    return {
        "transfer": lambda account, amount, **more: transfer(anna, account, amount, **more),
        "deposit": deposit,
    }[request.param]


def refused(error, move, *values, **more) -> None:
    before = picture()
    with pytest.raises(error):
        move(*values, **more)
    assert picture() == before


def test_more_than_is_there_is_refused(take, anna):
    refused(payments.InsufficientFunds, take, anna, eur("100.01"))
    take(anna, eur(100))
    assert left(anna) == eur(0)


@pytest.mark.parametrize("status", [Status.DEBIT_BLOCKED, Status.FROZEN])
def test_a_blocked_account_pays_nothing_out(take, anna, status):
    set_status(anna, status)
    refused(payments.AccountBlocked, take, anna, eur(1))


def test_a_frozen_account_takes_nothing_in(give, anna, ben):
    set_status(ben, Status.FROZEN)
    refused(payments.AccountBlocked, give, ben, eur(1))


def test_an_account_blocked_for_debits_takes_money_in(give, anna, ben):
    set_status(ben, Status.DEBIT_BLOCKED)
    give(ben, eur(1))
    assert left(ben) == eur(1)


def test_a_closed_account_takes_nothing_in(give, anna, ben):
    set_status(ben, Status.CLOSED)
    refused(payments.AccountClosed, give, ben, eur(1))


def test_a_closed_account_pays_nothing_out(take, anna):
    empty = factories.account()
    set_status(empty, Status.CLOSED)
    refused(payments.AccountClosed, take, empty, eur(1))


def test_another_currency_than_the_accounts_is_refused(take, anna):
    refused(payments.CurrencyMismatch, take, anna, Money.of(1, "USD"))


def test_money_is_not_transferred_into_another_currency(anna):
    dollars = factories.account(currency="USD")
    refused(payments.CurrencyMismatch, transfer, anna, dollars, eur(1))
    refused(payments.CurrencyMismatch, transfer, anna, dollars, Money.of(1, "USD"))


def test_an_account_that_does_not_exist_is_refused(take, give, anna):
    nobody = dataclasses.replace(anna, account_id=uuid4())
    refused(accounts.AccountNotFound, take, nobody, eur(1))
    refused(accounts.AccountNotFound, give, nobody, eur(1))


def test_a_transfer_to_the_account_it_comes_from_is_refused(anna):
    refused(payments.SameAccount, transfer, anna, anna, eur(1))


@pytest.mark.parametrize("iban", ["", "DE89370400440532013001", "XX00", "hello", "DE8937040044"])
def test_a_payment_to_an_iban_that_cannot_be_right_is_refused(anna, iban):
    refused(payments.InvalidIban, pay, anna, eur(1), iban=iban)


def test_an_account_that_cannot_count_further_is_refused(anna, ben):
    whole, other = 10**17, books.bank_account("1900")
    full = [posting((ben.ledger_account_id, whole), (other, -whole))] * (LARGEST_TOTAL // whole)
    books.post(
        postings=[dataclasses.replace(each, request=request_key()) for each in full], now=NOW
    )
    refused(payments.BalanceOutOfRange, transfer, anna, ben, eur(1))


def test_a_key_of_another_request_is_refused(take, anna):
    first = request_key(body="first")
    take(anna, eur(1), request=first)
    other = request_key(key=first.key, body="other")
    refused(payments.KeyReused, take, anna, eur(2), request=other)
    assert left(anna) == eur(99)


def test_a_refusal_is_told_again_to_the_same_request(take, anna):
    key = request_key()
    refused(payments.InsufficientFunds, take, anna, eur(200), request=key)
    deposit(anna, eur(500))
    refused(payments.InsufficientFunds, take, anna, eur(200), request=key)


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_and_less_than_nothing_is_not_moved(take, give, anna, ben, minor):
    deposit(ben, eur(10))
    amount = Money(minor, eur(1).currency)
    refused(ValueError, take, anna, amount)
    refused(ValueError, give, ben, amount)


def test_a_refusal_for_the_banks_own_reasons_names_the_ledgers_word():
    for code in ledger.RefusalCode:
        error = booking.refusal(ledger.Refused(code=code, created_at=NOW))
        own_class = not isinstance(error, payments.NotBooked)
        assert (error.code == code) if own_class else (code in error.message)
