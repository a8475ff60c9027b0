"""HTTP as the played networks need it: one request a connection."""

import asyncio
from collections.abc import Awaitable, Callable

_LONGEST_BODY = 1_000_000


async def answer_one(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    answer: Callable[[asyncio.StreamReader], Awaitable[bytes]],
) -> None:
    """Write what `answer` makes of the request, and close; whoever hangs up hears nothing."""
    try:
        writer.write(await answer(reader))
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def read(reader: asyncio.StreamReader) -> tuple[str, str, bytes]:
    """Return method, target and body; raises ValueError and LimitOverrunError for what is none."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    method, target, *_ = head.split(" ", 2)
    length = _body_length(head)
    return method, target, await reader.readexactly(length) if length else b""


def _body_length(head: str) -> int:
    """Return the length of a request's body; raises ValueError for one that is too long."""
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
            if not 0 <= length <= _LONGEST_BODY:
                message = "the body is too long"
                raise ValueError(message)
            return length
    return 0
