"""What many threads order at once is booked together, and each is answered for itself."""

import random
import threading
import time

import psycopg
import pytest
from django.db import connection, connections

from bankcore.actor import Actor, ActorKind, Rights
from bankcore.db.combining import Combiner
from bankcore.db.transactions import SecondTransaction, use_case
from bankcore.ledger import public as ledger
from bankcore.ledger.services import combining
from bankcore.outbox.models import Event
from payments import public as payments
from risk.models import ScreeningDecision
from tests import factories
from tests.bankcore.ledger.books import bank_account, broken, customer_account, posted
from tests.conftest import NOW, in_threads
from tests.factories import eur, posting, request_key
from tests.payments.services.movements import left

pytestmark = pytest.mark.usefixtures("committed_bank")
CALLERS = 64
PROGRAM = Actor(
    ActorKind.API_CLIENT, "shop", Rights(permissions=frozenset({"payments.make_transfer"}))
)


class Watched:
    """A combiner whose first request waits until so many others do, and which counts."""

    def __init__(
        self, others: int, *, together=combining._together, alone=combining._alone, patience=30.0
    ):
        self._others, self._alone_way = others, alone
        self._together_way, self._begun = together, False
        self.batches: list[int] = []
        self.alone_count = 0
        self.combiner = Combiner(
            together=self._together,
            alone=self._alone,
            largest=500,
            patience=patience,
            in_turns=True,
        )

    def ask(self, wanted: ledger.Posting) -> ledger.Outcome:
        return self.combiner.ask(combining._Asked(wanted, NOW))

    def _together(self, asked):
        self.batches.append(len(asked))
        return self._together_way(asked)

    def _alone(self, asked):
        self.alone_count += 1
        if not self._begun:
            self._begun = True
            until = time.monotonic() + 30
            while len(self.combiner._waiting) < self._others and time.monotonic() < until:
                time.sleep(0.002)
        return self._alone_way(asked)


def one_by_one(watched: Watched, orders) -> list:
    return in_threads(len(orders), lambda number: watched.ask(orders[number]))


def test_sixty_four_callers_are_booked_to_the_cent_with_refusals_among_them():
    """Half of them debit an account that has money for four."""
    anna, ben, cleo = customer_account(funds=100), customer_account(), customer_account(funds=9_999)
    orders = [
        posting((anna, -25), (ben, 25)) if number % 2 else posting((cleo, -7), (ben, 7))
        for number in range(CALLERS)
    ]
    watched = Watched(CALLERS - 1)
    outcomes = one_by_one(watched, orders)
    assert watched.batches == [CALLERS - 1]
    refused = [each for each in outcomes if isinstance(each, ledger.Refused)]
    assert {each.code for each in refused} == {ledger.RefusalCode.INSUFFICIENT_FUNDS}
    assert {each.account_id for each in refused} == {anna}
    assert len(refused) == CALLERS // 2 - 4
    assert (posted(anna), posted(ben)) == (0, 100 + CALLERS // 2 * 7)
    for order, outcome in zip(orders, outcomes, strict=True):
        again = ledger.post_one(posting=order, now=NOW)
        assert again.replayed
        assert (again.code if again in refused else getattr(again, "txn_id", None)) == (
            again.code if again in refused else getattr(outcome, "txn_id", None)
        )
    assert broken() == []


def test_who_has_no_patience_left_while_the_batch_is_written_wakes_the_next_all_the_same():
    def slowly(asked):
        time.sleep(2)
        return combining._together(asked)

    anna, ben = customer_account(funds=100), customer_account()
    watched = Watched(5, together=slowly, patience=1.0)
    outcomes = one_by_one(watched, [posting((anna, -10), (ben, 10)) for _ in range(6)])
    assert watched.batches == [5]
    assert len({each.txn_id for each in outcomes}) == 6
    assert (posted(ben), broken()) == (60, [])


def test_a_hot_account_gets_every_cent_of_sixty_four_callers():
    hot, payer = bank_account("2100"), customer_account(funds=CALLERS * 5)
    in_threads(
        CALLERS,
        lambda _: [
            ledger.post_one(posting=posting((payer, -1), (hot, 1)), now=NOW) for _ in range(5)
        ],
    )
    assert (posted(payer), posted(hot)) == (0, CALLERS * 5)
    assert broken() == []


def test_one_key_of_many_callers_at_once_is_booked_once():
    anna, ben = customer_account(funds=100), customer_account()
    request = request_key()
    watched = Watched(7)
    outcomes = one_by_one(watched, [posting((anna, -10), (ben, 10), request=request)] * 8)
    assert len({each.txn_id for each in outcomes}) == 1
    assert sum(not each.replayed for each in outcomes) == 1
    assert posted(ben) == 10
    assert broken() == []


def gathering(expected: int) -> Watched:
    """Return a combiner at which so many asked at once, and which has half a minute for them."""
    watched = Watched(0)
    watched.combiner._gathering_seconds = watched.combiner._pause_seconds = 30.0
    watched.combiner._expected = expected
    return watched


def test_who_asked_together_is_waited_for_and_goes_together_again():
    anna, ben = customer_account(funds=100), customer_account()
    watched = gathering(5)
    one_by_one(watched, [posting((anna, -10), (ben, 10)) for _ in range(5)])
    assert (watched.batches, watched.alone_count) == ([5], 0)
    assert posted(ben) == 50


def test_those_who_keep_coming_are_waited_for_beyond_a_pause():
    anna, ben = customer_account(funds=100), customer_account()
    watched = gathering(5)
    watched.combiner._pause_seconds = 2.0
    orders = [posting((anna, -10), (ben, 10)) for _ in range(5)]

    def ask(number: int) -> None:
        time.sleep(number * 0.6)  # the last comes when the first pause is over
        watched.ask(orders[number])

    in_threads(5, ask)
    assert (watched.batches, watched.alone_count) == ([5], 0)


def test_who_asked_alone_last_time_waits_for_nobody():
    """Half a minute would be too long for the test."""
    anna, ben = customer_account(funds=100), customer_account()
    watched = gathering(1)
    started = time.monotonic()
    watched.ask(posting((anna, -10), (ben, 10)))
    assert (posted(ben), watched.alone_count) == (10, 1)
    assert time.monotonic() - started < 25


@pytest.mark.parametrize("limit", ["_pause_seconds", "_gathering_seconds"])
def test_those_who_do_not_come_back_are_waited_for_no_longer_than_a_moment(limit):
    anna, ben = customer_account(funds=100), customer_account()
    watched = gathering(5)
    setattr(watched.combiner, limit, 0.01)
    started = time.monotonic()
    watched.ask(posting((anna, -10), (ben, 10)))
    assert (posted(ben), watched.alone_count) == (10, 1)
    assert time.monotonic() - started < 25


def test_fewer_are_waited_for_each_time_that_fewer_come():
    anna, ben = customer_account(funds=100), customer_account()
    watched = gathering(8)
    watched.combiner._pause_seconds = 0.001
    found = []
    for _ in range(9):
        watched.ask(posting((anna, -10), (ben, 10)))
        found.append(watched.combiner._expected)
    assert found == [7, 6, 5, 4, 3, 2, 1, 1, 1]


def killed() -> None:
    """End this thread's session in PostgreSQL, as an operator or a crash would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    options = connection.get_connection_params()
    with psycopg.connect(
        **{name: options[name] for name in ("dbname", "user", "host", "port") if name in options}
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_that_dies_before_or_after_the_commit_loses_and_doubles_nothing(when):
    """After it, nobody has been answered: each asks again by its key, and is told what was done."""

    @use_case
    def die_within(asked):
        outcomes = combining.booking.post(postings=[each.posting for each in asked], now=NOW)
        killed()
        return outcomes

    def die_behind(asked):
        combining._together(asked)
        killed()
        connection.cursor().execute("SELECT 1")

    anna, ben = customer_account(funds=9_999), customer_account()
    watched = Watched(11, together=die_within if when == "before" else die_behind)
    outcomes = one_by_one(watched, [posting((anna, -10), (ben, 10)) for _ in range(12)])
    assert watched.batches == [11]
    assert len({each.txn_id for each in outcomes}) == 12
    assert [each.replayed for each in outcomes].count(True) == (0 if when == "before" else 11)
    assert posted(ben) == 120
    assert broken() == []


def test_one_that_cannot_be_written_keeps_no_other_from_being_booked():
    anna, ben = customer_account(funds=100), customer_account()
    orders = [posting((anna, -10), (ben, 10), narrative="x" * 501 * (n == 3)) for n in range(6)]
    outcomes = one_by_one(Watched(5), orders)
    assert [n for n, each in enumerate(outcomes) if not isinstance(each, ledger.Posted)] == [3]
    assert posted(ben) == 50
    assert broken() == []


def test_who_waits_for_a_locked_account_does_not_stop_the_others():
    """Somebody else has locked Ben's row for as long as it takes; Cleo's is free."""
    anna, ben, cleo = customer_account(funds=100), customer_account(), customer_account()
    locked, done = threading.Event(), threading.Event()

    def lock() -> None:
        @use_case
        def hold_on() -> None:
            ledger.lock_balance(account_id=ben)
            locked.set()
            done.wait(30)

        hold_on()
        connections.close_all()

    holder = threading.Thread(target=lock)
    holder.start()
    locked.wait(10)
    found: list = []

    def pay(payee: int) -> None:
        found.append(
            (payee, ledger.post_one(posting=posting((payer[payee], -10), (payee, 10)), now=NOW))
        )
        connections.close_all()

    payer = {ben: anna, cleo: customer_account(funds=100)}
    first, second = (threading.Thread(target=pay, args=(each,)) for each in (ben, cleo))
    first.start()
    time.sleep(0.05)
    second.start()
    second.join(10)
    booked_meanwhile = [payee for payee, _ in found]
    done.set()
    for thread in (first, second, holder):
        thread.join(20)
    assert booked_meanwhile == [cleo]
    assert {payee for payee, _ in found} == {ben, cleo}
    assert broken() == []


def test_post_one_inside_another_use_case_is_refused():
    anna, ben = customer_account(funds=100), customer_account()

    @use_case
    def within() -> None:
        ledger.post_one(posting=posting((anna, -10), (ben, 10)), now=NOW)

    with pytest.raises(SecondTransaction):
        within()
    assert posted(ben) == 0


def order(debit, credit, amount=1) -> payments.TransferOrder:
    return payments.TransferOrder(
        debit_account_id=debit.account_id,
        credit_account_id=credit.account_id,
        amount=eur(amount),
        narrative="Rent",
    )


def submit(wanted, request=None):
    return payments.submit_transfer(
        order=wanted,
        request=request or request_key(source=ledger.KeySource.API),
        actor=PROGRAM,
        now=NOW,
    )


def test_transfers_of_a_program_at_once_are_screened_told_and_booked_each():
    chance = random.Random(3)
    known = [factories.account(funds=10) for _ in range(4)]
    poor = factories.account()
    before = Event.objects.count(), ScreeningDecision.objects.count()

    def run(number: int) -> list:
        found = []
        for turn in range(4):
            debit, credit = chance.sample(known, 2)
            try:
                found.append(submit(order(poor if turn == number % 4 else debit, credit, "0.10")))
            except payments.InsufficientFunds as refusal:
                found.append(refusal)
        return found

    results = in_threads(16, run)
    answers = [each for some in results for each in some]
    refused = [each for each in answers if isinstance(each, payments.InsufficientFunds)]
    assert len(refused) == 16
    assert len({each.transaction_id for each in answers if each not in refused}) == 48
    assert sum(left(each).minor for each in known) == 4_000
    assert Event.objects.count() - before[0] == 48
    assert ScreeningDecision.objects.count() - before[1] == 64
    assert broken() == []
