"""Transfers between customers' accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor, ActorKind
from bankcore.db.combining import Combiner
from bankcore.db.transactions import is_free, use_case
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.logs import context
from payments.domain.movements import Movement, MovementKind, TransferOrder
from payments.services import booking, screening, self_service, two_people, undoing
from payments.services.transfers_together import Asked, submit_together

_LARGEST: Final = 100


class SameAccount(BankError):
    """Both sides of the transfer are one account."""

    code = "same_account"
    cure = "Choose another account to transfer to."

    def __init__(self) -> None:
        super().__init__(
            "The transfer goes to the account it comes from.", field="credit_account_id"
        )


@needs("payments.make_transfer")
def submit(
    *,
    order: TransferOrder,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
    confirmation_id: UUID | None = None,
    undo_within: timedelta | None = None,
) -> Movement:
    """Transfer money at once; with `undo_within` as payments.submit says.

    What programs order at the same time is booked in one database transaction, and each answered
    as if it had been alone. A customer in online banking confirms it, unless both accounts are the
    customer's own and screening does not ask for it all the same: identity.ConfirmationRequired.
    Raises SameAccount, accounts.AccountNotFound, what screening.let_pass raises, booking's
    refusals, what self_service.check raises, and two_people.TakesTwoPeople where a member of staff
    moves more than STAFF_PAYMENT_LIMIT.
    """
    if _goes_together(order, actor):
        address = context.current().address
        asked = Asked(order=order, request=request, actor=actor, address=address, now=now)
        return _COMBINER.ask(asked)
    return _submit(
        order=order,
        request=request,
        actor=actor,
        now=now,
        confirmation_id=confirmation_id,
        undo_within=undo_within,
    )


def _goes_together(order: TransferOrder, actor: Actor) -> bool:
    """Return whether it is a program's that is held to no customer's rows in the database."""
    is_program = actor.kind is ActorKind.API_CLIENT and actor.rights.customer_id is None
    is_plain = order.debit_account_id != order.credit_account_id and order.amount.minor > 0
    return is_program and is_plain and is_free()


def _alone(asked: Asked) -> Movement:
    return _submit(
        order=asked.order,
        request=asked.request,
        actor=asked.actor,
        now=asked.now,
        confirmation_id=None,
    )


@use_case
def _submit(
    *,
    order: TransferOrder,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
    confirmation_id: UUID | None,
    undo_within: timedelta | None = None,
) -> Movement:
    two_people.require_alone(actor=actor, amount=order.amount)
    refs = _accounts(order)
    ask = self_service.Ask(
        account_id=order.debit_account_id,
        consent=_consent(order, refs),
        request_key=request.key,
        confirmation_id=confirmation_id,
        exemption="" if confirmation_id else _exemption(order, refs, actor),
    )
    ordered = self_service.check(ask, actor=actor, now=now)
    try:
        movement = _book(
            order,
            refs,
            request,
            actor=actor,
            now=now,
            confirmed=ordered.proof is not None,
            undo_within=undo_within,
        )
    except screening.PaymentHeld as waiting:
        self_service.finish_held(ordered, waiting, actor=actor, now=now)
        raise
    paid_to = refs[order.credit_account_id].iban
    self_service.finish(ordered, movement, paid_to=paid_to, actor=actor, now=now)
    return movement


@needs("payments.make_transfer")
def ask_for(
    *, order: TransferOrder, actor: Actor, now: datetime, step_up: bool = False
) -> identity.ConfirmationView | None:
    """Ask the customer to confirm the transfer; None where it is exempt.

    With `step_up` nothing is exempt: submitting it has raised ConfirmationRequired. Raises
    SameAccount, accounts.AccountNotFound, what self_service.check_account raises, and what
    identity.ask_confirmation raises.
    """
    refs = _accounts(order)
    self_service.check_account(account_id=order.debit_account_id, amount=order.amount, actor=actor)
    if not step_up and _exemption(order, refs, actor):
        return None
    return identity.ask_confirmation(consent=_consent(order, refs), actor=actor, now=now)


def sides(order: TransferOrder) -> tuple[booking.Side, booking.Side]:
    """Return where the money comes from and goes to; raises SameAccount and AccountNotFound."""
    refs = _accounts(order)
    return (
        booking.Side.of(refs[order.debit_account_id]),
        booking.Side.of(refs[order.credit_account_id]),
    )


def make(
    *, order: TransferOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Transfer in the caller's use case, whoever orders it; raises what submit raises."""
    return _book(order, _accounts(order), request, actor=actor, now=now)


def _accounts(order: TransferOrder) -> dict[UUID, accounts.AccountRef]:
    if order.debit_account_id == order.credit_account_id:
        raise SameAccount
    return accounts.resolve(account_ids=[order.debit_account_id, order.credit_account_id])


def _consent(order: TransferOrder, refs: dict[UUID, accounts.AccountRef]) -> identity.Consent:
    return identity.Consent(
        action="payments.transfer",
        amounts=(order.amount,),
        payee=refs[order.credit_account_id].iban,
        about=(refs[order.debit_account_id].iban, order.narrative),
    )


def _exemption(order: TransferOrder, refs: dict[UUID, accounts.AccountRef], actor: Actor) -> str:
    return self_service.exemption_between(
        refs[order.debit_account_id].customer_id,
        refs[order.credit_account_id].customer_id,
        actor=actor,
    )


def _book(
    order: TransferOrder,
    refs: dict[UUID, accounts.AccountRef],
    request: ledger.RequestKey,
    *,
    actor: Actor,
    now: datetime,
    confirmed: bool = False,
    undo_within: timedelta | None = None,
) -> Movement:
    leaving = screening.Leaving(
        kind=MovementKind.TRANSFER,
        request=request,
        debit=refs[order.debit_account_id],
        credit=refs[order.credit_account_id],
        amount=order.amount,
        narrative=order.narrative,
    )
    screening.let_pass(leaving, actor=actor, now=now, confirmed=confirmed)
    undoing.wait(leaving, undo_within, actor=actor, now=now)
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


_COMBINER: Final = Combiner[Asked, Movement](
    together=submit_together, alone=_alone, largest=_LARGEST
)
