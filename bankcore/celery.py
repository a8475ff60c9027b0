"""The workers' entry point."""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_init
from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.runtime import garbage

garbage.collect_rarely()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bankcore.settings.development")

app = Celery("bankcore")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A task that hears of events and is killed for taking too long can tell nobody: its message goes
# back to the queue, and whoever gets it counts how often (bankcore/outbox/services/consuming.py).
app.conf.task_annotations = {
    task: {"acks_on_timeout": False}
    for tasks in import_string(settings.OUTBOX_SUBSCRIPTIONS).values()
    for task in tasks
}


@worker_init.connect
def _load_library(**_: object) -> None:
    """Load what scores before the worker's processes are forked: they share it then.

    Only the library: it has no thread and no connection, which a fork would break. The model each
    process reads for itself, and again after each promotion. Web workers are not forked from a
    process that has loaded the bank, so each loads its own before its first request.
    """
    import lightgbm  # noqa: F401, PLC0415 - a process that is no worker is spared its loading


@worker_process_init.connect
def _warm_up(**_: object) -> None:
    """Load what screening needs, before a task of this process screens a payment."""
    from risk import public as risk  # noqa: PLC0415 - Django is set up by now, and not before

    risk.warm_up()
    garbage.spare_what_is_loaded()
