"""The look at who reads the database's log, once a minute."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.monitoring import public as monitoring


@shared_task
def watch_log_readers() -> int:
    """Tell staff of an archive or a standby that is lost or far behind."""
    return monitoring.watch_log_readers(actor=Actor.system("watch-log-readers"), now=clock.now())
