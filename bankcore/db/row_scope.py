"""Which customer's personal data this connection may touch: a second line, behind the services.

The tables of personal data have a policy (accounts/migrations) that asks for the session's setting
`bankcore.customer_id`. Empty, as with the bank's own processes and staff, it lets all rows through.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection


@contextmanager
def only(customer_id: int | None) -> Iterator[None]:
    """Show this connection one customer's personal data alone; None leaves it as it is.

    The setting is the connection's, not a transaction's: a rollback does not bring it back. It is
    taken away at the end whatever happened; where that fails, the connection is given up.
    """
    if customer_id is None:
        yield
        return
    _put(str(int(customer_id)))
    try:
        yield
    finally:
        try:
            _put("")
        except Error:
            connection.close()


def _put(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bankcore.customer_id', %s, false)", [value])
