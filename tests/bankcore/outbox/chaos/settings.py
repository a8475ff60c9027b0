"""The suite's settings, with one consumer that writes down whatever it hears."""

from bankcore.settings.test import *  # noqa: F403 - as every module of settings

OUTBOX_SUBSCRIPTIONS = "tests.bankcore.outbox.chaos.SUBSCRIPTIONS"
EVENT_STREAMS = "tests.bankcore.outbox.chaos.STREAMS"
CELERY_IMPORTS = ("tests.bankcore.outbox.chaos.consumer",)
