"""Booking transactions, one and many."""

from datetime import date, timedelta

import pytest

from bankcore.ledger import public as ledger
from bankcore.ledger.services.posting import BatchTooLarge
from bankcore.money import Currency, Money
from tests.bankcore.ledger.books import bank_account, book, broken, customer_account, post, posted
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, posting, request_key

pytestmark = pytest.mark.usefixtures("bank")


def test_money_moves_from_the_debited_to_the_credited_account():
    anna, ben = customer_account(funds=10_000), customer_account()
    outcome = book((anna, -2_500), (ben, 2_500), narrative="Rent")
    assert isinstance(outcome, ledger.Posted)
    assert (outcome.booking_date, outcome.created_at) == (OPENING_DAY, NOW)
    assert not outcome.replayed
    assert (posted(anna), posted(ben)) == (7_500, 2_500)
    assert broken() == []


def test_a_transaction_can_be_read_back_as_it_was_booked():
    anna, ben = customer_account(funds=10_000), customer_account()
    outcome = book((anna, -2_500), (ben, 2_500), narrative="Rent")
    view = ledger.transaction(txn_id=outcome.txn_id)
    assert (view.narrative, view.actor, view.kind) == ("Rent", "system:test", 2)
    assert [(leg.account_id, leg.amount.minor, leg.balance_after.minor) for leg in view.legs] == [
        (anna, -2_500, 7_500),
        (ben, 2_500, 2_500),
    ]
    assert (view.booking_date, view.value_date) == (OPENING_DAY, OPENING_DAY)
    assert (view.reverses, view.reversed_by) == (None, None)


def test_an_account_of_the_asset_side_shows_its_debits_as_money():
    cash, ben = bank_account("1000"), customer_account()
    book((cash, -700), (ben, 700))
    assert posted(cash) == 700
    assert ledger.balance(account_id=cash).available is None


def test_many_transactions_are_decided_in_the_order_given():
    anna, ben, carl = customer_account(funds=100), customer_account(), customer_account()
    outcomes = post(
        postings=[
            posting((ben, -60), (carl, 60)),  # Ben has nothing yet
            posting((anna, -80), (ben, 80)),
            posting((ben, -60), (carl, 60)),
            posting((anna, -30), (ben, 30)),  # Anna has 20 left
            posting((anna, -20), (ben, 20)),
        ],
        now=NOW,
    )
    assert [type(outcome) for outcome in outcomes] == [
        ledger.Refused,
        ledger.Posted,
        ledger.Posted,
        ledger.Refused,
        ledger.Posted,
    ]
    assert (posted(anna), posted(ben), posted(carl)) == (0, 40, 60)
    assert broken() == []


def test_transactions_of_one_batch_have_ids_in_their_order():
    anna, ben = customer_account(funds=100), customer_account()
    outcomes = post(postings=[posting((anna, -1), (ben, 1)) for _ in range(5)], now=NOW)
    ids = [outcome.txn_id for outcome in outcomes]
    assert ids == sorted(set(ids))


def test_an_amount_moves_through_many_legs_and_twice_through_one_account():
    anna, ben, fees = customer_account(funds=1_000), customer_account(), bank_account("4100")
    outcome = book((anna, -500), (anna, -10), (ben, 500), (fees, 10))
    assert isinstance(outcome, ledger.Posted)
    assert (posted(anna), posted(ben), posted(fees)) == (490, 500, 10)
    lines = ledger.entries(account_id=anna, chosen=ledger.EntryFilter(), limit=2)
    assert [line.balance_after.minor for line in lines] == [490, 500]
    assert broken() == []


def test_a_leg_that_dips_below_the_floor_is_refused_though_a_later_leg_would_cure_it():
    anna, ben = customer_account(), customer_account(funds=100)
    outcome = book((anna, -50), (anna, 50), (ben, -1), (bank_account(), 1))
    assert outcome.code is ledger.RefusalCode.INSUFFICIENT_FUNDS
    assert isinstance(book((anna, 50), (anna, -50)), ledger.Posted)


def test_one_transaction_may_move_several_currencies_each_in_balance():
    euros, dollars = customer_account(funds=1_000), customer_account(currency="USD")
    fx_eur, fx_usd = bank_account("1900", "EUR"), bank_account("1900", "USD")
    eur, usd = Currency.of("EUR"), Currency.of("USD")
    order = ledger.Posting(
        request=request_key(),
        kind=ledger.TransactionKind.GENERAL,
        legs=(
            ledger.Leg(euros, Money(-1_000, eur)),
            ledger.Leg(fx_eur, Money(1_000, eur)),
            ledger.Leg(fx_usd, Money(-1_100, usd)),
            ledger.Leg(dollars, Money(1_100, usd)),
        ),
        actor=TESTER,
    )
    assert isinstance(post(postings=[order], now=NOW)[0], ledger.Posted)
    assert (posted(euros), posted(dollars)) == (0, 1_100)
    assert broken() == []


def test_legs_that_balance_only_across_currencies_make_no_transaction():
    legs = (
        ledger.Leg(1, Money(-100, Currency.of("EUR"))),
        ledger.Leg(2, Money(100, Currency.of("USD"))),
    )
    with pytest.raises(ledger.UnbalancedPosting):
        ledger.Posting(
            request=request_key(), kind=ledger.TransactionKind.GENERAL, legs=legs, actor=TESTER
        )


@pytest.mark.parametrize("legs", [(), ((1, 0),), ((1, 5),), ((1, 5), (2, -4)), ((1, 0), (2, 0))])
def test_legs_that_do_not_sum_to_zero_make_no_transaction(legs):
    with pytest.raises(ledger.UnbalancedPosting):
        posting(*legs)


def test_an_older_value_date_is_kept_and_the_booking_date_is_today():
    anna, ben = customer_account(funds=100), customer_account()
    outcome = book((anna, -1), (ben, 1), value_date=date(2026, 2, 20))
    view = ledger.transaction(txn_id=outcome.txn_id)
    assert (view.booking_date, view.value_date) == (OPENING_DAY, date(2026, 2, 20))


def test_a_future_booking_date_gets_its_partition_when_it_is_needed():
    anna, ben = customer_account(funds=100), customer_account()
    far = OPENING_DAY + timedelta(days=800)
    outcome = book((anna, -1), (ben, 1), booking_date=far)
    assert ledger.transaction(txn_id=outcome.txn_id).booking_date == far
    assert broken() == []


def test_a_batch_of_5000_is_booked_as_one():
    anna, ben = customer_account(funds=4_999), customer_account()
    orders = [posting((anna, -1), (ben, 1)) for _ in range(5_000)]
    outcomes = post(postings=orders, now=NOW)
    assert [isinstance(outcome, ledger.Posted) for outcome in outcomes] == [True] * 4_999 + [False]
    assert (posted(anna), posted(ben)) == (0, 4_999)
    assert broken() == []


@pytest.mark.parametrize("size", [0, 5_001])
def test_a_batch_of_none_or_more_than_5000_is_refused(size):
    orders = [posting((1, -1), (2, 1))] * size
    with pytest.raises(BatchTooLarge):
        post(postings=orders, now=NOW)
