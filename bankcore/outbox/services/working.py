"""The worker around a task: how a message came to it, and giving it back."""

from __future__ import annotations

import time
from typing import Final, NoReturn

from celery import current_task
from celery.exceptions import Reject

_PAUSE: Final = 2.0


def was_lost() -> bool:
    """Return whether this message was with a worker before that did not end its task."""
    return _is_in_worker() and bool(
        (current_task.request.delivery_info or {}).get("redelivered", False)
    )


def put_back(error: Exception) -> NoReturn:
    """Give the message back to the queue after two seconds; outside a worker, raise the error."""
    if not _is_in_worker():
        raise error
    time.sleep(_PAUSE)
    raise Reject(error, requeue=True) from error


def _is_in_worker() -> bool:
    return bool(current_task) and not current_task.request.called_directly
