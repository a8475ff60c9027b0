"""What takes two people: somebody asks, somebody else approves, and the act is done unchanged.

Nobody, superuser included, changes money, rates, limits or roles alone. Parts of the bank
itself, such as the end of a day or an import, act on what people have agreed on before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.db import transaction

from accounts.domain.plain_orders import order_of, plain
from bankcore.actor import Actor, ActorKind
from bankcore.approvals import public as approvals
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.money import Money

O = TypeVar("O")  # noqa: E741 - an order
_LONGEST_REASON = 500


def _no_amount(_order: object) -> Money | None:
    return None


class TakesTwoPeople(BankError):
    """Nobody does this alone."""

    code = "takes_two_people"
    cure = "Ask for it with a reason, and have a colleague approve."
    status = 403


class FactsChanged(BankError):
    """What the request was made on is no longer so."""

    code = "facts_changed"
    cure = "Refuse the request, look at how things are now, and ask again."
    status = 409


def refuse_alone(actor: Actor) -> None:
    """Let a part of the bank act directly; raises TakesTwoPeople for a person or a program."""
    if actor.kind is not ActorKind.SYSTEM:
        message = "This takes two people."
        raise TakesTwoPeople(message)


class Deed(Protocol):
    """What is done once two people agree, in the transaction of who approves."""

    def __call__(self, *, order: Any, actor: Actor, now: datetime) -> object:
        """Do it; raises what stands against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPeople(Generic[O]):
    """One kind of deed for two people.

    `facts` are those that the first person saw and that must be the same when the second one
    approves; `subject` is what the request is about, such as `account:<id>`: one request of the
    kind waits for it at a time. `amount` is what the decision limits of roles are held against.
    """

    kind: str
    order: type[O]
    subject: Callable[[O], str]
    facts: Callable[[O], Mapping[str, object]]
    deed: Deed
    amount: Callable[[O], Money | None] = _no_amount

    @requires_transaction
    def ask(self, *, order: O, reason: str, actor: Actor, now: datetime) -> approvals.RequestView:
        """Ask for it, after trying it and taking that back: what cannot be done is not asked.

        Raises what the deed raises, approvals.ReasonMissing and approvals.AlreadyRequested.
        """
        if not 0 < len(reason.strip()) <= _LONGEST_REASON:
            message = f"A request needs a reason of up to {_LONGEST_REASON} characters."
            raise approvals.ReasonMissing(message, field="reason")
        facts = self.facts(order)
        with transaction.atomic():
            self.deed(order=order, actor=actor, now=now)
            transaction.set_rollback(True)
        return approvals.request(
            order=approvals.NewRequest(
                kind=self.kind,
                subject=self.subject(order),
                payload={"order": plain(order), "facts": plain_facts(facts)},
                reason=reason.strip(),
                amount=self.amount(order),
            ),
            actor=actor,
            now=now,
        )

    def execute(self, *, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
        """Do what was asked for, for the second person; raises FactsChanged and what it raises."""
        order = order_of(self.order, request.payload["order"])
        if plain_facts(self.facts(order)) != request.payload["facts"]:
            message = f"What request {request.request_id} was made on has changed since."
            raise FactsChanged(message)
        self.deed(order=order, actor=actor, now=now)
        return self.subject(order)


def plain_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """Return the facts as a request keeps them."""
    return {name: plain(value) for name, value in facts.items()}
