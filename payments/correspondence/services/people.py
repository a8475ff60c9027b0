"""Which customer acts, and whose customers a member of staff serves."""

from __future__ import annotations

from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.errors import BankError


class NotACustomer(BankError):
    """The log-in is no customer's."""

    code = "log_in_of_no_customer"
    cure = "Log in as a customer of the bank."
    status = 404


def own_customer(actor: Actor) -> UUID:
    """Return the id of the customer who is logged in; raises NotACustomer."""
    found = accounts.customer_of_user(user_id=int(actor.id)) if actor.rights.self_service else None
    if found is None:
        message = "There is no customer under this log-in."
        raise NotACustomer(message)
    return found.customer_id


def serves(actor: Actor, customer_id: UUID) -> bool:
    """Return whether a member of staff may serve this customer: a branch serves its own."""
    branch = actor.rights.branch_code
    if branch is None or actor.rights.everything:
        return True
    try:
        accounts.require_branch(branch_code=branch, arguments={"customer_id": customer_id})
    except accounts.NotInBranch:
        return False
    return True
