"""Payers' permissions to charge what they pay with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from payments.gateway.domain.payers import MandateView
from payments.gateway.domain.views import MerchantRef
from payments.gateway.models import Mandate, PaymentMethod
from payments.gateway.repositories import made, payers

_REFERENCE = 35  # longest UMR (EPC rulebook, AT-01)


class MandateNotFound(BankError):
    """The merchant has no such mandate."""

    code = "gateway_mandate_not_found"
    cure = "Check the id of the mandate, and that the key is of the same merchant."
    status = 404


@requires_transaction
def give_mandate(
    *, merchant: MerchantRef, method: PaymentMethod, request_id: UUID, now: datetime
) -> Mandate:
    """Write a payer's permission down, within the caller's use case."""
    row = Mandate(
        object_id=made.id_of("mandate", request_id),
        merchant_id=merchant.pk,
        payment_method=method,
        reference=request_id.hex[:_REFERENCE].upper(),
        signed_on=now.date(),
        created_at=now,
    )
    payers.add(row)
    return row


@needs("gateway.read_payments")
def get_mandate(*, merchant: MerchantRef, object_id: str, actor: Actor) -> MandateView:
    """Return a mandate. Raises MandateNotFound."""
    del actor
    row = payers.mandate(merchant=merchant.pk, object_id=object_id)
    if row is None:
        message = f"There is no mandate {object_id}."
        raise MandateNotFound(message)
    return MandateView(
        object_id=row.object_id,
        payment_method_id=row.payment_method.object_id,
        reference=row.reference,
        signed_on=row.signed_on,
        is_single_use=row.is_single_use,
        is_active=row.revoked_at is None,
    )
