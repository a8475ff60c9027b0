"""The workers' entry point."""

import os

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bankcore.settings.development")

app = Celery("bankcore")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def _warm_up(**_: object) -> None:
    """Load what screening needs, before a task of this process screens a payment."""
    from risk import public as risk  # noqa: PLC0415 - Django is set up by now, and not before

    risk.warm_up()
