"""Branches in the database."""

from bankcore.db.transactions import requires_transaction
from bankcore.identity.models import Branch


def every() -> list[Branch]:
    """Return every branch, by code."""
    return list(Branch.objects.order_by("code"))


def exists(code: str) -> bool:
    """Return whether there is a branch with this code."""
    return Branch.objects.filter(code=code).exists()


@requires_transaction
def add(branch: Branch) -> None:
    """Add a branch. Raises IntegrityError where its code is taken at this moment."""
    branch.save(force_insert=True)
