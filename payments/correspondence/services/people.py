"""Which customer acts, and whose customers a member of staff serves."""

from __future__ import annotations

from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor, ActorKind
from bankcore.errors import BankError


class NotACustomer(BankError):
    """The log-in is no customer's, or the program is bound to none."""

    code = "log_in_of_no_customer"
    cure = "Log in as a customer of the bank, or use a client that is bound to one."
    status = 404


def own_customer(actor: Actor) -> UUID:
    """Return the customer who is logged in, or whose program acts; raises NotACustomer."""
    if actor.kind is ActorKind.API_CLIENT and actor.rights.customer_id is not None:
        return actor.rights.customer_id
    found = accounts.customer_of_user(user_id=int(actor.id)) if actor.rights.self_service else None
    if found is None:
        message = "There is no customer under this log-in or client."
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
