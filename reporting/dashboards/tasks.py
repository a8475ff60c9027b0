"""Sending dashboards by mail, by the timetable."""

from celery import shared_task

from bankcore import clock
from reporting.dashboards import public as dashboards


@shared_task
def send_mails() -> int:
    """Send what is due; being told twice sends nothing twice."""
    return dashboards.send_due(now=clock.now())
