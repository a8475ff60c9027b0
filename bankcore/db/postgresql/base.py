"""The database backend: Django's own, but that it asks the socket whether a connection lives."""

from __future__ import annotations

import select
from typing import Any, Final

from django.db.backends.postgresql import base
from psycopg import OperationalError, pq

_FAILED: Final = {pq.TransactionStatus.INERROR, pq.TransactionStatus.UNKNOWN}


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL that lives for many requests.

    Django asks the server `SELECT 1` before each request that needs it, a round trip and a
    database transaction a request. What that finds out is whether the server has ended the
    connection, and the operating system knows it: the socket can be read, and nothing is there.
    """

    def is_usable(self) -> bool:
        """Return whether the next statement would be answered; asks nothing over the network.

        None would be in a transaction that has failed, nor where the server ended the connection.
        """
        raw = self.connection
        return (
            raw is not None
            and raw.pgconn.transaction_status not in _FAILED
            and _is_alive(raw.pgconn)
        )


def _is_alive(connection: Any) -> bool:
    """Return whether a connection of libpq stands, taking in what the server has sent unasked."""
    if connection.status != pq.ConnStatus.OK:
        return False
    try:
        while _has_input(connection.socket):
            # A server that ends a connection says why, and only then closes it: so look again.
            connection.consume_input()
    except OperationalError:
        return False
    return bool(connection.status == pq.ConnStatus.OK)


def _has_input(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
