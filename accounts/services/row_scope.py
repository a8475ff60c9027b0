"""Binding a request to one customer's personal data, in the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from accounts.domain.views import CustomerView
from accounts.repositories import customers
from accounts.services import customer_access
from bankcore.db import row_scope


@contextmanager
def only_rows_of(
    *, user_id: int | None = None, customer_id: UUID | None = None
) -> Iterator[CustomerView | None]:
    """Show only this customer's personal data to what runs within; nobody's limits nothing.

    Whose it is comes with it, so that nobody needs to look again.
    """
    if user_id is not None:
        found = customers.of_user(user_id=user_id)
    else:
        found = None if customer_id is None else customers.get(public_id=customer_id)
    with row_scope.only(None if found is None else found.pk):
        yield None if found is None else customer_access.view(found)
