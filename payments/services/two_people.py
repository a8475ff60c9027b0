"""What no member of staff does alone: where the line is, and asking a second person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Final, ParamSpec, TypeVar, cast

from django.conf import settings

from bankcore.actor import Actor, ActorKind
from bankcore.approvals import public as approvals
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money

P = ParamSpec("P")
R = TypeVar("R")

# What customers have in online banking and no role has: see bankcore/roles.py.
_ONESELF: Final = "payments.order_for_oneself"


class TakesTwoPeople(BankError):
    """A member of staff orders alone what takes two."""

    code = "takes_two_people"
    cure = "Ask for it with a reason, and have a colleague approve."
    status = 403


def is_staff(actor: Actor) -> bool:
    """Return whether a member of staff acts; who is not known for a customer is one."""
    return actor.kind is ActorKind.USER and _ONESELF not in actor.rights.permissions


def takes_two(*, actor: Actor, amount: Money, limit: Decimal | None = None) -> bool:
    """Return whether `amount` is more than this actor moves alone.

    `limit` is in units of the amount's currency, by default STAFF_PAYMENT_LIMIT.
    """
    largest = settings.STAFF_PAYMENT_LIMIT if limit is None else limit
    return is_staff(actor) and abs(amount.amount) > largest


def require_alone(*, actor: Actor, amount: Money, limit: Decimal | None = None) -> None:
    """Let through what this actor may move alone; raises TakesTwoPeople."""
    if takes_two(actor=actor, amount=amount, limit=limit):
        message = f"{amount} is more than a member of staff moves alone."
        raise TakesTwoPeople(message, field="amount")


def require_system(actor: Actor) -> None:
    """Let through what the bank itself does; raises TakesTwoPeople for anybody else."""
    if actor.kind is not ActorKind.SYSTEM:
        message = "The bank's own terms and books are not changed by one person."
        raise TakesTwoPeople(message)


def no_staff(function: Callable[P, R]) -> Callable[P, R]:
    """Keep staff from a use case that orders for a customer without a second person."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if is_staff(cast("Actor", kwargs["actor"])):
            message = "Only the customer gives this order."
            raise TakesTwoPeople(message)
        return function(*args, **kwargs)

    return run


def ask(
    *,
    kind: str,
    subject: str,
    payload: Mapping[str, object],
    reason: str,
    actor: Actor,
    now: datetime,
    amount: Money | None = None,
) -> approvals.RequestView:
    """Ask a second person; raises approvals.ReasonMissing and approvals.AlreadyRequested."""
    if not reason.strip():
        message = "This takes two people: say why, for the one who decides."
        raise approvals.ReasonMissing(message, field="reason")
    order = approvals.NewRequest(
        kind=kind, subject=subject, payload=payload, reason=reason.strip(), amount=amount
    )
    return approvals.request(order=order, actor=actor, now=now)


def of_key(request: ledger.RequestKey) -> dict[str, object]:
    """Return an idempotency key as plain JSON: what is carried out later is done once with it."""
    return {
        "source": int(request.source),
        "key": str(request.key),
        "hash": request.request_hash.hex(),
    }
