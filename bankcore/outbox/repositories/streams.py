"""Events in Redis Streams, for consumers outside the bank's own code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from redis import Redis
from redis.exceptions import ResponseError

from bankcore.outbox.domain.delivery import stream_of

# Redis has it as long as it has what was added before it: one that was emptied, or lost its last
# second, tells so by it.
_REACHED: Final = "bankcore:events:position"
_NOT_LATER: Final = "equal or smaller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event in its envelope, for the stream of its domain."""

    domain: str
    position: int
    event: str


def reached(client: Redis) -> int | None:
    """Return up to which position Redis has been given events; None where it knows of none."""
    found: Any = client.get(_REACHED)
    return None if found is None else int(found)


def add(client: Redis, entries: Iterable[Entry], *, length: int, reached: int) -> None:
    """Add entries under their positions, and keep about `length` of each stream.

    An entry's id is its event's position, so that one that is there is refused the second time.
    Raises ResponseError for anything else that Redis does not take.
    """
    # MULTI: what Redis writes down is the entries together with how far they go.
    pipeline = client.pipeline(transaction=True)
    for each in entries:
        pipeline.xadd(
            stream_of(each.domain),
            {"event": each.event},
            id=f"{each.position}-0",
            maxlen=length,
            approximate=True,
        )
    pipeline.set(_REACHED, reached)
    for answer in pipeline.execute(raise_on_error=False):
        if isinstance(answer, ResponseError) and _NOT_LATER in str(answer):
            continue
        if isinstance(answer, Exception):
            raise answer


def begin_anew(client: Redis, domains: Iterable[str], *, after: int) -> None:
    """Empty the streams, whose groups stay, so that entries after a position can be added again."""
    names = [name for name in map(stream_of, domains) if client.exists(name)]
    pipeline = client.pipeline(transaction=True)
    for name in names:
        pipeline.xtrim(name, maxlen=0, approximate=False)
        pipeline.execute_command("XSETID", name, f"{after}-0")  # type: ignore[no-untyped-call]
    pipeline.set(_REACHED, after)
    pipeline.execute()
