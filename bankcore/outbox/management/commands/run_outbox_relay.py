"""The relay's process."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from celery.exceptions import OperationalError as BrokerError
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils.module_loading import import_string
from redis import Redis
from redis.exceptions import RedisError

from bankcore import clock
from bankcore.outbox import public as outbox

logger = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_LONGEST_PAUSE = 10.0
# Up to which position the broker has been served. It has it as long as it has what it was given
# before: gone with it when it is emptied, and back with it where it has lost its end.
_MARK: Final = "bankcore:outbox-relay:position"


class Command(BaseCommand):
    help = (
        "Bring events from the outbox to the task queue and to streams, until stopped by SIGTERM or"
        " Ctrl-C. Any number may run; they take turns. Example: manage.py run_outbox_relay"
    )
    # It serves no page: the pages' checks would load all of them, for who migrates and who serves.
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        logger.info("the relay is running")
        pause = _POLL_SECONDS
        while not stopped.is_set():
            try:
                with _broker() as client:
                    _see_what_the_broker_remembers(client)
                    while _bring(client) and not stopped.is_set():
                        pass
                outbox.wait(seconds=_POLL_SECONDS)
                pause = _POLL_SECONDS
            except (OperationalError, InterfaceError, BrokerError, RedisError) as error:
                logger.warning("events wait: %s", error)
                connection.close()
                stopped.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)


@contextmanager
def _broker() -> Iterator[Redis | None]:
    """Give the broker's own client; None where it is no Redis, which has no streams either."""
    with import_string(settings.TASK_APP).producer_or_acquire() as producer:
        yield getattr(producer.channel, "client", None)


def _bring(client: Redis | None) -> int:
    """Bring a batch of each sort; returns how many events that were."""
    now = clock.now()
    count = outbox.deliver(
        subscriptions=import_string(settings.OUTBOX_SUBSCRIPTIONS),
        send=_send,
        now=now,
        remember=partial(_remember, client),
        together=import_string(settings.OUTBOX_TOGETHER),
    )
    count += outbox.retry_due(send=_send, now=now)
    if client is not None and settings.EVENT_STREAM_LENGTH:
        count += outbox.stream(
            client=client,
            domains=import_string(settings.EVENT_STREAMS),
            length=settings.EVENT_STREAM_LENGTH,
            now=now,
        )
    return count


def _remember(client: Redis | None, position: int) -> None:
    """Let the broker remember how far it was served; one that was emptied meanwhile knows nothing.

    The mark was there before the messages went out: where it is gone, so are they.
    """
    if client is not None:
        client.set(_MARK, position, xx=True)


def _send(task: str, *messages: outbox.Message) -> None:
    """Put a task on its queue; a broker that does not answer at once is for the next round.

    The header lets whoever looks at the queue tell how old its events are.
    """
    import_string(settings.TASK_APP).send_task(
        task, args=messages, retry=False, headers={"occurred_at": messages[0]["occurred_at"]}
    )


def _see_what_the_broker_remembers(client: Redis | None) -> None:
    """Have events delivered again where the broker was emptied, lost its end, or is another.

    The mark is set after that is written: a relay that dies between does it once more. A broker
    that is no Redis keeps messages by its own means.
    """
    if client is None:
        return

    def reached() -> int | None:
        found: Any = client.get(_MARK)
        return None if found is None else int(found)

    count = outbox.deliver_again(reached=reached, now=clock.now())
    if reached() is None:
        client.set(_MARK, outbox.position())
    if count:
        logger.warning("the broker has forgotten what it had: %s events are relayed again", count)
