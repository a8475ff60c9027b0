"""The suite's settings, with one consumer that writes down whatever it hears."""

from bankcore.settings.test import *

OUTBOX_SUBSCRIPTIONS = "tests.bankcore.outbox.chaos.consumer.SUBSCRIPTIONS"
EVENT_STREAMS = "tests.bankcore.outbox.chaos.consumer.STREAMS"
CELERY_IMPORTS = ("tests.bankcore.outbox.chaos.consumer",)
