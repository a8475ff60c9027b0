"""What payments does when it hears of an event."""

from typing import Any, Final
from uuid import UUID

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.outbox import public as outbox
from payments import public as payments

# What the outcome of a case means for payments that wait for it.
_GOES_ON: Final = {"RELEASE": True, "DISMISS": True, "REJECT": False, "REPORT": False}


@shared_task
@outbox.handled_after
def end_held_payments(event: dict[str, Any]) -> None:
    """Book held payments, or free their money, as their case was decided.

    Being told twice changes nothing: what has ended stays as it ended.
    """
    goes_on = _GOES_ON.get(event["payload"]["outcome"])
    if goes_on is None:
        return
    for reference in event["payload"]["references"]:
        payments.end_held_payment(
            reference=reference,
            goes_on=goes_on,
            decided_by=event["payload"]["decided_by"],
            actor=Actor.system("risk"),
            now=clock.now(),
        )


@shared_task
def expire_held_payments() -> None:
    """Free the money of held payments that nobody has decided in time."""
    payments.expire_held_payments(now=clock.now(), actor=Actor.system("risk"))


@shared_task
def book_what_cannot_be_undone() -> None:
    """Book the payments whose payers' time to take them back is over."""
    payments.paying.book_due(now=clock.now(), actor=Actor.system("undo-window"))


@shared_task
@outbox.handled_after
def process_bulk_file(event: dict[str, Any]) -> None:
    """Pay the lines of a file that has come in. Being told twice changes nothing."""
    payments.process_bulk_file(
        file_id=UUID(event["payload"]["file_id"]),
        actor=Actor.system("bulk-files"),
        now=clock.now(),
    )
