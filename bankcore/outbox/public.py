"""The door of outbox. `publish` and `publish_many` run in the caller's use case."""

from bankcore.outbox.domain.delivery import INBOX_KEPT, LEASE, Message
from bankcore.outbox.domain.schemas import Happened, NotDeclared
from bankcore.outbox.services.backlog import (
    Backlog,
    backlog,
    dead_letters,
    streams_backlog,
    waiting_retries,
)
from bankcore.outbox.services.consuming import (
    forget_handled,
    handled,
    handled_after,
    handled_in_order,
)
from bankcore.outbox.services.describing import RELEASED, Description, describe
from bankcore.outbox.services.events import publish, publish_many
from bankcore.outbox.services.failing import NotGivenUp, drop, replay
from bankcore.outbox.services.relay import deliver, deliver_again, position, retry_due, wait
from bankcore.outbox.services.streams import position_at, rewind, stream

__all__ = [
    "INBOX_KEPT",
    "LEASE",
    "RELEASED",
    "Backlog",
    "Description",
    "Happened",
    "Message",
    "NotDeclared",
    "NotGivenUp",
    "backlog",
    "dead_letters",
    "deliver",
    "deliver_again",
    "describe",
    "drop",
    "forget_handled",
    "handled",
    "handled_after",
    "handled_in_order",
    "position",
    "position_at",
    "publish",
    "publish_many",
    "replay",
    "retry_due",
    "rewind",
    "stream",
    "streams_backlog",
    "wait",
    "waiting_retries",
]
