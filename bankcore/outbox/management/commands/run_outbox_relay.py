"""The relay's process."""

import logging
import signal
import threading
from typing import Any

from celery.exceptions import OperationalError as BrokerError
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils.module_loading import import_string
from redis.exceptions import RedisError

from bankcore import clock
from bankcore.outbox import public as outbox

logger = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_LONGEST_PAUSE = 10.0
# The broker has it as long as it has what it was given: gone with it when it is emptied.
_MARK = "bankcore:outbox-relay"


class Command(BaseCommand):
    help = (
        "Bring events from the outbox to the task queue until stopped by SIGTERM or Ctrl-C."
        " Any number may run. Example: manage.py run_outbox_relay"
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        subscriptions = import_string(settings.OUTBOX_SUBSCRIPTIONS)
        logger.info("the relay is running")
        pause = _POLL_SECONDS
        while not stopped.is_set():
            try:
                _see_what_the_broker_remembers()
                while outbox.deliver(subscriptions=subscriptions, send=_send, now=clock.now()):
                    pass
                outbox.wait(seconds=_POLL_SECONDS)
                pause = _POLL_SECONDS
            except (OperationalError, InterfaceError, BrokerError, RedisError) as error:
                logger.warning("events wait: %s", error)
                connection.close()
                stopped.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)


def _send(task: str, message: outbox.Message) -> None:
    """Put a task on its queue; a broker that does not answer at once is for the next round."""
    import_string(settings.TASK_APP).send_task(task, args=[message], retry=False)


def _see_what_the_broker_remembers() -> None:
    """Have events delivered again where the broker was emptied, or another took its place.

    The mark is set after that is written: a relay that dies between does it once more.
    """
    with import_string(settings.TASK_APP).producer_or_acquire() as producer:
        client = getattr(producer.channel, "client", None)
        # A broker that is no Redis keeps messages by its own means.
        if client is None or client.exists(_MARK):
            return
        count = outbox.deliver_again(now=clock.now())
        client.set(_MARK, "1")
    if count:
        logger.warning("the broker has forgotten what it had: %s events are relayed again", count)
