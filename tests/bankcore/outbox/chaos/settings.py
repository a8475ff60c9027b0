"""The suite's settings, with two consumers that write down whatever they hear."""

from bankcore.settings.test import *  # noqa: F403 - as every module of settings

OUTBOX_SUBSCRIPTIONS = "tests.bankcore.outbox.chaos.SUBSCRIPTIONS"
OUTBOX_TOGETHER = "tests.bankcore.outbox.chaos.TOGETHER"
EVENT_STREAMS = "tests.bankcore.outbox.chaos.STREAMS"
CELERY_IMPORTS = ("tests.bankcore.outbox.chaos.consumer",)
