"""Standing orders to be given, days to be run, and a picture of everything they could change."""

from __future__ import annotations

from datetime import date, timedelta

from bankcore.money import Money
from payments import public as payments
from payments.models import StandingOrder, StandingOrderExecution
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, request_key
from tests.payments.services import movements

CREDITOR = movements.CREDITOR


def terms(debit, payee, amount: Money, **more) -> payments.StandingOrderTerms:
    """Return terms of an order; `payee` is an account, or an IBAN elsewhere."""
    if isinstance(payee, str):
        whom = payments.Payee(iban=payee, name="Stadtwerke")
    else:
        whom = payments.Payee(account_id=payee.account_id)
    rule = {
        name: more.pop(name)
        for name in ("start", "unit", "every", "day_of_month", "until", "times", "convention")
        if name in more
    }
    return payments.StandingOrderTerms(
        account_id=debit.account_id,
        payee=whom,
        amount=amount,
        recurrence=payments.Recurrence(
            **{"start": OPENING_DAY, "unit": payments.Unit.MONTH} | rule
        ),
        **more,
    )


def give(debit, payee, amount: Money, *, request=None, user_id=None, **more):
    """Give an order."""
    return payments.create_standing_order(
        terms=terms(debit, payee, amount, **more),
        request=request or request_key(),
        actor=TESTER,
        now=NOW,
        user_id=user_id,
    )


def once(debit, payee, amount: Money, day: date = OPENING_DAY, **more):
    """Give a scheduled payment."""
    return give(debit, payee, amount, start=day, unit=payments.Unit.ONCE, **more)


def run(day: date = OPENING_DAY) -> dict[str, int]:
    """Run the end-of-day step of this day; the counts that are not zero."""
    counts = payments.run_standing_orders(
        day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW
    )
    return {name: count for name, count in counts.items() if count}


def run_days(first: date, days: int) -> list[dict[str, int]]:
    """Run the step of so many calendar days."""
    return [run(first + timedelta(days=number)) for number in range(days)]


def told(order) -> list[tuple]:
    """Return what became of the order's dates, oldest first."""
    found = payments.get_standing_order(order_id=order.order_id).executions
    return [(each.nominal_date, each.state.value, each.attempts) for each in reversed(found)]


def state(order) -> str:
    """Return the order's state."""
    return payments.get_standing_order(order_id=order.order_id).state.value


def picture() -> tuple:
    """Return everything that a standing order could change."""
    return (
        movements.picture(),
        sorted(StandingOrder.objects.values_list("id", "state", "amount_minor", "next_due_date")),
        sorted(StandingOrderExecution.objects.values_list("id", "state", "attempts", "try_on")),
    )
