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

from bankcore import clock
from bankcore.outbox import public as outbox

logger = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_LONGEST_PAUSE = 10.0


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
                while outbox.deliver(subscriptions=subscriptions, send=_send, now=clock.now()):
                    pass
                outbox.wait(seconds=_POLL_SECONDS)
                pause = _POLL_SECONDS
            except (OperationalError, InterfaceError, BrokerError) as error:
                logger.warning("events wait: %s", error)
                connection.close()
                stopped.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)


def _send(task: str, message: outbox.Message) -> None:
    """Put a task on its queue; a broker that does not answer at once is for the next round."""
    import_string(settings.TASK_APP).send_task(task, args=[message], retry=False)
