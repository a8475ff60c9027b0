"""The dispatcher's process."""

import logging
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from bankcore import clock
from payments.webhooks import public as webhooks

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Send webhooks until stopped by SIGTERM or Ctrl-C. Any number may run."
        " Example: manage.py run_webhooks"
    )
    # It serves no page: the pages' checks would load all of them, for who migrates and who serves.
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        dispatcher = webhooks.Dispatcher(
            senders=settings.WEBHOOK_SENDERS, jitter=webhooks.spread, clock=clock.now
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, dispatcher.stop)
        logger.info("webhooks are running")
        dispatcher.run()
