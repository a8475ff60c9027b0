"""What seals do by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.seals import public as seals


@shared_task
def seal() -> None:
    """Seal what has become final, and export the new heads."""
    seals.seal_all(now=clock.now())
    seals.export_heads()
