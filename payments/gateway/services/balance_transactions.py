"""What moved a merchant's balance: captures, refunds, chargebacks and what was won back."""

from __future__ import annotations

from collections.abc import Sequence

from bankcore.access import needs
from bankcore.actor import Actor
from payments.gateway.domain.views import MerchantRef, OperationView, PageOf
from payments.gateway.repositories import movements
from payments.gateway.services import finding, views


@needs("gateway.read_payments")
def get(*, merchant: MerchantRef, object_id: str, actor: Actor) -> OperationView:
    """Return what moved the balance; raises finding.ObjectNotFound."""
    del actor
    found = movements.get(merchant=merchant.pk, object_id=object_id)
    if found is None:
        raise finding.missing(object_id, field="balance_transaction")
    return views.operation_view(found)


@needs("gateway.read_payments")
def page(
    *, merchant: MerchantRef, part: PageOf, actor: Actor
) -> tuple[Sequence[OperationView], bool]:
    """Return a page of what moved the balance, newest first, and whether there is more."""
    del actor
    rows, more = movements.page(merchant=merchant.pk, part=part)
    return [views.operation_view(row) for row in rows], more
