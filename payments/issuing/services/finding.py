"""Finding a card for whoever acts: customers their own, a branch's staff their branch's."""

from __future__ import annotations

from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from payments.issuing.models import Card
from payments.issuing.repositories import cards
from payments.services import branch_scope


class CardNotFound(BankError):
    """There is no such card, or it is another's."""

    code = "card_not_found"
    cure = "Choose one of the cards in the list."
    status = 404


def orderer(actor: Actor) -> UUID | None:
    """Return the customer who acts for themselves at a page; None for staff and the bank."""
    if not actor.rights.self_service:
        return None
    found = accounts.customer_of_user(user_id=int(actor.id))
    if found is None:
        message = "There is no customer under this log-in."
        raise accounts.CustomerNotFound(message)
    return found.customer_id


def account(account_id: UUID, *, actor: Actor) -> accounts.AccountRef:
    """Return the account where the actor may use it; raises accounts.AccountNotFound."""
    if actor.rights.self_service:
        accounts.get_account_of_user(account_id=account_id, user_id=int(actor.id))
    return accounts.resolve(account_ids=[account_id])[account_id]


@requires_transaction
def locked(card_id: UUID, *, actor: Actor) -> Card:
    """Return a card, locked, where it is the actor's business; raises CardNotFound."""
    return _own(cards.lock(card_id=card_id), actor)


def found(card_id: UUID, *, actor: Actor) -> Card:
    """Return a card where it is the actor's business; raises CardNotFound."""
    return _own(cards.get(card_id=card_id), actor)


def replacement(row: Card) -> Card:
    """Return the card that took another's place; raises CardNotFound where none has."""
    return _there(cards.replacement_of(row))


def _own(row: Card | None, actor: Actor) -> Card:
    card = _there(row)
    customer_id = orderer(actor)
    if customer_id is not None and card.customer_id != customer_id:
        return _there(None)
    branch_scope.require_branch_of(customer_id=card.customer_id, actor=actor)
    return card


def _there(row: Card | None) -> Card:
    if row is None:
        raise missing()
    return row


def missing() -> CardNotFound:
    """Return the refusal of a card that is not there, or not for whoever asks."""
    message = "There is no such card."
    return CardNotFound(message)
