"""Transfers between customers' accounts."""

from __future__ import annotations

from datetime import datetime

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.domain.movements import Movement, MovementKind, TransferOrder
from payments.services import booking, two_people


class SameAccount(BankError):
    """Both sides of the transfer are one account."""

    code = "same_account"
    cure = "Choose another account to transfer to."

    def __init__(self) -> None:
        super().__init__(
            "The transfer goes to the account it comes from.", field="credit_account_id"
        )


@needs("payments.make_transfer")
@use_case
def submit(
    *, order: TransferOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Transfer money at once.

    Raises SameAccount, accounts.AccountNotFound, booking's refusals, and two_people.TakesTwoPeople
    where a member of staff moves more than STAFF_PAYMENT_LIMIT.
    """
    two_people.require_alone(actor=actor, amount=order.amount)
    return make(order=order, request=request, actor=actor, now=now)


def sides(order: TransferOrder) -> tuple[booking.Side, booking.Side]:
    """Return where the money comes from and goes to; raises SameAccount and AccountNotFound."""
    if order.debit_account_id == order.credit_account_id:
        raise SameAccount
    ids = [order.debit_account_id, order.credit_account_id]
    refs = accounts.resolve(account_ids=ids)
    return booking.Side.of(refs[ids[0]]), booking.Side.of(refs[ids[1]])


def make(
    *, order: TransferOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Transfer in the caller's use case, whoever orders it; raises what submit raises."""
    debit, credit = sides(order)
    return booking.book(
        booking=booking.Booking(
            kind=MovementKind.TRANSFER,
            debit=debit,
            credit=credit,
            amount=order.amount,
            narrative=order.narrative,
        ),
        request=request,
        actor=actor,
        now=now,
    )
