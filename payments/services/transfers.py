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
from payments.services import booking


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

    Raises SameAccount, accounts.AccountNotFound and booking's refusals.
    """
    if order.debit_account_id == order.credit_account_id:
        raise SameAccount
    refs = accounts.resolve(account_ids=[order.debit_account_id, order.credit_account_id])
    return booking.book(
        booking=booking.Booking(
            kind=MovementKind.TRANSFER,
            debit=booking.Side.of(refs[order.debit_account_id]),
            credit=booking.Side.of(refs[order.credit_account_id]),
            amount=order.amount,
            narrative=order.narrative,
        ),
        request=request,
        actor=actor,
        now=now,
    )
