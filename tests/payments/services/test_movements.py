"""Transfers, cash, payments and their settlement."""

import dataclasses

import pytest

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import ExternalPayment
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.payments.services.movements import (
    CREDITOR,
    deposit,
    left,
    own,
    pay,
    picture,
    process,
    transfer,
    withdraw,
)

pytestmark = pytest.mark.usefixtures("bank")
Kind = payments.MovementKind


@pytest.fixture
def anna() -> accounts.AccountRef:
    return factories.account(funds=100)


def settle(currency: str = "EUR", request=None) -> payments.Settlement:
    return payments.settle_clearing(
        currency=Currency.of(currency), request=request or request_key(), actor=TESTER, now=NOW
    )


def test_a_transfer_moves_money_and_tells_both_sides(anna):
    ben = factories.account()
    done = transfer(anna, ben, eur("12.50"), narrative="Rent")
    assert (left(anna), left(ben)) == (eur("87.50"), eur("12.50"))
    assert done == payments.Movement(
        transaction_id=done.transaction_id,
        kind=Kind.TRANSFER,
        amount=eur("12.50"),
        debit_account_id=anna.account_id,
        credit_account_id=ben.account_id,
        narrative="Rent",
        booking_date=OPENING_DAY,
        booked_at=NOW,
    )
    assert payments.get_movement(transaction_id=done.transaction_id, kind=Kind.TRANSFER) == done
    assert books.broken() == []


def test_cash_comes_from_the_till_and_goes_back_there(anna):
    till = own("1000")
    into = deposit(anna, eur(20))
    assert own("1000") == till + 2_000
    out = withdraw(anna, eur(50))
    assert own("1000") == till - 3_000
    assert left(anna) == eur(70)
    assert (into.debit_account_id, into.credit_account_id) == (None, anna.account_id)
    assert (out.debit_account_id, out.credit_account_id) == (anna.account_id, None)


@pytest.mark.parametrize("iban", [CREDITOR, "DE89 3704 0044 0532 0130 00", CREDITOR.lower()])
def test_a_payment_waits_in_clearing_with_its_creditor(anna, iban):
    done = pay(anna, eur(30), iban=iban)
    assert (left(anna), own("2100")) == (eur(70), 3_000)
    row = ExternalPayment.objects.get(txn_id=done.transaction_id)
    assert (row.creditor_iban, row.creditor_name, row.amount_minor, row.currency, row.state) == (
        CREDITOR,
        "Stadtwerke",
        3_000,
        "EUR",
        "IN_CLEARING",
    )
    assert done.narrative == "Stadtwerke Invoice 7"


def test_an_integrators_payment_waits_in_clearing_without_a_creditor(anna):
    process(anna, eur(30))
    assert (left(anna), own("2100")) == (eur(70), 3_000)
    assert not ExternalPayment.objects.exists()


@pytest.mark.parametrize("move", [deposit, withdraw, pay, process])
def test_a_request_sent_twice_moves_money_once(anna, move):
    key = request_key()
    first = move(anna, eur(10), request=key)
    after = picture()
    assert move(anna, eur(10), request=key) == dataclasses.replace(first, replayed=True)
    assert picture() == after


def test_a_transfer_sent_twice_moves_money_once(anna):
    ben, key = factories.account(), request_key()
    first = transfer(anna, ben, eur(10), request=key)
    assert transfer(anna, ben, eur(10), request=key) == dataclasses.replace(first, replayed=True)
    assert left(ben) == eur(10)


def test_every_movement_is_told_once_as_an_event(anna):
    before = Event.objects.latest("id").pk
    done = {
        Kind.DEPOSIT: deposit(anna, eur(10)),
        Kind.WITHDRAWAL: withdraw(anna, eur(10)),
        Kind.PAYMENT: pay(anna, eur(10)),
        Kind.TRANSFER: transfer(anna, factories.account(), eur(10)),
    }
    for kind, movement in done.items():
        event = Event.objects.get(name=f"payments.{kind}_booked", pk__gt=before)
        assert event.subject == f"transaction:{movement.transaction_id}"
        assert event.payload == {
            "transaction_id": str(movement.transaction_id),
            "amount": "10.00",
            "base_amount": "10.00",
            "currency": "EUR",
            "booking_date": OPENING_DAY.isoformat(),
        }
        assert (event.occurred_at, event.position) == (NOW, None)


def test_a_movement_is_found_under_its_own_kind_only(anna):
    done = deposit(anna, eur(10))
    assert payments.get_movement(transaction_id=done.transaction_id, kind=Kind.DEPOSIT) == done
    for kind, number in ((Kind.TRANSFER, done.transaction_id), (Kind.DEPOSIT, 10**15)):
        with pytest.raises(payments.MovementNotFound):
            payments.get_movement(transaction_id=number, kind=kind)


def test_settlement_pays_out_all_that_waits_in_one_transaction(anna):
    pay(anna, eur(30))
    pay(anna, eur(20))
    process(anna, eur(5))
    assert settle() == payments.Settlement(amount=eur(55), payments=2)
    assert (own("2100"), own("1100")) == (0, -5_500)
    rows = ExternalPayment.objects.values_list("state", "settled_txn_id")
    assert len(set(rows)) == 1
    assert rows[0][0] == "SETTLED"
    legs = ledger.transaction(txn_id=rows[0][1]).legs
    assert [abs(leg.amount.minor) for leg in legs] == [5_500, 5_500]
    assert books.broken() == []


def test_with_nothing_in_clearing_nothing_is_settled(anna):
    pay(anna, eur(30))
    settle()
    before = picture()
    assert settle() == payments.Settlement(amount=eur(0), payments=0)
    assert picture() == before


def test_one_currency_is_settled_at_a_time(anna):
    dollars = factories.account(funds=100, currency="USD")
    pay(anna, eur(30))
    pay(dollars, Money.of(40, "USD"))
    assert settle("USD") == payments.Settlement(amount=Money.of(40, "USD"), payments=1)
    assert (own("2100"), own("2100", "USD")) == (3_000, 0)
    assert ExternalPayment.objects.get(currency="EUR").state == "IN_CLEARING"


def test_a_settlement_asked_for_again_leaves_what_came_since(anna):
    key = request_key()
    pay(anna, eur(30))
    settle(request=key)
    pay(anna, eur(10))
    assert settle(request=key).amount == eur(0)
    assert own("2100") == 1_000
    assert ExternalPayment.objects.filter(state="IN_CLEARING").count() == 1
