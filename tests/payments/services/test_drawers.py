"""Tellers' drawers: cash from the vault, over the counter, and back."""

import pytest

from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments import public as payments
from payments.models import CashMovement
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, eur, request_key
from tests.payments.services.counter import (
    cash,
    in_drawer,
    listed,
    open_drawer,
    picture,
    staff,
    vault,
)
from tests.payments.services.movements import left, own

State = payments.SessionState


@pytest.fixture
def teller(bank):
    return staff()


@pytest.fixture
def drawer(teller):
    return open_drawer(teller)


@pytest.fixture
def anna(bank):
    return factories.account(funds=100)


def test_opening_a_drawer_moves_cash_from_the_vault(teller):
    before = own("1000")
    drawer = open_drawer(teller, eur(500))
    assert (drawer.state, drawer.expected, own("1000")) == (State.OPEN, eur(500), before - 50_000)
    line = payments.cash_lines(drawer_id=drawer.drawer_id)[0]
    assert (line.reason, line.amount) == (payments.CashReason.SUPPLY, eur(500))
    booked = ledger.transaction(txn_id=line.transaction_id)
    assert booked.kind == ledger.TransactionKind.TELLER
    assert books.broken() == []


def test_a_drawer_may_be_opened_empty(teller):
    drawer = open_drawer(teller, eur(0))
    assert (drawer.expected, payments.cash_lines(drawer_id=drawer.drawer_id)) == (eur(0), [])


def test_a_teller_has_one_drawer_of_a_currency_open(teller, drawer):
    before = picture()
    for branch in ("HQ", "NORTH"):
        with pytest.raises(payments.DrawerAlreadyOpen):
            open_drawer(teller, branch=branch)
    assert picture() == before
    assert open_drawer(teller, Money.of(200, "USD")).expected == Money.of(200, "USD")
    assert next(iter(payments.open_drawers())).drawer_id == drawer.drawer_id


def test_two_tellers_have_two_drawers(teller, drawer, anna):
    other = open_drawer(staff("teller-2"), eur(50))
    cash(payments.deposit, anna, eur(20), drawer=drawer, teller=teller)
    assert (in_drawer(drawer), in_drawer(other)) == (eur(1_020), eur(50))


def test_the_end_of_day_says_how_many_drawers_are_still_open(teller, drawer):
    before = picture()
    told = payments.count_drawers_left_open(
        day=OPENING_DAY, next_day=OPENING_DAY, actor=TESTER, now=NOW
    )
    assert told == {"drawers left open": 1}
    assert picture() == before


def test_a_part_of_the_bank_has_no_drawer(bank):
    before = picture()
    with pytest.raises(payments.NotATeller):
        open_drawer(TESTER)
    assert picture() == before


def test_a_drawer_is_kept_in_a_currency_with_notes(teller):
    with pytest.raises(payments.NoCashInCurrency):
        open_drawer(teller, Money.of(1, "KWD"))
    with pytest.raises(ValueError, match="zero or more"):
        open_drawer(teller, eur(-1))


def test_cash_over_the_counter_goes_through_the_drawer_and_not_the_vault(teller, drawer, anna):
    before = own("1000")
    into = cash(payments.deposit, anna, eur(20), drawer=drawer, teller=teller)
    cash(payments.withdraw, anna, eur(50), drawer=drawer, teller=teller)
    assert (left(anna), in_drawer(drawer), own("1000")) == (eur(70), eur(970), before)
    assert into.kind == payments.MovementKind.DEPOSIT
    assert [line.amount for line in payments.cash_lines(drawer_id=drawer.drawer_id)] == [
        eur(1_000),
        eur(20),
        eur(-50),
    ]
    assert listed(drawer) == in_drawer(drawer).minor
    assert books.broken() == []


def test_a_drawer_pays_out_what_it_holds_and_no_more(teller, anna):
    drawer = open_drawer(teller, eur(40))
    before = picture()
    with pytest.raises(payments.CashShort):
        cash(payments.withdraw, anna, eur("40.01"), drawer=drawer, teller=teller)
    assert picture()[1:] == before[1:]
    assert in_drawer(drawer) == eur(40)
    cash(payments.withdraw, anna, eur(40), drawer=drawer, teller=teller)
    assert in_drawer(drawer) == eur(0)


def test_it_is_said_whether_the_drawer_or_the_customer_is_short(teller, drawer, anna):
    with pytest.raises(payments.InsufficientFunds):
        cash(payments.withdraw, anna, eur(101), drawer=drawer, teller=teller)


def test_postgresql_itself_refuses_a_drawer_below_zero(teller, drawer):
    account_id = CashMovement.objects.get().session.drawer.ledger_account_id
    vault_id = books.bank_account("1000")
    outcome = books.book((account_id, 100_001), (vault_id, -100_001))
    assert outcome.code == ledger.RefusalCode.INSUFFICIENT_FUNDS
    with pytest.raises(ledger.UnbalancedPosting):
        books.book((account_id, 1))
    with pytest.raises(Exception, match="floor"):
        books.set_floor(account_id=account_id, floor=eur(1_001))


def test_a_drawer_is_its_tellers_alone(drawer, anna):
    other = staff("teller-2")
    before = picture()
    with pytest.raises(payments.NotYourDrawer):
        cash(payments.deposit, anna, eur(1), drawer=drawer, teller=other)
    with pytest.raises(payments.NotYourDrawer):
        vault(drawer, eur(1), "to_vault", teller=other)
    assert picture()[:-1] == before[:-1]


def test_a_drawer_nobody_has_is_not_found(teller, anna):
    class Nowhere:
        drawer_id = request_key().key

    with pytest.raises(payments.DrawerNotFound):
        cash(payments.deposit, anna, eur(1), drawer=Nowhere, teller=teller)
    with pytest.raises(payments.DrawerNotFound):
        payments.get_drawer(drawer_id=Nowhere.drawer_id)


def test_cash_in_another_currency_is_refused(teller, drawer):
    dollars = factories.account(funds=100, currency="USD")
    before = picture()
    with pytest.raises(payments.CurrencyMismatch):
        cash(payments.deposit, dollars, Money.of(5, "USD"), drawer=drawer, teller=teller)
    assert picture()[1:] == before[1:]


def test_cash_goes_between_drawer_and_vault_during_the_day(teller, drawer):
    before = own("1000")
    assert vault(drawer, eur(200), "to_drawer", teller=teller).expected == eur(1_200)
    assert vault(drawer, eur(700), "to_vault", teller=teller).expected == eur(500)
    assert own("1000") == before + 50_000
    with pytest.raises(payments.CashShort):
        vault(drawer, eur("500.01"), "to_vault", teller=teller)
    with pytest.raises(ValueError, match="positive"):
        vault(drawer, eur(0), "to_vault", teller=teller)
    assert listed(drawer) == in_drawer(drawer).minor == 50_000


@pytest.mark.parametrize("move", ["cash", "vault"])
def test_an_order_sent_twice_moves_cash_once(teller, drawer, anna, move):
    key = request_key()
    for _ in range(2):
        if move == "cash":
            cash(payments.deposit, anna, eur(5), drawer=drawer, teller=teller, request=key)
        else:
            vault(drawer, eur(5), "to_drawer", teller=teller, request=key)
    assert in_drawer(drawer) == eur(1_005)
    assert listed(drawer) == 100_500


def test_one_drawer_cannot_be_opened_twice_at_once(committed_bank):
    teller = staff()
    outcomes = in_threads(3, lambda _: open_drawer(teller, eur(100)))
    assert sorted(type(each).__name__ for each in outcomes) == [
        "DrawerAlreadyOpen",
        "DrawerAlreadyOpen",
        "DrawerView",
    ]
    assert len(payments.open_drawers()) == 1
    assert own("1000") == -10_000


def test_two_tellers_at_once_do_not_mix_their_cash(committed_bank):
    anna = factories.account(funds=1_000)
    tellers = [staff("teller-1"), staff("teller-2")]
    drawers = [open_drawer(each, eur(100)) for each in tellers]

    def serve(number: int) -> None:
        for _ in range(5):
            cash(
                payments.withdraw,
                anna,
                eur(10 + number),
                drawer=drawers[number],
                teller=tellers[number],
            )

    assert in_threads(2, serve) == [None, None]
    assert [in_drawer(each) for each in drawers] == [eur(50), eur(45)]
    assert [listed(each) for each in drawers] == [5_000, 4_500]
    assert left(anna) == eur(1_000 - 50 - 55)
    assert books.broken() == []


def test_withdrawals_at_once_take_no_more_than_the_drawer_holds(committed_bank):
    anna, teller = factories.account(funds=1_000), staff()
    drawer = open_drawer(teller, eur(100))
    outcomes = in_threads(
        4,
        lambda _: cash(payments.withdraw, anna, eur(30), drawer=drawer, teller=teller),
    )
    short = [each for each in outcomes if isinstance(each, payments.CashShort)]
    assert (len(short), in_drawer(drawer), listed(drawer)) == (1, eur(10), 1_000)
