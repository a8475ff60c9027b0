"""Volumes, fraud and losses of payments are told by instrument and come to the ledger's lines."""

from datetime import timedelta
from decimal import Decimal

from bankcore.ledger.models import Transaction
from payments.gateway.models import Operation
from reporting.reports import public as reports
from tests import factories
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.factories.loans import close_day
from tests.payments.services.movements import pay
from tests.payments.settlement.shop import authorised, done, shop


def _booked(operation):
    """Note which transaction booked an operation, as the gateway does."""
    newest = Transaction.objects.latest("id")
    Operation.objects.filter(pk=operation.pk).update(txn_id=newest.id)
    return operation


def test_payments_fraud_and_losses_are_told_and_tie_to_the_ledger(load):
    store, played = shop(), shop(is_sandbox=True)
    at_home = authorised(store, country="DE", eci="05")
    abroad = authorised(store, country="GB")
    _booked(done(at_home, "CAPTURE", 100_00, fee=30))
    _booked(done(abroad, "CAPTURE", 50_00, fee=20))
    _booked(done(at_home, "REFUND", 10_00))
    _booked(done(abroad, "CHARGEBACK", 50_00, fee=5, excess=20_00, reason="10.4"))
    authorised(store, state="DECLINED", decline_code="fraudulent")
    done(authorised(played), "CAPTURE", 999_00)
    pay(factories.account(funds=100), eur(25))
    close_day(OPENING_DAY + timedelta(days=1))
    load()

    made = reports.make(name="payments_fraud", day=OPENING_DAY)
    assert made.ties, [each for each in made.reconciliations if not each.agrees]
    volumes, fraud, chargebacks, asked, _ = made.tables
    found = [[cell.value for cell in row] for row in volumes.rows]
    assert found == [
        ["A credit transfer", "", "domestic", 1, eur(25), 0, eur(0)],
        ["D card, acquired", "visa", "cross-border outside the EEA", 1, eur(50), 1, eur(50)],
        ["D card, acquired", "visa", "domestic", 1, eur(100), 0, eur(0)],
    ]
    assert [[cell.value for cell in row] for row in fraud.rows] == [
        ["card details theft", "10.4", 1, eur(50), eur(30), eur(20)]
    ]
    ((*_, count, of_payments, of_value, _, _),) = [
        [cell.value for cell in row] for row in chargebacks.rows
    ]
    assert (count, of_payments, of_value) == (1, Decimal("0.5"), Decimal("0.333333"))
    ((_, _, tried, refused, _, strong, share, *_),) = [
        [cell.value for cell in row] for row in asked.rows
    ]
    assert (tried, refused, strong, share) == (3, 1, 1, Decimal("0.333333"))
    told = {each.what: each.ledger for each in made.reconciliations}
    assert told["merchants' fees, line 4400 in EUR"] == eur("0.55")
    assert told["losses from chargebacks, line 5410 in EUR"] == eur(-20)
    assert told["operations and other bookings, line 1410 in EUR"] == eur(-90)
    assert told["operations and other bookings, line 2100 in EUR"] == eur(25)


def test_an_operation_that_is_not_in_the_books_is_told(load):
    store = shop()
    _booked(done(authorised(store), "CAPTURE", 100_00, fee=30))
    lost = _booked(done(authorised(store), "CAPTURE", 7_00))
    Operation.objects.filter(pk=lost.pk).update(approved_minor=8_00)
    close_day(OPENING_DAY + timedelta(days=1))
    load()
    made = reports.make(name="payments_fraud", day=OPENING_DAY)
    apart = {each.what: each.difference for each in made.reconciliations if not each.agrees}
    assert apart == {"operations and other bookings, line 1410 in EUR": eur(-1)}
