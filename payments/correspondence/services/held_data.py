"""What correspondence tells of a customer for the export (GDPR Art. 15 and 20), and erases."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bankcore.db.transactions import requires_transaction
from payments.correspondence.models import Message
from payments.correspondence.repositories import disputes, notes, notices, threads
from payments.correspondence.services import disputes as services
from payments.correspondence.services.choosing import choices_of

_EVERY = 10_000


def held(*, customer_id: UUID) -> dict[str, object]:
    """Return threads with their messages, disputes, notices and staff's notes.

    `staff_notes` are left out of what is handed to the customer (accounts' personal_data).
    """
    choices = choices_of(customer_id=customer_id)
    return {
        "messages": [
            {
                "subject": thread.subject,
                "state": thread.state,
                "opened_at": thread.opened_at,
                "messages": [_told(each) for each in thread.messages.all()],
            }
            for thread in threads.told(customer_id)
        ],
        "disputes": [
            {
                "entry": row.narrative,
                "amount": services.amount_of(row),
                "booked_on": row.booked_on,
                "said": row.reason,
                "state": row.state,
                "received_at": row.received_at,
                "decided_at": row.decided_at,
            }
            for row in disputes.page(customer_id=customer_id, limit=_EVERY)
        ],
        "notices": [
            {"kind": row.kind, "about": row.about, "sent_at": row.sent_at}
            for row in notices.told(customer_id)
        ],
        "notices_wanted": sorted(choices.kinds),
        "staff_notes": [
            {"author": row.author, "text": row.text, "written_at": row.written_at}
            for row in notes.told(customer_id)
        ],
    }


@requires_transaction
def erase(*, customer_id: UUID, now: datetime) -> dict[str, int]:
    """Erase what was written to, by and of a closed customer; returns the numbers of rows."""
    del now
    return {
        "messages": threads.erase(customer_id),
        "disputed_entries": disputes.erase(customer_id),
        "staff_notes": notes.erase(customer_id),
    }


def _told(message: Message) -> dict[str, object]:
    return {
        "sender": message.sender,
        "body": message.body,
        "sent_at": message.sent_at,
        "files": [each.file_name for each in message.attachments.all()],
    }
