"""How statements are planned whose values differ so much that no one plan fits them all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def planned_for_its_values(alias: str) -> Iterator[None]:
    """Have statements of this thread planned for the values that are sent, each time anew.

    A statement's fifth use prepares it, and PostgreSQL may then keep one plan for whatever values:
    for rows of a state that most have, which are found at once wherever one looks, and which
    reads a whole table for a state that few have. Planning anew costs a part of a millisecond.
    """
    connections[alias].ensure_connection()
    raw = connections[alias].connection
    before = raw.prepare_threshold
    raw.prepare_threshold = None
    try:
        yield
    finally:
        raw.prepare_threshold = before
