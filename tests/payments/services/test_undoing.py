"""A customer takes back what was just ordered; and what is not taken back is booked, once."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.audit.models import AuditEntry
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from bankcore.settings import env
from payments import public as payments
from payments.models import ExternalPayment, HeldPayment
from payments.payees import public as payees
from tests import factories
from tests.conftest import NOW, in_threads
from tests.factories import TESTER, eur, request_key
from tests.payments.services import online
from tests.payments.services.test_held_payments import MUCH, says

paying = payments.paying
WITHIN = timedelta(seconds=15)
OVER = NOW + WITHIN
CLOCK = Actor.system("undo-window")


@pytest.fixture
def anna(bank):
    return online.customer("anna")


def balance(who):
    found = ledger.balance(account_id=who.account.ledger_account_id)
    return found.posted, found.available


def order(who, amount=MUCH, *, request=None, order=None, confirmation=None, within=WITHIN):
    """Order and confirm a payment that can be undone."""
    order = order or online.payment(who, amount)
    act = (
        payments.submit_payment
        if isinstance(order, payments.PaymentOrder)
        else payments.submit_transfer
    )
    return act(
        order=order,
        request=request or request_key(),
        actor=who.actor,
        now=NOW,
        confirmation_id=confirmation or who.confirm(online.ask(who, order)),
        undo_within=within,
    )


def waiting(who, *args, **how) -> paying.PaymentUndoable:
    with pytest.raises(paying.PaymentUndoable) as raised:
        order(who, *args, **how)
    return raised.value


def undo(who, waits, *, now=NOW):
    return paying.undo(held_id=waits.held.held_id, actor=who.actor, now=now)


def look(waits, *, now=OVER):
    return paying.look(held_id=waits.held.held_id, now=now)


class TestUndoing:
    def test_its_money_is_set_aside_and_nothing_is_booked(self, anna):
        waits = waiting(anna)
        assert balance(anna) == (eur(100), eur(40))
        assert waits.held.undo_until == OVER
        assert look(waits, now=OVER - timedelta(milliseconds=1)).status == "can_be_undone"
        assert not ExternalPayment.objects.exists()
        with pytest.raises(payments.InsufficientFunds):
            order(anna, eur(50))

    def test_undone_it_leaves_no_booking_and_all_the_money(self, anna):
        waits = waiting(anna)
        assert undo(anna, waits, now=OVER - timedelta(milliseconds=1)).status == "undone"
        assert undo(anna, waits, now=OVER).status == "undone"
        assert paying.book_due(now=OVER, actor=CLOCK) == 0
        assert look(waits).status == "undone"
        assert balance(anna) == (eur(100), eur(100))
        assert not ExternalPayment.objects.exists()
        assert not Event.objects.filter(name="payments.payment_booked").exists()

    @pytest.mark.parametrize("by", ["task", "reader"])
    def test_when_the_time_is_over_it_is_booked_once(self, anna, by):
        waits = waiting(anna)
        for _ in range(2):
            if by == "task":
                paying.book_due(now=OVER, actor=CLOCK)
            else:
                look(waits)
        told = look(waits)
        assert told.status == "booked"
        assert ExternalPayment.objects.get().txn_id == told.transaction_id
        assert balance(anna) == (eur(40), eur(40))
        assert Event.objects.filter(name="payments.payment_booked").count() == 1
        assert not Event.objects.filter(name__contains="held").exists()

    def test_afterwards_the_bank_refuses_and_nothing_changes(self, anna):
        waits = waiting(anna)
        for _ in range(2):
            with pytest.raises(paying.UndoOver):
                undo(anna, waits, now=OVER)
            paying.book_due(now=OVER, actor=CLOCK)
        assert balance(anna) == (eur(40), eur(40))

    def test_nobody_else_undoes_it(self, anna):
        waits = waiting(anna)
        other = online.customer("other")
        with pytest.raises(payments.HeldPaymentNotFound):
            undo(other, waits)
        assert look(waits, now=NOW).status == "can_be_undone"

    def test_the_same_request_waits_once_and_is_booked_once(self, anna):
        request, wanted = request_key(), online.payment(anna, eur(60))
        confirmation = anna.confirm(online.ask(anna, wanted))
        again = {"order": wanted, "request": request, "confirmation": confirmation}
        first, second = waiting(anna, **again), waiting(anna, **again)
        assert first.held.held_id == second.held.held_id
        paying.book_due(now=OVER, actor=CLOCK)
        movement = order(anna, **again)
        assert (movement.replayed, movement.transaction_id) == (True, look(first).transaction_id)
        assert balance(anna) == (eur(40), eur(40))

    def test_the_same_request_after_undoing_is_told_so(self, anna):
        request, wanted = request_key(), online.payment(anna, eur(60))
        confirmation = anna.confirm(online.ask(anna, wanted))
        again = {"order": wanted, "request": request, "confirmation": confirmation}
        undo(anna, waiting(anna, **again))
        with pytest.raises(paying.PaymentUndone):
            order(anna, **again)
        assert balance(anna) == (eur(100), eur(100))

    def test_what_stands_against_it_is_said_at_once(self, anna):
        accounts.set_account_status(
            account_id=anna.account.account_id,
            status=accounts.AccountStatus.DEBIT_BLOCKED,
            reason="Lost.",
            actor=TESTER,
            now=NOW,
        )
        with pytest.raises(payments.AccountBlocked):
            order(anna)
        assert not HeldPayment.objects.exists()

    def test_what_comes_to_stand_against_it_frees_the_money(self, anna):
        waits = waiting(anna)
        accounts.set_account_status(
            account_id=anna.account.account_id,
            status=accounts.AccountStatus.DEBIT_BLOCKED,
            reason="Lost.",
            actor=TESTER,
            now=NOW,
        )
        told = look(waits)
        assert (told.status, told.refusal) == ("not_made", "account_blocked")
        assert balance(anna) == (eur(100), eur(100))

    def test_what_the_bank_looks_at_cannot_be_undone(self, anna, monkeypatch):
        says(monkeypatch, "REVIEW")
        with pytest.raises(payments.PaymentHeld) as held:
            order(anna)
        assert not isinstance(held.value, paying.PaymentUndoable)
        with pytest.raises(paying.UndoOver):
            undo(anna, held.value)

    def test_a_saved_payee_is_marked_as_paid_when_it_is(self, anna):
        new = payees.NewPayee(name="Landlord", account=online.ELSEWHERE)
        payees.save_payee(new=new, actor=anna.actor, now=NOW)

        def paid():
            return payees.find_payee(account=online.ELSEWHERE, actor=anna.actor).last_paid_at

        undo(anna, waiting(anna))
        assert paid() is None
        waiting(anna)
        paying.book_due(now=OVER, actor=CLOCK)
        assert paid() == OVER

    def test_what_was_answered_about_the_name_is_kept_with_the_payment(self, anna):
        request = request_key()
        payees.check_name(
            name="Demo Landlord",
            account=online.ELSEWHERE,
            request_key=request.key,
            actor=anna.actor,
            now=NOW,
        )
        waits = waiting(anna, request=request)
        kept = AuditEntry.objects.get(
            subject=f"held_payment:{waits.held.held_id}", action="payments.payment.confirmed"
        )
        assert kept.detail["name_check"] == "NOT_AVAILABLE"
        assert kept.detail["request_key"] == str(request.key)


class TestWhatCanBeUndone:
    def test_payments_to_others_by_the_customers_own_choice(self, anna):
        ben = factories.account()
        orders = [online.payment(anna, eur(5)), online.transfer(anna, ben, eur(5))]
        assert [paying.window_of(order=each, actor=anna.actor) for each in orders] == [WITHIN] * 2
        for seconds in (60, 0):
            paying.choose(seconds=seconds, actor=anna.actor, now=NOW)
            assert paying.seconds_of(actor=anna.actor) == seconds
        assert [paying.window_of(order=each, actor=anna.actor) for each in orders] == [None] * 2

    def test_not_between_own_accounts_and_not_what_goes_at_once(self, anna):
        own = factories.account(owner=anna.customer)
        for each in (
            online.transfer(anna, own, eur(5)),
            online.payment(anna, eur(5), is_instant=True),
        ):
            assert paying.window_of(order=each, actor=anna.actor) is None

    def test_a_transfer_inside_the_bank_waits_too(self, anna):
        ben = factories.account()
        waits = waiting(anna, order=online.transfer(anna, ben, eur(60)))
        paying.book_due(now=OVER, actor=CLOCK)
        assert ledger.balance(account_id=ben.ledger_account_id).posted == eur(60)
        assert look(waits).status == "booked"

    def test_another_time_is_refused(self, anna):
        with pytest.raises(paying.InvalidUndoTime):
            paying.choose(seconds=3600, actor=anna.actor, now=NOW)
        assert paying.seconds_of(actor=anna.actor) == paying.DEFAULT

    def test_postgresql_undoes_and_books_each_in_its_time(self, anna):
        waiting(anna)
        row = HeldPayment.objects.get()
        for changed in (
            {"state": "UNDONE", "ended_at": OVER},
            {"state": "REFUSED", "ended_at": NOW},
            {"state": "EXPIRED", "ended_at": OVER},
            {"expires_at": NOW},
            {"undo_until": NOW, "expires_at": NOW},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                HeldPayment.objects.filter(pk=row.pk).update(**changed)


KILLED = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from bankcore.actor import Actor
from payments import public as payments
from payments.services import held
plain = held.booked
def booked(*args):
    plain(*args)
    os.kill(os.getpid(), signal.SIGKILL)
held.booked = booked
payments.paying.book_due(now=datetime.fromisoformat(sys.argv[1]), actor=Actor.system("undo-window"))
"""


def test_undoing_and_booking_at_once_come_to_one_thing(committed_bank):
    anna = online.customer("anna")
    waits = waiting(anna)

    def act(number: int):
        if number % 2:
            return paying.book_due(now=OVER, actor=CLOCK)
        return undo(anna, waits, now=OVER - timedelta(milliseconds=1)).status

    in_threads(4, act)
    told = look(waits).status
    assert (told, balance(anna)) in [
        ("undone", (eur(100), eur(100))),
        ("booked", (eur(40), eur(40))),
    ]
    assert ExternalPayment.objects.count() == (told == "booked")


def test_a_process_killed_while_it_books_leaves_the_payment_to_the_next(committed_bank):
    from tests.payments.faults.test_broker import variables

    anna = online.customer("anna")
    waits = waiting(anna)

    class NoBroker:
        url = "redis://127.0.0.1:1/0"

    died = subprocess.run(
        [sys.executable, "-c", KILLED, OVER.isoformat()],
        cwd=env.REPOSITORY,
        env=variables(committed_bank, NoBroker()),
        check=False,
        timeout=120,
    )
    assert died.returncode == -signal.SIGKILL
    assert not ExternalPayment.objects.exists()
    assert balance(anna) == (eur(100), eur(40))
    assert paying.book_due(now=OVER, actor=CLOCK) == 1
    assert look(waits).status == "booked"
    assert ExternalPayment.objects.count() == 1
    assert balance(anna) == (eur(40), eur(40))
