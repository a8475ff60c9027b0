"""Fees: charged for what happens, waived for a reason, given back by staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from accounts.domain.fees import FeeEvent, fee
from accounts.domain.usage import FeeChargeView
from accounts.models import FeeCharge, FeeRefund
from accounts.repositories import fees
from accounts.repositories.usage import AccountRules
from accounts.services import accounts, fee_postings, usage
from accounts.services.fee_postings import Run
from accounts.services.two_people import TakesTwoPeople
from bankcore.access import needs
from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeOrder:
    """Something that may cost a fee: `base` (minor units) is what a percentage is taken of.

    `reference` names it for ever: the same account, event and reference are charged once.
    """

    account_id: UUID
    event: FeeEvent
    reference: str
    base: Money
    day: date


@requires_transaction
def charge_for_event(*, order: FeeOrder, actor: Actor, now: datetime) -> Money | None:
    """Charge the fee of the account's product for an event, in the caller's transaction.

    Returns what was charged; None where the product asks nothing, it is waived, or it was charged
    before. A fee that the ledger refuses stays due, and the end of a day tries again. Costs one
    query where the product has no fee for the event. Raises accounts.AccountNotFound.
    """
    rules = usage.found(account_id=order.account_id, day=order.day, event=order.event)
    return charge(rules=rules, order=order, run=Run(day=order.day, actor=actor, now=now))


@requires_transaction
def charge(*, rules: AccountRules, order: FeeOrder, run: Run) -> Money | None:
    """Charge the fee of these rules, if they have one, as charge_for_event says."""
    if rules.fee is None:
        return None
    amount = fee(rules.fee.rate, base=order.base.minor)
    if not amount:
        return None
    waived = fees.waiver_reason(
        account=rules.account, customer=rules.customer, event=order.event, day=order.day
    )
    row = fees.NewCharge(
        rules.account, order.event, order.reference, order.day, order.base.minor, amount, waived
    )
    added = fees.add_charges([row], now=run.now)
    if not added or waived:
        return None
    due = fees.DueFee(
        added[0], rules.ledger_account_id, rules.currency, order.event, order.reference, amount
    )
    fee_postings.book_each([due], run=run)
    return Money(amount, Currency.numbered(rules.currency))


def quote(*, account_id: UUID, event: FeeEvent, base: Money, day: date) -> Money:
    """Return what the event would cost on the day; nothing where it is waived, or has no fee.

    Raises accounts.AccountNotFound.
    """
    rules = usage.found(account_id=account_id, day=day, event=event)
    amount = 0 if rules.fee is None else fee(rules.fee.rate, base=base.minor)
    if amount and fees.waiver_reason(
        account=rules.account, customer=rules.customer, event=event, day=day
    ):
        amount = 0
    return Money(amount, base.currency)


def page(
    *, account_id: UUID, before: int | None = None, limit: int
) -> tuple[list[FeeChargeView], int | None]:
    """Return up to `limit` of the account's fees, newest first, and `before` for the next page.

    The second is None on the last page. Raises accounts.AccountNotFound.
    """
    accounts.resolve(account_ids=[account_id])
    rows = fees.page(account_id=account_id, before=before, limit=limit + 1)
    after = rows[limit - 1].pk if len(rows) > limit else None
    return [_view(row) for row in rows[:limit]], after


class FeeNotFound(BankError):
    """There is no such fee."""

    code = "fee_not_found"
    cure = "Check the fee's id."
    status = 404


class FeeNotRefundable(BankError):
    """Only a fee that was charged can be given back, and only once."""

    code = "fee_not_refundable"
    cure = "Choose a fee that was charged and not refunded."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """A charged fee to be given back, and why."""

    charge_id: int
    reason: str


@needs("accounts.refund_fee")
@use_case
def refund(*, charge_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Give a small fee back alone; people ask for a larger one by `ask_for_fee_refund`.

    Raises two_people.TakesTwoPeople and what refund_within raises.
    """
    if refund_takes_two(charge_id=charge_id, actor=actor):
        message = f"Giving back a fee of more than {settings.FEE_REFUND_LIMIT} takes two people."
        raise TakesTwoPeople(message)
    order = RefundOrder(charge_id=charge_id, reason=reason)
    refund_within(order=order, actor=actor, now=now)


@requires_transaction
def refund_takes_two(*, charge_id: int, actor: Actor) -> bool:
    """Return whether this actor needs a second to give the fee back; raises FeeNotFound."""
    charged = charged_amount(charge_id=charge_id)
    limit = Money.of(settings.FEE_REFUND_LIMIT, charged.currency.code)
    return actor.kind is not ActorKind.SYSTEM and charged > limit


@requires_transaction
def charged_amount(*, charge_id: int) -> Money:
    """Return what was charged, and keep it so until commit; raises FeeNotFound."""
    charged = _charge_locked(charge_id)
    return Money(charged.amount_minor, Currency.numbered(charged.account.currency))


@requires_transaction
def refund_within(*, order: RefundOrder, actor: Actor, now: datetime) -> None:
    """Give a charged fee back to its account, with the value date that it had.

    A fee that is a transaction of its own is reversed; one of many in a transaction is booked
    back. Raises FeeNotFound and FeeNotRefundable.
    """
    charge_id, reason = order.charge_id, order.reason
    charged = _charge_locked(charge_id)
    if charged.txn_id is None or fees.is_refunded(charge_id=charge_id):
        message = "The fee was not charged, or has been refunded."
        raise FeeNotRefundable(message)
    outcome = _give_back(charged, charged.txn_id, reason, actor, now)
    if isinstance(outcome, ledger.Refused):
        message = f"The fee cannot be booked back: {outcome.code.replace('_', ' ')}."
        raise FeeNotRefundable(message)
    fees.add_refund(
        FeeRefund(
            charge=charged,
            txn_id=outcome.txn_id,
            reason=reason,
            refunded_at=now,
            refunded_by=str(actor),
        )
    )
    audit.record(
        actor=actor,
        action="accounts.fee.refunded",
        subject=f"account:{charged.account.public_id}",
        detail={"charge": charge_id, "reason": reason},
        at=now,
    )


def _charge_locked(charge_id: int) -> FeeCharge:
    charged = fees.get_locked(charge_id=charge_id)
    if charged is None:
        message = f"There is no fee {charge_id}."
        raise FeeNotFound(message)
    return charged


def _give_back(
    charged: FeeCharge, txn_id: int, reason: str, actor: Actor, now: datetime
) -> ledger.Outcome:
    if fees.booked_with(txn_id=txn_id) == 1:
        request = fee_postings.refund_request(charged.pk)
        return ledger.reverse(txn_id=txn_id, reason=reason, request=request, actor=actor, now=now)
    account = charged.account
    due = fees.DueFee(
        charged.pk,
        account.ledger_account_id,
        account.currency,
        charged.event,
        charged.period,
        charged.amount_minor,
    )
    run = Run(day=now.date(), actor=actor, now=now)
    return fee_postings.give_back(due, value_date=charged.day, reason=reason, run=run)


def _view(row: FeeCharge) -> FeeChargeView:
    refund_row: FeeRefund | None = getattr(row, "refund", None)
    return FeeChargeView(
        charge_id=row.pk,
        account_id=row.account.public_id,
        event=FeeEvent(row.event),
        period=row.period,
        day=row.day,
        amount=Money(row.amount_minor, Currency.numbered(row.account.currency)),
        waived_reason=row.waived_reason,
        transaction_id=row.txn_id,
        refund_transaction_id=None if refund_row is None else refund_row.txn_id,
        recorded_at=row.recorded_at,
    )
