"""Whose payees they are: the customer's who is logged in."""

from __future__ import annotations

from accounts import public as accounts
from bankcore.actor import Actor


def key_of(actor: Actor) -> int:
    """Return the key of the customer who acts in online banking.

    Raises accounts.CustomerNotFound for anybody else.
    """
    key = key_of_user(int(actor.id)) if actor.rights.self_service else None
    if key is not None:
        return key
    message = "There is no customer under this log-in."
    raise accounts.CustomerNotFound(message)


def key_of_user(user_id: int) -> int | None:
    """Return the key of the customer of a log-in, and None where there is none."""
    found = accounts.customer_of_user(user_id=user_id)
    named = None if found is None else accounts.names_of_customer(customer_id=found.customer_id)
    return None if named is None else named.key
