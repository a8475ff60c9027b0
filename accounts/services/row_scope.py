"""Binding a request to one customer's personal data, in the database itself."""

from __future__ import annotations

from contextlib import AbstractContextManager
from uuid import UUID

from accounts.repositories import customers
from bankcore.db import row_scope


def only_rows_of(
    *, user_id: int | None = None, customer_id: UUID | None = None
) -> AbstractContextManager[None]:
    """Show only this customer's personal data to what runs within; nobody's limits nothing."""
    if user_id is not None:
        found = customers.of_user(user_id=user_id)
    else:
        found = None if customer_id is None else customers.get(public_id=customer_id)
    return row_scope.only(None if found is None else found.pk)
