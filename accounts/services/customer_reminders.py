"""End of day: what runs out, and who is to be looked at again."""

from __future__ import annotations

from datetime import date, datetime

from accounts.domain.events import CustomerReviewDue, DocumentExpiring
from accounts.domain.kyc import REMINDER_DAYS
from accounts.repositories import customer_reminders as reminders
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox

CHUNK = 500


def remind_of_expiring_documents(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> dict[str, int]:
    """Remind, as of `next_day`, of documents with 60, 30 or 7 days left and of expired ones.

    Once for a document and threshold. Each reminder is an event `accounts.document_expiring`.
    """
    del day
    reminded = 0
    while done := _remind_of_documents(day=next_day, actor=actor, now=now):
        reminded += done
    return {"reminded": reminded}


def list_reviews_due(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Tell, once for an assessment, of customers whose review is due by `next_day`.

    Each is an event `accounts.customer_review_due`.
    """
    del day
    due = 0
    while done := _remind_of_reviews(day=next_day, actor=actor, now=now):
        due += done
    return {"due": due}


@use_case
def _remind_of_documents(*, day: date, actor: Actor, now: datetime) -> int:
    added = reminders.remind_of_documents(
        day=day, thresholds=list(REMINDER_DAYS), now=now, limit=CHUNK
    )
    for each in added:
        outbox.publish(
            DocumentExpiring(
                customer_id=str(each.customer_id),
                document_id=str(each.document_id),
                expires_on=each.expires_on.isoformat(),
                threshold_days=each.threshold_days,
            ),
            subject=f"customer:{each.customer_id}",
            at=now,
        )
    _record(len(added), "accounts.documents.reminded", day=day, actor=actor, now=now)
    return len(added)


@use_case
def _remind_of_reviews(*, day: date, actor: Actor, now: datetime) -> int:
    added = reminders.remind_of_reviews(day=day, now=now, limit=CHUNK)
    for each in added:
        outbox.publish(
            CustomerReviewDue(
                customer_id=str(each.customer_id),
                review_on=each.review_on.isoformat(),
                rating=each.rating,
            ),
            subject=f"customer:{each.customer_id}",
            at=now,
        )
    _record(len(added), "accounts.reviews.listed", day=day, actor=actor, now=now)
    return len(added)


def _record(count: int, action: str, *, day: date, actor: Actor, now: datetime) -> None:
    if count:
        audit.record(
            actor=actor, action=action, subject=f"day:{day}", detail={"count": count}, at=now
        )
