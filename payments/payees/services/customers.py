"""Whose payees they are: the customer's who is logged in."""

from __future__ import annotations

from accounts import public as accounts
from bankcore.actor import Actor


def key_of(actor: Actor) -> int:
    """Return the key of the customer who acts in online banking.

    Raises accounts.CustomerNotFound for anybody else.
    """
    if actor.rights.self_service:
        found = accounts.customer_of_user(user_id=int(actor.id))
        named = None if found is None else accounts.names_of_customer(customer_id=found.customer_id)
        if named is not None:
            return named.key
    message = "There is no customer under this log-in."
    raise accounts.CustomerNotFound(message)
