"""The distinct statements that programs send while somebody listens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connections
from django.db.backends.signals import connection_created

_PLACE = re.compile(r"%%|%s|%b|%t|%\((\w+)\)s")
_LIST = re.compile(r"\(\s*\$\d+(?:::\w+)?(?:\s*,\s*\$\d+(?:::\w+)?)+\s*\)")
_NUMBER = re.compile(r"\$\d+|'s\d+_x\d+'|\"s\d+_x\d+\"")
_ASKED = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH|INSERT)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with places for its values, and values that it was once sent with."""

    sql: str
    sent: str
    values: object = field(compare=False, hash=False)

    @property
    def kind(self) -> str:
        """What tells this statement from others: not its values, and not how many of them."""
        return " ".join(_NUMBER.sub("$", _LIST.sub("($)", self.sql)).split())


def numbered(sql: str) -> str:
    """Return a statement with PostgreSQL's own places, $1 and so on, for the driver's."""
    names: dict[str, int] = {}
    count = 0

    def place(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] == "%%":
            return "%"
        name = found[1]
        if name in names:
            return f"${names[name]}"
        count += 1
        if name:
            names[name] = count
        return f"${count}"

    return _PLACE.sub(place, sql)


class Listener:
    """Keeps one statement of each kind."""

    def __init__(self) -> None:
        self.heard: dict[str, Statement] = {}
        self._known: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        """Note a statement and have it executed."""
        text = sql if isinstance(sql, str) else sql.as_string(context["connection"].connection)
        # The same text is of the same kind.
        if text not in self._known:
            self._known.add(text)
            if _ASKED.match(text):
                values = params[0] if many and params else params
                found = Statement(text if values is None else numbered(text), text, values)
                self.heard.setdefault(found.kind, found)
        return execute(sql, params, many, context)


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on every connection of this process, those included that are made meanwhile."""
    listener = Listener()
    listened: list = []

    def attach(connection, **_):
        if listener not in connection.execute_wrappers:
            connection.execute_wrappers.append(listener)
            listened.append(connection)

    for connection in connections.all(initialized_only=True):
        attach(connection)
    connection_created.connect(attach, weak=False)
    try:
        yield listener
    finally:
        connection_created.disconnect(attach)
        for connection in listened:
            connection.execute_wrappers.remove(listener)
