"""The door of outbox. `publish` and `publish_many` run in the caller's use case."""

from bankcore.outbox.domain.schemas import Happened, NotDeclared
from bankcore.outbox.services.describing import RELEASED, Description, describe
from bankcore.outbox.services.events import publish, publish_many
from bankcore.outbox.services.relay import Message, backlog, deliver, deliver_again, wait

__all__ = [
    "RELEASED",
    "Description",
    "Happened",
    "Message",
    "NotDeclared",
    "backlog",
    "deliver",
    "deliver_again",
    "describe",
    "publish",
    "publish_many",
    "wait",
]
