"""Whether the request at hand is only to be told that too many wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

# What gunicorn is told, so that nobody loads it who does not serve.
WEB_WORKER: Final = "bankcore.runtime.web_worker.BoundedWorker"
# In the web server's log, once a worker has loaded the application.
WEB_ANSWERS: Final = "The worker answers"

_REFUSING: ContextVar[bool] = ContextVar("refusing", default=False)


def is_refusing() -> bool:
    """Return whether the request that is answered now comes while too many wait."""
    return _REFUSING.get()


@contextmanager
def refusing() -> Iterator[None]:
    """Answer what comes inside as one too many."""
    token = _REFUSING.set(True)
    try:
        yield
    finally:
        _REFUSING.reset(token)
