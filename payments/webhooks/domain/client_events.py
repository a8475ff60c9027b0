"""What programs of /api/v1 are told of, and by what they are let know.

Each event of the outbox that is here becomes a webhook. Its object has the event's own fields: ids
and amounts; names and references are for the API to tell. `scope` is what a program needs to read
the thing itself, `owned_by` the field by which it is found whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PREFIX: Final = "client:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How programs are told of an event: `id_field` names the object, `object` its kind."""

    type: str
    object: str
    id_field: str
    scope: str
    owned_by: str


def _of(type: str, field: str, scope: str, owned_by: str = "") -> Told:  # noqa: A002 - as on the wire
    return Told(
        type=type,
        object=type.partition(".")[0],
        id_field=field,
        scope=scope,
        owned_by=owned_by or field,
    )


COMPLETED: Final = "payments.payments_completed"
"""A settlement; each payment in it is told of as payment.completed."""
PAYMENT_COMPLETED: Final = _of("payment.completed", "transaction_id", "payments:read")
_MOVED: Final = ("transaction_id", "payments:read")
_HELD: Final = ("held_payment_id", "payments:read")
_LOAN: Final = ("loan_id", "loans:read")
_APPLIED: Final = ("application_id", "loans:read")
TOLD: Final[dict[str, Told]] = {
    "payments.transfer_booked": _of("transfer.posted", *_MOVED),
    "payments.deposit_booked": _of("deposit.posted", *_MOVED),
    "payments.withdrawal_booked": _of("withdrawal.posted", *_MOVED),
    "payments.payment_booked": _of("payment.posted", *_MOVED),
    "payments.cheque_booked": _of("cheque.posted", *_MOVED),
    "payments.transaction_reversed": _of("transaction.reversed", *_MOVED),
    "payments.payment_held": _of("held_payment.created", *_HELD),
    "payments.held_payment_ended": _of("held_payment.ended", *_HELD),
    "payments.bulk_file_processed": _of("bulk_file.processed", "file_id", "files:read"),
    "accounts.loan_contracted": _of("loan.contracted", *_LOAN),
    "accounts.loan_active": _of("loan.active", *_LOAN),
    "accounts.loan_in_arrears": _of("loan.in_arrears", *_LOAN),
    "accounts.loan_restructured": _of("loan.restructured", *_LOAN),
    "accounts.loan_schedule_changed": _of("loan.schedule_changed", *_LOAN),
    "accounts.loan_repaid": _of("loan.repaid", *_LOAN),
    "accounts.loan_written_off": _of("loan.written_off", *_LOAN),
    "accounts.loan_application_approved": _of("loan_application.approved", *_APPLIED),
    "accounts.loan_application_declined": _of("loan_application.declined", *_APPLIED),
}


BANKS_OWN: Final = frozenset({"base_amount"})
"""Fields of events that are for the bank's own use, and that no program is told."""


def owner_of(client_id: str) -> str:
    """Return the name under which a program's endpoints and events are kept.

    No merchant has a name like it.
    """
    return f"{PREFIX}{client_id}"
