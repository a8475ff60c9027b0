"""Payments to accounts at other banks: booked into clearing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.domain.movements import Movement, MovementKind, PaymentOrder
from payments.repositories import external_payments
from payments.services import booking, two_people

CLEARING = "2100"


class InvalidIban(BankError):
    """The creditor's IBAN cannot be right."""

    code = "invalid_iban"
    cure = "Check the IBAN for a mistyped character."

    def __init__(self) -> None:
        super().__init__("The creditor's IBAN is not valid.", field="creditor_iban")


@needs("payments.make_payment")
@use_case
def submit(
    *, order: PaymentOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Pay to an account at another bank: the money goes into clearing at once.

    Raises InvalidIban, accounts.AccountNotFound, booking's refusals, and two_people.TakesTwoPeople
    where a member of staff moves more than STAFF_PAYMENT_LIMIT.
    """
    two_people.require_alone(actor=actor, amount=order.amount)
    return make(order=order, request=request, actor=actor, now=now)


def check(order: PaymentOrder) -> None:
    """Raise InvalidIban or accounts.AccountNotFound where the order cannot be meant."""
    _checked_iban(order.creditor_iban)
    accounts.resolve(account_ids=[order.account_id])


def make(
    *, order: PaymentOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Pay in the caller's use case, whoever orders it; raises what submit raises."""
    iban = _checked_iban(order.creditor_iban)
    movement = _into_clearing(
        account_id=order.account_id,
        amount=order.amount,
        narrative=f"{order.creditor_name} {order.remittance}".strip(),
        request=request,
        actor=actor,
        now=now,
    )
    if not movement.replayed:
        external_payments.add(
            transaction_id=movement.transaction_id, order=order, creditor_iban=iban, at=now
        )
    return movement


@needs("payments.make_payment")
@use_case
def process(
    *, account_id: UUID, amount: Money, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Take a payment from an account for an integrator: the money goes into clearing at once.

    Raises accounts.AccountNotFound, booking's refusals and two_people.TakesTwoPeople.
    """
    two_people.require_alone(actor=actor, amount=amount)
    return _into_clearing(
        account_id=account_id,
        amount=amount,
        narrative="Payment",
        request=request,
        actor=actor,
        now=now,
    )


def _into_clearing(
    *,
    account_id: UUID,
    amount: Money,
    narrative: str,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> Movement:
    account = accounts.resolve(account_ids=[account_id])[account_id]
    clearing = ledger.internal_account(
        gl_code=CLEARING, currency=amount.currency, opened_on=now.date()
    )
    return booking.book(
        booking=booking.Booking(
            kind=MovementKind.PAYMENT,
            debit=booking.Side.of(account),
            credit=booking.Side(clearing),
            amount=amount,
            narrative=narrative,
        ),
        request=request,
        actor=actor,
        now=now,
    )


def _checked_iban(text: str) -> str:
    try:
        return str(IBAN(text))
    except SchwiftyException:
        raise InvalidIban from None
