"""Closing a drawer: the count, its difference, and who answers for it."""

import random
from datetime import timedelta

import pytest

from bankcore.approvals import public as approvals
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments import public as payments
from payments.models import DrawerSession
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, in_threads
from tests.factories import eur
from tests.payments.services.counter import (
    approve,
    cash,
    close,
    in_drawer,
    listed,
    open_drawer,
    picture,
    staff,
    vault,
)
from tests.payments.services.movements import own

State = payments.SessionState
REASON = "Counted three times"
EUR = Currency.of("EUR")


@pytest.fixture
def teller(bank):
    return staff()


@pytest.fixture
def drawer(teller):
    return open_drawer(teller)


def refuse(drawer) -> None:
    approvals.refuse(
        request_id=drawer.approval_id, reason="Count again.", actor=staff("head"), now=NOW
    )


def test_a_drawer_that_balances_gives_its_cash_back_to_the_vault(teller, drawer):
    anna = factories.account()
    cash(payments.deposit, anna, eur("12.34"), drawer=drawer, teller=teller)
    closed = close(drawer, eur("1012.34"), teller=teller)
    assert (closed.state, closed.expected, closed.difference) == (State.CLOSED, eur(0), eur(0))
    assert (own("1000"), own("4300"), own("5300")) == (1_234, 0, 0)
    assert listed(drawer) == 0
    row = DrawerSession.objects.get()
    assert (row.expected_minor, row.counted_minor) == (101_234, 101_234)
    assert row.count == {"50000": 2, "1000": 1, "200": 1, "20": 1, "10": 1, "2": 2}
    assert books.broken() == []


def test_an_empty_drawer_is_closed_without_a_booking(teller):
    drawer = open_drawer(teller, eur(0))
    before = books.state()
    assert close(drawer, eur(0), teller=teller).state == State.CLOSED
    assert books.state() == before


@pytest.mark.parametrize(
    ("counted", "surplus", "shortage"), [("1005", 500, 0), ("993.99", 0, 601), ("1020", 2_000, 0)]
)
def test_a_small_difference_is_booked_with_its_reason(teller, drawer, counted, surplus, shortage):
    closed = close(drawer, eur(counted), teller=teller, reason=REASON)
    assert closed.state == State.CLOSED
    assert (own("4300"), own("5300")) == (surplus, shortage)
    assert in_drawer(drawer) == eur(0)
    assert own("1000") == surplus - shortage
    line = payments.cash_lines(drawer_id=drawer.drawer_id)[1]
    assert REASON in ledger.transaction(txn_id=line.transaction_id).narrative
    assert books.broken() == []


def test_a_difference_nobody_explains_keeps_the_drawer_open(teller, drawer):
    before = picture()
    with pytest.raises(payments.DifferenceUnexplained, match=r"1000\.00 EUR.*999\.99 EUR"):
        close(drawer, eur("999.99"), teller=teller, reason="  ")
    assert picture() == before


def test_a_large_difference_waits_for_a_second_person(teller, drawer):
    counted = close(drawer, eur("979.99"), teller=teller, reason=REASON)
    assert (counted.state, counted.difference) == (State.COUNTED, eur("-20.01"))
    assert (in_drawer(drawer), own("5300")) == (eur(1_000), 0)
    with pytest.raises(approvals.OwnRequest):
        approve(counted.approval_id, teller)
    done = approve(counted.approval_id, staff("head"))
    closed = payments.get_drawer(drawer_id=drawer.drawer_id)
    assert (done.state, closed.state) == (approvals.State.EXECUTED, State.CLOSED)
    assert (in_drawer(drawer), own("5300"), own("1000")) == (eur(0), 2_001, -2_001)
    assert books.broken() == []


def test_a_counted_drawer_takes_no_cash(teller, drawer):
    anna = factories.account(funds=10)
    close(drawer, eur(900), teller=teller, reason=REASON)
    before = picture()
    for move in (payments.deposit, payments.withdraw):
        with pytest.raises(payments.DrawerNotOpen):
            cash(move, anna, eur(1), drawer=drawer, teller=teller)
    with pytest.raises(payments.AwaitingApproval):
        close(drawer, eur(1_000), teller=teller)
    with pytest.raises(payments.AwaitingApproval):
        payments.reopen_drawer(drawer_id=drawer.drawer_id, actor=teller, now=NOW)
    assert picture() == before


def test_a_refused_difference_is_counted_again(teller, drawer):
    counted = close(drawer, eur(900), teller=teller, reason=REASON)
    refuse(counted)
    assert close(drawer, eur(1_000), teller=teller).state == State.CLOSED
    assert (own("1000"), own("5300")) == (0, 0)


def test_after_a_refusal_the_teller_may_go_on(teller, drawer):
    counted = close(drawer, eur(900), teller=teller, reason=REASON)
    refuse(counted)
    again = payments.reopen_drawer(drawer_id=drawer.drawer_id, actor=teller, now=NOW)
    assert (again.state, again.counted, again.difference) == (State.OPEN, None, None)
    cash(payments.deposit, factories.account(), eur(1), drawer=drawer, teller=teller)


def test_a_difference_not_decided_in_time_is_counted_and_asked_for_again(teller, drawer):
    first = close(drawer, eur(900), teller=teller, reason=REASON)
    later = NOW + timedelta(days=7)
    second = close(drawer, eur(900), teller=teller, reason=REASON, now=later)
    assert second.approval_id != first.approval_id
    assert approve(second.approval_id, staff("head"), now=later).result


def test_an_approval_for_a_drawer_that_has_changed_closes_nothing(teller, drawer):
    counted = close(drawer, eur(900), teller=teller, reason=REASON)
    account_id = DrawerSession.objects.get().drawer.ledger_account_id
    books.book((account_id, -100), (books.bank_account("1000"), 100))
    before = picture()
    with pytest.raises(payments.CountOutdated):
        approve(counted.approval_id, staff("head"))
    assert picture()[:-1] == before[:-1]


def test_a_closed_drawer_stays_closed_until_it_is_opened_anew(teller, drawer):
    anna = factories.account()
    close(drawer, eur(1_000), teller=teller)
    for move in (
        lambda: cash(payments.deposit, anna, eur(1), drawer=drawer, teller=teller),
        lambda: close(drawer, eur(0), teller=teller),
    ):
        with pytest.raises(payments.DrawerNotOpen):
            move()
    again = open_drawer(teller, eur(10))
    assert (again.drawer_id, again.expected) == (drawer.drawer_id, eur(10))
    assert again.session_id != drawer.session_id
    assert listed(again) == 1_000


def test_only_its_teller_counts_a_drawer_and_in_its_currency(teller, drawer):
    other, before = staff("teller-2"), picture()
    with pytest.raises(payments.NotYourDrawer):
        close(drawer, eur(1_000), teller=other)
    with pytest.raises(payments.CountInOtherCurrency):
        close(drawer, Money(1_000, Currency.of("USD")), teller=teller)
    assert picture() == before


def test_of_closing_twice_at_once_one_books(committed_bank):
    teller = staff()
    drawer = open_drawer(teller)
    outcomes = in_threads(2, lambda _: close(drawer, eur(1_005), teller=teller, reason=REASON))
    assert sorted(type(each).__name__ for each in outcomes) == ["DrawerNotOpen", "DrawerView"]
    assert (own("4300"), own("1000")) == (500, 500)
    assert books.broken() == []


def test_a_deposit_at_the_moment_of_closing_comes_before_it_or_is_refused(committed_bank):
    teller, anna = staff(), factories.account()
    for _ in range(3):
        drawer = open_drawer(teller, eur(100))

        def act(number: int, drawer=drawer):
            if number:
                return close(drawer, eur(100), teller=teller)
            return cash(payments.deposit, anna, eur(5), drawer=drawer, teller=teller)

        deposit, closing = in_threads(2, act)
        if isinstance(deposit, payments.Movement):
            assert isinstance(closing, payments.DifferenceUnexplained)
            close(drawer, eur(105), teller=teller)
        else:
            assert isinstance(deposit, payments.DrawerNotOpen)
            assert closing.state == State.CLOSED
        assert in_drawer(drawer) == eur(0)
    assert books.broken() == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_the_drawer_holds_what_its_list_and_the_ledger_say(teller, seed):
    chance = random.Random(seed)
    anna = factories.account(funds=200)
    drawer = open_drawer(teller, eur(chance.randint(0, 300)))
    held = drawer.expected.minor
    for _ in range(25):
        amount = Money(chance.randint(1, 15_000), EUR)
        act, sign = chance.choice(
            [("deposit", 1), ("withdraw", -1), ("to_drawer", 1), ("to_vault", -1)]
        )
        try:
            if act in {"deposit", "withdraw"}:
                cash(getattr(payments, act), anna, amount, drawer=drawer, teller=teller)
            else:
                vault(drawer, amount, act, teller=teller)
            held += sign * amount.minor
        except (payments.CashShort, payments.InsufficientFunds):
            assert sign == -1
        assert listed(drawer) == in_drawer(drawer).minor == held >= 0
    counted = Money(max(0, held + chance.randint(-2_000, 2_000)), EUR)
    closed = close(drawer, counted, teller=teller, reason=REASON)
    assert (closed.state, closed.difference) == (State.CLOSED, counted - Money(held, EUR))
    assert listed(drawer) == in_drawer(drawer).minor == 0
    assert own("4300") - own("5300") == counted.minor - held
    assert books.broken() == []
