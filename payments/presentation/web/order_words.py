"""Words of standing orders, in the language of the page."""

from __future__ import annotations

from itertools import islice
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bankcore.calendars import Convention
from bankcore.presentation.templatetags.money import day
from payments import public as payments

Words = str | Promise

STATES: Final[dict[payments.OrderState, Words]] = {
    payments.OrderState.ACTIVE: _("active"),
    payments.OrderState.PAUSED: _("paused"),
    payments.OrderState.ENDED: _("ended"),
    payments.OrderState.CANCELLED: _("cancelled"),
}
CONVENTIONS: Final[dict[Convention, Words]] = {
    Convention.FOLLOWING: _("on the next business day"),
    Convention.MODIFIED_FOLLOWING: _(
        "on the next business day of the same month, else the one before"
    ),
    Convention.PRECEDING: _("on the business day before"),
    Convention.NONE: _("on the day itself"),
}
_DAYS_TOLD: Final = 3
_EXECUTIONS: Final[dict[payments.ExecutionState, Words]] = {
    payments.ExecutionState.PENDING: _("waits"),
    payments.ExecutionState.EXECUTED: _("executed"),
    payments.ExecutionState.FAILED: _("not paid"),
    payments.ExecutionState.SKIPPED: _("left out"),
}
# By the codes of why a date was not paid; others are the bank's own matter.
_REASONS: Final[dict[str, Words]] = {
    "skipped": _("you left it out"),
    "paused": _("the order was paused"),
    "nothing_to_sweep": _("nothing was above the amount"),
    "insufficient_funds": _("not enough money"),
    "payment_held": _("the bank looks at it"),
    "payment_declined": _("the bank does not pay it"),
    "account_blocked": _("the account is blocked"),
    "account_closed": _("the account is closed"),
    "below_minimum_balance": _("the account must keep its minimum"),
    "transaction_limit_exceeded": _("above the limit of a payment"),
    "daily_limit_exceeded": _("above the limit of the day"),
    "monthly_limit_exceeded": _("above the limit of the month"),
}
_EVERY: Final[dict[payments.Unit, tuple[Words, Words]]] = {
    payments.Unit.DAY: (_("every day"), _("every %(n)s days")),
    payments.Unit.WEEK: (_("every week"), _("every %(n)s weeks")),
    payments.Unit.MONTH: (_("every month"), _("every %(n)s months")),
    payments.Unit.YEAR: (_("every year"), _("every %(n)s years")),
}


def how_often(rule: payments.Recurrence) -> str:
    """Return how often an order is due."""
    if rule.unit is payments.Unit.ONCE:
        return gettext("once")
    one, many = _EVERY[rule.unit]
    return str(one) if rule.every == 1 else str(many) % {"n": rule.every}


def repeated(rule: payments.Recurrence) -> str:
    """Return how an order goes on after its first date, and until when."""
    if rule.unit is payments.Unit.ONCE:
        return gettext("never again")
    parts = [how_often(rule)]
    if rule.until:
        parts.append(gettext("until %(day)s") % {"day": day(rule.until)})
    if rule.times:
        parts.append(gettext("%(n)s times") % {"n": rule.times})
    return ", ".join(parts)


def moved(rule: payments.Recurrence) -> str:
    """Return when an order pays what falls on a day that is no business day."""
    return str(CONVENTIONS[rule.convention])


def first_days(rule: payments.Recurrence) -> str:
    """Return the days on which a new order pays first, as its calendar moves them."""
    days = [day(each) for each in islice(rule.due_dates(0), _DAYS_TOLD + 1)]
    told = ", ".join(days[:_DAYS_TOLD])
    return gettext("%(days)s and so on") % {"days": told} if len(days) > _DAYS_TOLD else told


def became(state: payments.ExecutionState, reason: str) -> str:
    """Return what became of a date of an order, and why it was not paid, by the reason's code."""
    told = str(_EXECUTIONS[state])
    if not reason or state is payments.ExecutionState.EXECUTED:
        return told
    return f"{told}: {_REASONS.get(reason) or gettext('the bank could not pay it')}"


def payee(order: payments.StandingOrderView) -> str:
    """Return whom an order pays."""
    return f"{order.payee.name} {order.payee.iban}".strip() or gettext("an account of this bank")
