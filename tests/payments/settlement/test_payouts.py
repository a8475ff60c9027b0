"""Merchants are paid what is available to them, never more, and each payout once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from bankcore import clock
from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.services.two_people import TakesTwoPeople
from payments.settlement import public as settlement
from payments.settlement.domain import payouts as rules
from payments.settlement.models import MerchantBalance, Payout
from payments.settlement.repositories import merchants
from tests import colleagues
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, eur
from tests.payments.settlement.shop import shop, sold

PROGRAM = Actor(
    ActorKind.API_CLIENT, "demo", Rights(permissions=frozenset({"gateway.take_payments"}))
)


def settled(amount: int = 10_000, **terms):
    demo = shop(**terms)
    sold(demo, amount, fee=0)
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    return demo


def order(of, amount: Money | None = None, actor=PROGRAM, **more):
    given = settlement.PayoutOrder(merchant_pk=of.pk, amount=amount, **more)
    return settlement.create_payout(order=given, actor=actor, now=NOW)


def pay():
    return settlement.pay_out(actor=TESTER, now=NOW)


def available(of) -> int:
    return MerchantBalance.objects.get(merchant=of.merchant).available_minor


def on_account(of) -> int:
    return ledger.balance(account_id=of.account.ledger_account_id).posted.minor


def test_everything_available_is_paid_to_the_merchants_account(bank):
    demo = settled()
    made = order(demo)
    assert (made.amount, made.state) == (eur(100), settlement.PayoutState.PENDING)
    assert (available(demo), on_account(demo), demo.owed()) == (0, 0, 10_000)
    assert pay() == (1, 0)
    assert (available(demo), on_account(demo), demo.owed()) == (0, 10_000, 0)
    found = settlement.get_payout(merchant_pk=demo.pk, object_id=made.object_id)
    assert found.state is settlement.PayoutState.PAID
    assert pay() == (0, 0)
    assert on_account(demo) == 10_000


@pytest.mark.parametrize("amount", [eur("100.01"), eur(0), eur(-1)])
def test_more_than_is_available_or_nothing_is_not_paid_out(bank, amount):
    demo = settled()
    with pytest.raises(settlement.NotAvailable):
        order(demo, amount)
    assert (available(demo), Payout.objects.count()) == (10_000, 0)


def test_the_same_request_again_is_the_same_payout(bank):
    demo, key = settled(), uuid4()
    first = order(demo, eur(60), idempotency=key)
    assert order(demo, eur(60), idempotency=key) == first
    assert available(demo) == 4_000


def test_one_of_many_at_a_time_gets_what_is_enough_for_one(committed_bank):
    demo = settled()
    results = in_threads(4, lambda _: order(demo, eur(60)))
    refused = [each for each in results if isinstance(each, settlement.NotAvailable)]
    assert len(refused) == 3
    assert (available(demo), Payout.objects.count()) == (4_000, 1)


def test_paying_at_the_same_time_pays_each_once(committed_bank):
    demo = settled()
    for _ in range(4):
        order(demo, eur(10))
    assert sum(paid for paid, _ in in_threads(3, lambda _: pay())) == 4
    assert (on_account(demo), demo.owed()) == (4_000, 6_000)


def test_a_payout_that_the_account_does_not_take_is_given_back(bank):
    demo = settled()
    made = order(demo, eur(60))
    ledger.set_status(account_id=demo.account.ledger_account_id, status=ledger.AccountStatus.FROZEN)
    assert pay() == (0, 1)
    found = settlement.get_payout(merchant_pk=demo.pk, object_id=made.object_id)
    assert (found.state, found.failure_code) == (
        settlement.PayoutState.FAILED,
        "account_blocked",
    )
    assert (available(demo), demo.owed()) == (10_000, 10_000)
    assert merchants.differences() == []


def test_only_what_is_pending_is_canceled(bank):
    demo = settled()
    first, second = order(demo, eur(10)), order(demo, eur(20))

    def cancel(made):
        return settlement.cancel_payout(
            merchant_pk=demo.pk, object_id=made.object_id, actor=PROGRAM, now=NOW
        )

    assert cancel(first).state is settlement.PayoutState.CANCELED
    assert cancel(first).state is settlement.PayoutState.CANCELED
    assert available(demo) == 8_000
    pay()
    with pytest.raises(settlement.PayoutNotPending):
        cancel(second)
    assert (available(demo), on_account(demo)) == (8_000, 2_000)


def test_another_merchants_payout_is_not_found(bank):
    made = order(settled())
    other = shop()
    with pytest.raises(settlement.PayoutNotFound):
        settlement.get_payout(merchant_pk=other.pk, object_id=made.object_id)
    with pytest.raises(settlement.PayoutNotFound):
        settlement.cancel_payout(
            merchant_pk=other.pk, object_id=made.object_id, actor=PROGRAM, now=NOW
        )


def test_a_currency_that_the_account_does_not_take_is_refused(bank):
    demo = shop(currencies=("EUR", "USD"))
    sold(demo, currency="USD", fee=0)
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    with pytest.raises(settlement.PayoutAccountUnusable):
        order(demo, Money.of(10, "USD"))


def test_who_may_not_take_payments_is_paid_nothing(bank):
    with pytest.raises(NotPermitted):
        order(settled(), actor=Actor(ActorKind.API_CLIENT, "other"))


def test_a_member_of_staff_pays_out_with_a_colleague(bank):
    demo, maker = settled(), colleagues.member("maker", Role.OPERATIONS)
    colleagues.superuser("checker")
    with pytest.raises(TakesTwoPeople):
        order(demo, eur(60), actor=maker)
    settlement.request_payout(
        merchant_pk=demo.pk,
        amount=eur(60),
        reason="Asked by the shop",
        actor=maker,
        now=clock.now(),
    )
    assert Payout.objects.count() == 0
    assert colleagues.decide(colleagues.logged_in("checker")).state == "EXECUTED"
    assert Payout.objects.get().amount_minor == 6_000
    assert available(demo) == 4_000


def schedule(days: int = 0) -> int:
    day = OPENING_DAY + timedelta(days=days)
    return settlement.schedule_payouts(day=day, actor=TESTER, now=NOW)


def test_a_schedule_pays_once_a_day(bank):
    demo = settled(payout_schedule="DAILY")
    assert [schedule(), schedule()] == [1, 0]
    sold(demo, 500, fee=0)
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    assert [schedule(), schedule(1)] == [0, 1]
    assert sorted(Payout.objects.values_list("amount_minor", flat=True)) == [500, 10_000]


def test_a_schedule_leaves_what_is_too_little_or_paid_by_hand(bank):
    settled(99, payout_schedule="DAILY")
    settled(payout_schedule="MANUAL")
    assert schedule() == 0


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("DAILY", date(2026, 3, 19)),
        ("WEEKLY", date(2026, 3, 16)),
        ("MONTHLY", date(2026, 3, 1)),
        ("MANUAL", None),
    ],
)
def test_a_schedule_has_its_days(name, first):
    assert rules.period(schedule=name, day=date(2026, 3, 19)) == first


def test_a_merchant_sees_what_it_has(bank):
    demo = shop(reserve_bps=1_000)
    sold(demo)
    (before,) = settlement.merchant_balance(merchant_pk=demo.pk)
    assert (before.available, before.pending, before.reserved) == (eur(0), eur("99.70"), eur(0))
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    order(demo, eur(20))
    (after,) = settlement.merchant_balance(merchant_pk=demo.pk)
    assert (after.available, after.pending, after.reserved) == (eur("69.70"), eur(0), eur(10))


def test_payouts_are_listed_newest_first_page_by_page(bank):
    demo = settled()
    made = [order(demo, eur(amount)).object_id for amount in (1, 2, 3)]

    def page(**where):
        found, more = settlement.page_of_payouts(merchant_pk=demo.pk, limit=2, **where)
        return [each.object_id for each in found], more

    assert page() == ([made[2], made[1]], True)
    assert page(after=made[1]) == ([made[0]], False)
    assert page(before=made[0]) == ([made[2], made[1]], False)
    assert page(state=settlement.PayoutState.PAID) == ([], False)
    later = NOW + timedelta(seconds=1)
    assert page(since=NOW, until=later) == page()
    assert page(since=later) == page(until=NOW) == ([], False)
