"""At the end of the day every standing order that is due is paid, once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import public as accounts
from bankcore.audit.models import AuditEntry
from bankcore.calendars import Convention
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import ExternalPayment, StandingOrderExecution
from payments.services import standing_order_runs
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.services.movements import deposit, left, own, set_status
from tests.payments.services.orders import CREDITOR, give, once, picture, run, run_days, state, told

pytestmark = pytest.mark.usefixtures("bank")
MONDAY = OPENING_DAY
FRIDAY = MONDAY + timedelta(days=4)
Unit = payments.Unit


@pytest.fixture
def anna() -> accounts.AccountRef:
    return factories.account(funds=100)


@pytest.fixture
def ben() -> accounts.AccountRef:
    return factories.account()


def test_a_transfer_is_made_on_its_day_and_heard_of(anna, ben):
    order = once(anna, ben, eur(10), remittance="Rent")
    assert run() == {"executed": 1, "ended": 1}
    assert (left(anna), left(ben)) == (eur(90), eur(10))
    [execution] = payments.get_standing_order(order_id=order.order_id).executions
    movement = payments.get_movement(
        transaction_id=execution.transaction_id, kind=payments.MovementKind.TRANSFER
    )
    assert (movement.narrative, movement.booking_date) == ("Rent", MONDAY)
    assert Event.objects.filter(
        name="payments.transfer_booked", subject=f"transaction:{execution.transaction_id}"
    ).exists()


def test_a_payment_to_another_bank_waits_in_clearing(anna):
    once(anna, CREDITOR, eur(10), remittance="Invoice 7")
    run()
    assert own("2100") == 1_000
    payment = ExternalPayment.objects.get()
    assert (payment.creditor_iban, payment.amount_minor, payment.remittance) == (
        CREDITOR, 1_000, "Invoice 7",
    )  # fmt: skip


def test_run_again_nothing_more_is_paid(anna, ben):
    give(anna, ben, eur(10))
    run()
    before = picture()
    assert run() == {}
    assert picture() == before


def test_nothing_is_paid_before_its_day(anna, ben):
    once(anna, ben, eur(10), FRIDAY)
    assert run(FRIDAY - timedelta(days=1)) == {}
    assert run(FRIDAY) == {"executed": 1, "ended": 1}


def test_what_is_due_on_a_sunday_is_paid_on_monday(anna, ben):
    sunday = MONDAY + timedelta(days=6)
    order = once(anna, ben, eur(10), sunday)
    assert run(sunday) == {}
    run(sunday + timedelta(days=1))
    assert told(order) == [(sunday, "EXECUTED", 1)]


def test_without_a_convention_it_is_paid_at_the_end_of_the_next_day_that_closes(anna, ben):
    once(anna, ben, eur(10), MONDAY + timedelta(days=6), convention=Convention.NONE)
    assert run(MONDAY + timedelta(days=7)) == {"executed": 1, "ended": 1}


def test_dates_of_days_that_were_never_run_are_all_paid(anna, ben):
    order = give(anna, ben, eur(1), unit=Unit.WEEK)
    assert run(MONDAY + timedelta(days=21)) == {"executed": 4}
    assert [each for each, *_ in told(order)] == [
        MONDAY + timedelta(days=7 * number) for number in range(4)
    ]


def test_an_order_ends_after_its_last_time(anna, ben):
    order = give(anna, ben, eur(1), unit=Unit.DAY, times=2, convention=Convention.NONE)
    run_days(MONDAY, 5)
    assert len(told(order)) == 2
    assert state(order) == "ENDED"


def test_without_money_it_is_tried_on_the_next_business_days_and_then_fails(ben):
    poor = factories.account()
    order = once(poor, ben, eur(10), FRIDAY)
    counts = run_days(FRIDAY, 7)
    assert counts == [
        {"retried": 1}, {}, {}, {"retried": 1}, {"retried": 1}, {"failed": 1, "ended": 1}, {},
    ]  # fmt: skip
    assert told(order) == [(FRIDAY, "FAILED", 4)]
    event = Event.objects.get(name="payments.standing_order_failed")
    assert event.payload == {
        "order_id": str(order.order_id),
        "account_id": str(poor.account_id),
        "nominal_date": FRIDAY.isoformat(),
        "amount": "10.00",
        "currency": "EUR",
        "reason": "insufficient_funds",
        "attempts": 4,
    }


def test_money_that_comes_meanwhile_is_paid(ben):
    poor = factories.account()
    order = once(poor, ben, eur(10), FRIDAY)
    run(FRIDAY)
    deposit(poor, eur(10))
    assert run(FRIDAY + timedelta(days=3)) == {"executed": 1, "ended": 1}
    assert told(order) == [(FRIDAY, "EXECUTED", 2)]


def test_an_order_may_ask_for_no_second_try(ben):
    once(factories.account(), ben, eur(10), retries=0)
    assert run() == {"failed": 1, "ended": 1}


@pytest.mark.parametrize("status", ["FROZEN", "DEBIT_BLOCKED", "CLOSED"])
def test_an_account_that_may_not_pay_fails_at_once_and_keeps_no_other_from_it(anna, ben, status):
    barred = factories.account(funds=0 if status == "CLOSED" else 100)
    set_status(barred, accounts.AccountStatus[status])
    order = give(barred, ben, eur(10))
    give(anna, ben, eur(10))
    assert run() == {"failed": 1, "executed": 1}
    assert told(order) == [(MONDAY, "FAILED", 1)]
    assert left(ben) == eur(10)


def test_orders_of_an_account_that_is_closed_are_called_off(anna, ben):
    closed = factories.account()
    set_status(closed, accounts.AccountStatus.CLOSED)
    orders = [give(closed, ben, eur(10)) for _ in range(2)]
    to_closed = give(anna, closed, eur(10))
    run()
    assert [state(order) for order in orders] == ["CANCELLED", "CANCELLED"]
    assert (state(to_closed), told(to_closed)[0][1]) == ("ACTIVE", "FAILED")
    found = AuditEntry.objects.filter(action="payments.standing_order.cancelled")
    assert {entry.detail["reason"] for entry in found} == {"account_closed"}
    assert found.count() == 2


def test_what_is_paid_after_the_next_day_has_opened_is_booked_on_the_day_that_closes(anna, ben):
    order = once(anna, ben, eur(10), FRIDAY)
    run(FRIDAY)
    [execution] = payments.get_standing_order(order_id=order.order_id).executions
    assert ledger.transaction(txn_id=execution.transaction_id).booking_date == FRIDAY


def test_orders_of_one_account_are_paid_in_order_until_the_money_is_gone(anna, ben):
    orders = [once(anna, ben, eur(40)) for _ in range(3)]
    assert run() == {"executed": 2, "retried": 1, "ended": 2}
    assert [told(order)[0][1] for order in orders] == ["EXECUTED", "EXECUTED", "PENDING"]


def test_a_sweep_takes_all_above_what_stays_after_the_fixed_amounts(anna, ben):
    give(anna, ben, eur(25), rule=payments.AmountRule.SWEEP)
    give(anna, ben, eur(30))
    assert run() == {"executed": 2}
    assert left(anna) == eur(25)


def test_a_sweep_of_too_little_is_skipped(anna, ben):
    order = give(anna, ben, eur(100), rule=payments.AmountRule.SWEEP)
    assert run() == {"skipped": 1}
    assert told(order) == [(MONDAY, "SKIPPED", 1)]
    assert left(anna) == eur(100)


def test_many_orders_are_paid_in_batches(monkeypatch, anna, ben):
    monkeypatch.setitem(standing_order_runs._BATCH, payments.AmountRule.FIXED, 3)
    for _ in range(10):
        give(anna, ben, eur(1))
    assert run() == {"executed": 10}
    assert left(ben) == eur(10)
    assert books.broken() == []


def test_killed_between_batches_it_goes_on_where_it_was(monkeypatch, anna, ben):
    monkeypatch.setitem(standing_order_runs._BATCH, payments.AmountRule.FIXED, 3)
    for _ in range(10):
        give(anna, ben, eur(1))
    execute, calls = standing_order_runs._execute, []

    def dies(**values):
        calls.append(values)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return execute(**values)

    monkeypatch.setattr(standing_order_runs, "_execute", dies)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert left(ben) == eur(6)
    assert run() == {"executed": 4}
    assert left(ben) == eur(10)


def test_the_queries_of_a_run_do_not_grow_with_its_orders(anna, ben, django_assert_max_num_queries):
    for _ in range(40):
        give(anna, ben, eur(1))
    with django_assert_max_num_queries(40):
        run()


def test_what_became_of_a_date_cannot_be_changed_nor_removed(anna, ben):
    once(anna, ben, eur(10))
    run()
    execution = StandingOrderExecution.objects.get()
    for change in (
        lambda: StandingOrderExecution.objects.update(
            state="PENDING", txn_id=None, amount_minor=None
        ),
        execution.delete,
        execution.order.save,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_date_is_due_once_even_for_whoever_writes_to_the_database(anna, ben):
    give(anna, ben, eur(10))
    run()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_standingorderexecution (order_id, nominal_date, due_date,"
            " try_on, state, attempts, last_refusal, changed_at)"
            " SELECT order_id, nominal_date, due_date, try_on, 'PENDING', 0, '', now()"
            " FROM payments_standingorderexecution"
        )


def test_a_day_that_is_closed_is_not_run_and_costs_no_order_its_payment(anna, ben):
    order = once(anna, ben, eur(10))
    ledger.close_business_day(actor=TESTER, now=NOW)
    before = picture()
    with pytest.raises(standing_order_runs.DayIsClosed):
        run()
    assert picture() == before
    run(MONDAY + timedelta(days=1))
    assert told(order) == [(MONDAY, "EXECUTED", 1)]
