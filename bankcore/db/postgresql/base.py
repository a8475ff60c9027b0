"""The database backend: Django's own, but that it asks the socket whether a connection lives."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError, pq


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL that lives for many requests.

    Django asks the server `SELECT 1` before each request that needs it, a round trip and a
    database transaction a request. What that finds out is whether the server has ended the
    connection, and the operating system knows it: the socket can be read, and nothing is there.
    """

    def is_usable(self) -> bool:
        """Return whether the server has not ended the connection; asks nothing over the network."""
        raw = self.connection
        return raw is not None and _is_alive(raw.pgconn)


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
