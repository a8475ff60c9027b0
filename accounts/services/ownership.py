"""Whose things an actor may touch: customers, and programs of one customer, only their own."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.domain.mandates import Role
from accounts.repositories import customers, mandates
from accounts.services.accounts import AccountNotFound, CustomerNotFound
from bankcore.actor import Actor, ActorKind
from bankcore.ledger import public as ledger


def owns(actor: Actor, customer_id: UUID) -> bool:
    """Return whether what is this customer's is within the actor's reach.

    Staff and parts of the bank reach every customer's. A person whose rights are none but those
    that every customer has acts as a customer, and reaches what the log-in's customer has.
    """
    own = _limited_to(actor)
    return own is None or customer_id in own


def require_own(actor: Actor, customer_id: UUID) -> None:
    """Raise CustomerNotFound for a customer beyond the actor's reach, as for one there is not."""
    if not owns(actor, customer_id):
        message = f"There is no customer {customer_id}."
        raise CustomerNotFound(message)


def require_holder(actor: Actor, *account_ids: UUID | None) -> None:
    """Raise AccountNotFound for an account that the acting customer does not hold.

    Joint holders hold it; a mandate is for payments and does not do.
    """
    own = _limited_to(actor)
    if own is None:
        return
    for account_id in account_ids:
        if account_id is not None and not own & _holders(account_id):
            message = f"There is no account {account_id}."
            raise AccountNotFound(message)


def _holders(account_id: UUID) -> set[UUID]:
    account = mandates.account(account_id=account_id)
    if account is None:
        return set()
    found = mandates.signatories(account=account.pk, day=ledger.business_date())
    return {each.customer_id for each in found if each.role is not Role.MANDATE}


def _limited_to(actor: Actor) -> frozenset[UUID] | None:
    """Return the only customer whose things the actor may touch; None where any customer's."""
    rights = actor.rights
    if rights.customer_id is not None:
        return frozenset({rights.customer_id})
    customers_rights: AbstractSet[str] = import_string(settings.CUSTOMER_PERMISSIONS)
    if (
        actor.kind is not ActorKind.USER
        or rights.everything
        or not rights.permissions <= customers_rights
    ):
        return None
    customer = customers.of_user(user_id=int(actor.id))
    return frozenset() if customer is None else frozenset({customer.public_id})
