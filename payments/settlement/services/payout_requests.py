"""Payouts that members of staff order: a second person decides."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.money import Currency, Money
from payments.services import branch_scope, two_people
from payments.settlement.domain.payouts import PayoutOrder
from payments.settlement.services import payouts

KIND: Final = "settlement.payout"


@needs("gateway.pay_out")
@use_case
def request_payout(
    *, merchant_pk: int, amount: Money, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for a payout to a merchant; what is available is looked at when it is approved.

    Raises payouts.PayoutNotFound, payouts.NotAvailable for nothing at all, accounts.NotInBranch,
    approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    terms = payouts.merchant(merchant_pk)
    branch_scope.require_branch_of(customer_id=terms.customer_id, actor=actor)
    if amount.minor <= 0:
        message = "A payout is of some amount."
        raise payouts.NotAvailable(message, field="amount")
    return two_people.ask(
        kind=KIND,
        subject=f"merchant:{terms.object_id}",
        payload={
            "merchant": merchant_pk,
            "amount_minor": amount.minor,
            "currency": amount.currency.code,
        },
        reason=reason,
        amount=amount,
        actor=actor,
        now=now,
    )


@requires_transaction
def execute_payout(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Order the approved payout; raises payouts.NotAvailable and PayoutAccountUnusable."""
    given = request.payload
    amount = Money(int(str(given["amount_minor"])), Currency.of(str(given["currency"])))
    order = PayoutOrder(
        merchant_pk=int(str(given["merchant"])), amount=amount, description="Ordered by the bank"
    )
    return f"payout:{payouts.create(order=order, actor=actor, now=now).object_id}"
