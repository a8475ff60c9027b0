"""What seals do by the clock."""

from celery import shared_task
from django.conf import settings

from bankcore import clock
from bankcore.actor import Actor
from bankcore.seals import public as seals


@shared_task
def seal() -> None:
    """Seal what has become final, and export the new heads."""
    seals.seal_all(now=clock.now())
    seals.export_heads()


@shared_task
def verify() -> None:
    """Try the whole seal, with what was exported; what does not fit raises an alert."""
    found = seals.verify(exported=settings.SEAL_EXPORT_FILE or None)
    seals.report(found, actor=Actor.system("verify-seal"), now=clock.now())
