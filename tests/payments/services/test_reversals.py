"""A transaction is taken back by two people, once, and as if it had never been."""

import pytest

from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments import public as payments
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, in_threads
from tests.factories import eur
from tests.payments.services.counter import (
    approve,
    cash,
    close,
    collect,
    in_drawer,
    listed,
    open_drawer,
    picture,
    staff,
    vault,
)
from tests.payments.services.movements import deposit, left, own, pay, process, transfer


@pytest.fixture
def maker(bank):
    return staff("maker")


@pytest.fixture
def checker(bank):
    return staff("checker")


@pytest.fixture
def anna(bank):
    return factories.account(funds=100)


def ask(movement, maker, narrative="") -> approvals.RequestView:
    return payments.request_reversal(
        transaction_id=movement.transaction_id,
        reason="Booked on the wrong account",
        narrative=narrative,
        actor=maker,
        now=NOW,
    )


def test_a_reversal_waits_for_a_second_person(anna, maker, checker):
    ben = factories.account()
    moved = transfer(anna, ben, eur(30), narrative="Rent")
    asked = ask(moved, maker)
    assert (left(anna), left(ben)) == (eur(70), eur(30))
    done = approve(asked.request_id, checker)
    assert (left(anna), left(ben)) == (eur(100), eur(0))
    reversal = ledger.transaction(txn_id=int(done.result.removeprefix("transaction:")))
    assert (reversal.reverses, reversal.narrative) == (moved.transaction_id, "Reversal: Rent")
    assert reversal.actor == str(checker)
    event = Event.objects.get(name="payments.transaction_reversed")
    assert event.payload["transaction_id"] == str(moved.transaction_id)
    assert books.broken() == []


def test_the_customer_reads_the_narrative_that_the_maker_chose(anna, maker, checker):
    asked = ask(deposit(anna, eur(5)), maker, narrative="Correction of 2 March")
    done = approve(asked.request_id, checker)
    reversal = ledger.transaction(txn_id=int(done.result.removeprefix("transaction:")))
    assert reversal.narrative == "Correction of 2 March"
    assert "wrong account" not in reversal.narrative


def test_the_maker_does_not_approve_the_reversal(anna, maker):
    asked = ask(deposit(anna, eur(5)), maker)
    before = picture()
    with pytest.raises(approvals.OwnRequest):
        approve(asked.request_id, maker)
    # The attempt itself is written down, in the audit trail and nowhere else.
    after = picture()
    tried = [entry for entry in after[-1] if entry not in before[-1]]
    assert [entry[3] for entry in tried] == ["approvals.request.own_attempt"]
    assert after[:-1] == before[:-1]


def test_a_refused_reversal_leaves_the_transaction(anna, maker, checker):
    asked = ask(deposit(anna, eur(5)), maker)
    approvals.refuse(request_id=asked.request_id, reason="It is right.", actor=checker, now=NOW)
    assert left(anna) == eur(105)


def test_a_transaction_is_reversed_once(anna, maker, checker):
    moved = deposit(anna, eur(5))
    approve(ask(moved, maker).request_id, checker)
    before = picture()
    with pytest.raises(payments.AlreadyReversed):
        ask(moved, maker)
    assert picture() == before


def test_a_transaction_reversed_meanwhile_is_not_reversed_again(anna, maker, checker):
    moved = deposit(anna, eur(5))
    asked = ask(moved, maker)
    books.reverse(
        txn_id=moved.transaction_id,
        reason="x",
        request=factories.request_key(),
        actor=maker,
        now=NOW,
    )
    before = picture()
    with pytest.raises(payments.AlreadyReversed):
        approve(asked.request_id, checker)
    assert picture() == before


def test_money_that_was_spent_cannot_be_taken_back_until_it_is_there_again(anna, maker, checker):
    ben = factories.account()
    asked = ask(transfer(anna, ben, eur(30)), maker)
    transfer(ben, anna, eur(10))
    before = picture()
    with pytest.raises(payments.MoneyGone):
        approve(asked.request_id, checker)
    assert picture() == before
    deposit(ben, eur(10))
    assert approve(asked.request_id, checker).state == approvals.State.EXECUTED
    assert left(ben) == eur(0)


def test_a_reversal_needs_a_reason_and_a_transaction(anna, maker):
    moved = deposit(anna, eur(5))
    for number, reason, error in (
        (moved.transaction_id, " ", approvals.ReasonMissing),
        (10**15, "x", ledger.TransactionNotFound),
    ):
        with pytest.raises(error):
            payments.request_reversal(transaction_id=number, reason=reason, actor=maker, now=NOW)
    assert not Request.objects.exists()


def test_what_has_a_state_of_its_own_is_not_reversed_in_the_journal_alone(anna, maker, checker):
    drawer = open_drawer(maker)
    opening = payments.cash_lines(drawer_id=drawer.drawer_id)[0].transaction_id
    credit = collect(anna, eur(5)).transaction_id
    outside = pay(anna, eur(5)).transaction_id
    done = approve(ask(deposit(anna, eur(1)), maker).request_id, checker)
    reversal = int(done.result.removeprefix("transaction:"))
    before = picture()
    for number in (opening, credit, outside, reversal):
        with pytest.raises(payments.NotReversible):
            payments.request_reversal(transaction_id=number, reason="x", actor=maker, now=NOW)
    assert picture() == before


@pytest.mark.parametrize("kind", ["FEE", "EXCHANGE", "INTEREST", "LOAN_REPAYMENT", "SETTLEMENT"])
def test_a_kind_that_another_part_keeps_is_undone_there(anna, maker, kind):
    legs = (anna.ledger_account_id, -100), (books.bank_account("4100"), 100)
    booked = books.book(*legs, kind=ledger.TransactionKind[kind])
    with pytest.raises(payments.NotReversible, match=kind.replace("_", " ").lower()):
        payments.request_reversal(transaction_id=booked.txn_id, reason="x", actor=maker, now=NOW)


def test_an_integrators_payment_is_reversed_out_of_clearing(anna, maker, checker):
    asked = ask(process(anna, eur(30)), maker)
    assert own("2100") == 3_000
    approve(asked.request_id, checker)
    assert (left(anna), own("2100")) == (eur(100), 0)


def test_cash_of_a_reversed_deposit_leaves_the_drawer_it_came_into(anna, maker, checker):
    drawer = open_drawer(maker)
    moved = cash(payments.deposit, anna, eur(20), drawer=drawer, teller=maker)
    approve(ask(moved, maker).request_id, checker)
    assert (left(anna), in_drawer(drawer), listed(drawer)) == (eur(100), eur(1_000), 100_000)
    assert payments.cash_lines(drawer_id=drawer.drawer_id)[-1].amount == eur(-20)


def test_cash_that_has_left_the_drawer_is_not_taken_back_out_of_it(anna, maker, checker):
    drawer = open_drawer(maker, eur(0))
    moved = cash(payments.deposit, anna, eur(20), drawer=drawer, teller=maker)
    asked = ask(moved, maker)
    vault(drawer, eur(5), "to_vault", teller=maker)
    before = picture()
    with pytest.raises(payments.CashShort):
        approve(asked.request_id, checker)
    assert picture() == before


def test_cash_is_not_taken_back_through_a_drawer_that_is_closed(anna, maker, checker):
    drawer = open_drawer(maker)
    moved = cash(payments.withdraw, anna, eur(20), drawer=drawer, teller=maker)
    asked = ask(moved, maker)
    close(drawer, eur(980), teller=maker)
    before = picture()
    with pytest.raises(payments.DrawerNotOpen):
        approve(asked.request_id, checker)
    assert picture() == before
    open_drawer(maker, eur(0))
    approve(asked.request_id, checker)
    assert (left(anna), in_drawer(drawer)) == (eur(100), eur(20))


def test_two_who_approve_at_once_reverse_once(committed_bank):
    maker, checkers = staff("maker"), [staff("checker-1"), staff("checker-2")]
    anna = factories.account(funds=100)
    asked = ask(deposit(anna, eur(5)), maker)
    outcomes = in_threads(2, lambda number: approve(asked.request_id, checkers[number]))
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyDecided", "RequestView"]
    assert left(anna) == eur(100)
    assert books.broken() == []
