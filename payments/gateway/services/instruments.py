"""Accounts elsewhere, opened from their seal for the message that debits them."""

from __future__ import annotations

from payments.gateway.domain.views import AccountDetails
from payments.gateway.repositories import merchants
from payments.gateway.services import finding


def account(*, payment_method_id: str) -> AccountDetails:
    """Return the account behind a payment method, for its connector alone.

    A detached one is still told, for what it paid may be refunded. Raises finding.ObjectNotFound
    where there is none.
    """
    found = merchants.method_by_id(object_id=payment_method_id)
    if found is None or not found.account_details:
        raise finding.missing(payment_method_id, field="payment_method")
    return AccountDetails(number=found.account_details, holder=found.holder_name or "")
