"""Merchants and their things are of the branch of the customer that the merchant is.

Use cases that are given a merchant with its customer are held to the branch by their permission
already (bankcore.access); these are for those that are told a name or a number.
"""

from __future__ import annotations

from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor


def require_branch_of(*, customer_id: UUID, actor: Actor) -> None:
    """Let pass who works for the customer's branch or the whole bank.

    Raises accounts.NotInBranch.
    """
    branch = _branch(actor)
    if branch is not None:
        accounts.require_branch(branch_code=branch, arguments={"customer_id": customer_id})


def require_whole_bank(*, actor: Actor) -> None:
    """Let pass who works for the whole bank; raises accounts.NotInBranch."""
    if _branch(actor) is not None:
        message = "This is the whole bank's: no branch decides it."
        raise accounts.NotInBranch(message)


def _branch(actor: Actor) -> str | None:
    return None if actor.rights.everything else actor.rights.branch_code
