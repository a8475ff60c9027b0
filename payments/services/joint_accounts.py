"""Orders that one customer signs alone: refused where the account asks for more."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor, ActorKind
from bankcore.errors import BankError
from bankcore.money import Money
from payments.services.two_people import is_staff


class SignedByOneOnly(BankError):
    """All who hold the account sign its orders, and this order can be signed by one only."""

    code = "signed_by_one_only"
    cure = "Give a standing order for one day instead: the others can sign it in online banking."
    status = 409


def customer_of(actor: Actor) -> UUID | None:
    """Return the customer who orders in online banking; None for staff, programs and the bank."""
    if actor.kind is not ActorKind.USER or is_staff(actor):
        return None
    found = accounts.customer_of_user(user_id=int(actor.id))
    if found is None:
        message = "This log-in is no customer's."
        raise accounts.NotAuthorised(message)
    return found.customer_id


def require_enough(*, account_id: UUID, customer_id: UUID, amount: Money, day: date) -> None:
    """Let through what this customer may order alone.

    Raises SignedByOneOnly, accounts.NotAuthorised and the mandate's limits.
    """
    authorised = accounts.authorise(
        account_id=account_id, customer_id=customer_id, amount=amount, day=day
    )
    if not authorised.is_complete:
        message = "The account's orders are signed by all who hold it."
        raise SignedByOneOnly(message)
