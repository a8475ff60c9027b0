"""Writing the audit trail."""

from collections.abc import Mapping
from datetime import datetime

from bankcore.actor import Actor
from bankcore.audit.models import AuditEntry
from bankcore.audit.repositories import entries
from bankcore.logs import context


def record(
    *,
    actor: Actor,
    action: str,
    subject: str,
    at: datetime,
    detail: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Write that `actor` did `action` to `subject`, in the transaction in which it is done.

    `action` reads app.noun.verb-past, such as accounts.account.opened. The request's id and address
    are kept with it.
    """
    ids = context.current()
    entries.add(
        AuditEntry(
            at=at,
            actor=str(actor),
            action=action,
            subject=subject,
            detail=dict(detail or {}),
            reason=reason[:500],
            request_id=ids.request_id if ids.request_id != "-" else "",
            address=ids.address,
        )
    )
