"""Two runs of the end of day at once pay each standing order once."""

from datetime import timedelta

from payments import public as payments
from payments.models import StandingOrder, StandingOrderExecution
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, eur
from tests.payments.services.movements import left
from tests.payments.services.orders import give, run


def test_two_runs_at_once_pay_each_order_once(committed_bank, monkeypatch):
    del committed_bank
    monkeypatch.setitem(payments_batch(), payments.AmountRule.FIXED, 4)
    anna, ben = factories.account(funds=1_000), factories.account()
    for _ in range(30):
        give(anna, ben, eur(10))
    give(anna, ben, eur(600), rule=payments.AmountRule.SWEEP)
    results = in_threads(3, lambda _: run())
    assert sum(counts.get("executed", 0) for counts in results) == 31, results
    assert (left(anna), left(ben)) == (eur(600), eur(400))
    assert StandingOrderExecution.objects.filter(state="EXECUTED").count() == 31
    assert books.broken() == []


def test_an_order_cancelled_during_the_run_is_paid_or_not_but_never_both(committed_bank):
    del committed_bank
    anna, ben = factories.account(funds=1_000), factories.account()
    orders = [give(anna, ben, eur(10)) for _ in range(12)]

    def work(number):
        if number == 0:
            return run()
        return [
            payments.cancel_standing_order(order_id=order.order_id, actor=TESTER, now=NOW)
            for order in orders
        ]

    results = in_threads(2, work)
    assert not any(isinstance(result, Exception) for result in results), results
    paid = StandingOrderExecution.objects.filter(state="EXECUTED").count()
    assert left(ben) == eur(10 * paid)
    assert set(StandingOrder.objects.values_list("state", flat=True)) == {"CANCELLED"}
    assert run(OPENING_DAY + timedelta(days=70)) == {}
    assert left(ben) == eur(10 * paid)


def payments_batch() -> dict:
    from payments.services import standing_order_runs

    return standing_order_runs._BATCH
