"""Reports that are made by themselves, and files whose time is over."""

import logging

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from reporting.reports import public as reports
from reporting.warehouse.public import LoadRunning

_log = logging.getLogger(__name__)
_ACTOR = Actor.system("scheduled-reports")


@shared_task
def make_due() -> None:
    """Make what is due; while the warehouse is being loaded, the next time."""
    try:
        reports.make_due(actor=_ACTOR, now=clock.now())
    except LoadRunning:
        _log.info("The warehouse is being loaded: scheduled reports wait for the next time.")


@shared_task
def purge() -> None:
    """Drop files that are kept no longer."""
    while reports.purge(actor=_ACTOR, now=clock.now()):
        pass
