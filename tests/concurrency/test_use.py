"""Many at once about one account's use: mandates, signatures, closing, falling asleep."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from accounts.services import mandates
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts import use
from tests.bankcore.ledger.books import broken
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, eur
from tests.payments.services.movements import left, withdraw

pytestmark = pytest.mark.usefixtures("committed_bank")


def test_a_mandates_daily_limit_holds_when_many_orders_come_at_once():
    anna, ben = factories.account(), factories.customer("Demo Person 02")
    order = accounts.MandateOrder(
        account_id=anna.account_id,
        customer_id=ben.customer_id,
        valid_from=OPENING_DAY,
        daily_limit=eur(50),
    )
    accounts.give_mandate(order=order, actor=TESTER, now=NOW)

    def use_it(number: int) -> None:
        use_case(accounts.use_mandate)(
            account_id=anna.account_id,
            customer_id=ben.customer_id,
            amount=eur(20),
            day=OPENING_DAY,
            reference=f"order {number}",
        )

    outcomes = in_threads(8, use_it)
    assert outcomes.count(None) == 2, outcomes
    refused = [each for each in outcomes if each is not None]
    assert {type(each) for each in refused} == {mandates.MandateDailyLimitExceeded}


def test_of_two_who_sign_at_once_exactly_one_completes_the_order():
    anna = factories.account()
    signers = [anna.customer_id]
    for number in (2, 3):
        joint = factories.customer(f"Demo Person 0{number}")
        accounts.add_holder(
            account_id=anna.account_id,
            customer_id=joint.customer_id,
            valid_from=OPENING_DAY,
            actor=TESTER,
            now=NOW,
        )
        signers.append(joint.customer_id)
    accounts.set_signing_rule(
        account_id=anna.account_id,
        rule=accounts.SigningRule.ALL_SIGN,
        actor=TESTER,
        now=NOW,
    )
    for round_ in range(3):
        order = accounts.OrderToSign(
            account_id=anna.account_id, reference=f"order {round_}", order_hash=b"1" * 32
        )
        answers = in_threads(
            3,
            lambda number, order=order: use_case(accounts.sign_order)(
                order=order, customer_id=signers[number], day=OPENING_DAY, now=NOW
            ),
        )
        assert sorted(each.is_complete for each in answers) == [False, False, True]


def test_two_accounts_closed_into_each_other_at_once_lose_nothing():
    pair = [factories.account(funds=10), factories.account(funds=20)]

    def close(number: int) -> accounts.AccountClosing:
        order = accounts.ClosingOrder(
            account_id=pair[number].account_id,
            payout_account_id=pair[1 - number].account_id,
            reason="x",
        )
        return accounts.close_account(order=order, actor=TESTER, now=NOW)

    outcomes = in_threads(2, close)
    assert sum(isinstance(each, accounts.AccountClosing) for each in outcomes) == 1, outcomes
    assert sorted(left(each).minor for each in pair) == [0, 3_000]
    assert broken() == []


def test_an_account_that_is_used_while_accounts_fall_asleep_is_either_used_or_asleep():
    use.limits(dormancy_days=1)
    anna = factories.account(funds=10)
    day = OPENING_DAY + timedelta(days=9)
    ledger.close_business_day(next_day=day, actor=TESTER, now=NOW)

    def both(number: int) -> object:
        if number:
            return withdraw(anna, eur(1))
        return accounts.mark_dormant_accounts(
            day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW
        )

    marked, withdrawal = in_threads(2, both)
    used = not isinstance(withdrawal, Exception)
    assert marked == {"dormant": 0 if used else 1}
    assert broken() == []
