"""Opening customers' accounts, and keeping them."""

import dataclasses
from uuid import uuid4

import pytest
from schwifty import IBAN

from accounts import public as accounts
from accounts.models import Account
from accounts.services.accounts import CustomerNotFound, UnknownProduct
from bankcore.audit.models import AuditEntry
from bankcore.ledger import public as ledger
from bankcore.ledger.services.accounts import (
    AccountAlreadyClosed,
    AccountNotEmpty,
    FloorAboveAvailable,
)
from bankcore.money import Currency, CurrencyMismatch, Money
from payments import public as payments
from tests import factories
from tests.bankcore.ledger.books import broken
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key

pytestmark = pytest.mark.usefixtures("bank")
Status = accounts.AccountStatus


def order(owner, **changes) -> accounts.AccountOrder:
    made = accounts.AccountOrder(
        customer_id=owner.customer_id,
        product="CURRENT",
        currency=Currency.of("EUR"),
        opened_on=OPENING_DAY,
    )
    return dataclasses.replace(made, **changes)


def open_accounts(*orders) -> list[accounts.AccountRef]:
    return accounts.open_accounts(orders=orders, actor=TESTER, now=NOW)


def set_status(account, status) -> None:
    accounts.set_account_status(
        account_id=account.account_id, status=status, reason="Asked", actor=TESTER, now=NOW
    )


def set_overdraft(account, limit: Money) -> None:
    accounts.set_overdraft(account_id=account.account_id, limit=limit, actor=TESTER, now=NOW)


def withdraw(account, amount) -> payments.Movement:
    return payments.withdraw(
        order=payments.CashOrder(account_id=account.account_id, amount=eur(amount)),
        request=request_key(),
        actor=TESTER,
        now=NOW,
    )


def test_an_account_is_opened_empty_with_an_iban_of_this_bank(settings):
    owner = factories.customer("Anna")
    opened = open_accounts(order(owner))[0]
    iban = IBAN(opened.iban)
    assert (iban.country_code, iban.bank_code) == (settings.BANK_COUNTRY, settings.BANK_CODE)
    view = accounts.get_account(account_id=opened.account_id)
    assert (view.posted, view.held, view.available) == (eur(0), eur(0), eur(0))
    assert (view.status, view.customer_name, view.product) == (Status.OPEN, "Anna", "CURRENT")
    assert view.opened_on == OPENING_DAY


def test_every_account_has_a_number_of_its_own():
    owner = factories.customer()
    opened = open_accounts(*[order(owner) for _ in range(20)])
    assert len({each.iban for each in opened}) == len({each.account_id for each in opened}) == 20
    assert all(IBAN(each.iban, allow_invalid=True).is_valid for each in opened)


def test_an_account_keeps_the_id_it_was_ordered_with():
    wanted = uuid4()
    assert open_accounts(order(factories.customer(), account_id=wanted))[0].account_id == wanted


def test_opening_is_in_the_audit_trail():
    opened = open_accounts(order(factories.customer()))[0]
    entry = AuditEntry.objects.get(subject=f"account:{opened.account_id}")
    assert (entry.action, entry.actor) == ("accounts.account.opened", "system:test")


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"customer_id": uuid4()}, CustomerNotFound), ({"product": "GOLD"}, UnknownProduct)],
)
def test_where_one_account_cannot_be_opened_none_is(changes, error):
    owner = factories.customer()
    trail = AuditEntry.objects.count()
    with pytest.raises(error):
        open_accounts(order(owner), order(owner, **changes))
    assert not Account.objects.filter(customer__public_id=owner.customer_id).exists()
    assert AuditEntry.objects.count() == trail


def test_accounts_are_kept_in_their_own_currencies():
    owner = factories.customer()
    opened = open_accounts(*[order(owner, currency=Currency.of(c)) for c in ("JPY", "KWD")])
    views = [accounts.get_account(account_id=each.account_id) for each in opened]
    assert [str(view.posted) for view in views] == ["0 JPY", "0.000 KWD"]


def test_an_account_that_does_not_exist_is_not_found():
    known = factories.account()
    with pytest.raises(accounts.AccountNotFound):
        accounts.get_account(account_id=uuid4())
    with pytest.raises(accounts.AccountNotFound):
        accounts.resolve(account_ids=[known.account_id, uuid4()])
    with pytest.raises(accounts.AccountNotFound):
        accounts.page_of_entries(account_id=uuid4(), limit=1)


def test_somebody_elses_account_is_not_found_either(django_user_model):
    anna, ben = (django_user_model.objects.create_user(name) for name in ("anna", "ben"))
    owner = accounts.register_customer(
        kind="PERSON", name="Anna", actor=TESTER, now=NOW, user_id=anna.pk
    )
    account = factories.account(owner=owner)
    found = accounts.get_account_of_user(account_id=account.account_id, user_id=anna.pk)
    assert found.account_id == account.account_id
    with pytest.raises(accounts.AccountNotFound):
        accounts.get_account_of_user(account_id=account.account_id, user_id=ben.pk)


def test_accounts_are_listed_page_by_page():
    owner = factories.customer()
    opened = [each.account_id for each in open_accounts(*[order(owner) for _ in range(5)])]
    seen, after = [], 0
    while after is not None:
        chosen = accounts.AccountFilter(customer_id=owner.customer_id, after_id=after)
        views, after = accounts.page_of_accounts(chosen=chosen, limit=2)
        seen += [view.account_id for view in views]
    assert seen == opened


def test_an_account_is_found_by_its_iban():
    account = factories.account()
    views, after = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(iban=account.iban), limit=5
    )
    assert ([view.account_id for view in views], after) == ([account.account_id], None)


def test_entries_are_read_page_by_page():
    account = factories.account(funds=10)
    for _ in range(3):
        withdraw(account, 1)
    lines, before = accounts.page_of_entries(account_id=account.account_id, limit=3)
    assert [line.amount for line in lines] == [eur(-1)] * 3
    lines, before = accounts.page_of_entries(
        account_id=account.account_id, limit=3, chosen=ledger.EntryFilter(before_seq=before)
    )
    assert ([line.amount for line in lines], before) == ([eur(10)], None)


@pytest.mark.parametrize("status", [Status.DEBIT_BLOCKED, Status.FROZEN])
def test_a_blocked_account_pays_nothing_out_until_it_is_freed(status):
    account = factories.account(funds=10)
    set_status(account, status)
    with pytest.raises(payments.AccountBlocked):
        withdraw(account, 1)
    assert accounts.get_account(account_id=account.account_id).status is status
    set_status(account, Status.OPEN)
    withdraw(account, 1)
    assert accounts.get_account(account_id=account.account_id).posted == eur(9)


def test_a_change_of_status_is_in_the_audit_trail_with_its_reason():
    account = factories.account()
    set_status(account, Status.FROZEN)
    entry = AuditEntry.objects.get(action="accounts.account.frozen")
    assert (entry.subject, entry.detail) == (f"account:{account.account_id}", {"reason": "Asked"})


def test_only_an_empty_account_is_closed_and_then_for_good():
    account = factories.account(funds=10)
    with pytest.raises(AccountNotEmpty):
        set_status(account, Status.CLOSED)
    withdraw(account, 10)
    set_status(account, Status.CLOSED)
    with pytest.raises(AccountAlreadyClosed):
        set_status(account, Status.OPEN)
    assert accounts.get_account(account_id=account.account_id).status is Status.CLOSED
    assert not AuditEntry.objects.filter(action="accounts.account.open").exists()


def test_an_overdraft_lets_the_account_go_below_zero_down_to_its_limit():
    account = factories.account(funds=10)
    set_overdraft(account, eur(50))
    assert accounts.get_account(account_id=account.account_id).available == eur(60)
    withdraw(account, 60)
    view = accounts.get_account(account_id=account.account_id)
    assert (view.posted, view.available) == (eur(-50), eur(0))
    with pytest.raises(payments.InsufficientFunds):
        withdraw(account, "0.01")
    with pytest.raises(FloorAboveAvailable):
        set_overdraft(account, eur("49.99"))
    assert broken() == []


def test_an_overdraft_in_another_currency_is_refused():
    account = factories.account(funds=10)
    with pytest.raises(CurrencyMismatch):
        set_overdraft(account, Money.of(50, "JPY"))
    assert accounts.get_account(account_id=account.account_id).available == eur(10)


def test_an_overdraft_of_less_than_nothing_is_refused():
    account = factories.account(funds=10)
    with pytest.raises(ValueError, match="zero or more"):
        set_overdraft(account, eur(-5))
    assert accounts.get_account(account_id=account.account_id).available == eur(10)


def test_the_status_words_are_the_ledgers():
    assert [each.name for each in Status] == [each.name for each in ledger.AccountStatus]
