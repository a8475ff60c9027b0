"""Authorisations as integrators look at them: charges."""

from __future__ import annotations

from collections.abc import Sequence

from bankcore.access import needs
from bankcore.actor import Actor
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.views import MerchantRef, OperationFilter, OperationView, PageOf
from payments.gateway.repositories import operations
from payments.gateway.services import finding, views


@needs("gateway.read_payments", "gateway.take_payments", "gateway.handle_conflict")
def get(*, merchant: MerchantRef, charge_id: str, actor: Actor) -> OperationView:
    """Return the merchant's charge; raises finding.ObjectNotFound."""
    del actor
    found = operations.of_merchant(
        merchant=merchant.pk, object_id=charge_id, kind=OperationKind.AUTHORISE
    )
    if found is None:
        raise finding.missing(charge_id, field="charge")
    return views.operation_view(found)


@needs("gateway.read_payments", "gateway.take_payments", "gateway.handle_conflict")
def page(
    *, merchant: MerchantRef, chosen: OperationFilter, part: PageOf, actor: Actor
) -> tuple[Sequence[OperationView], bool]:
    """Return the merchant's charges, newest first, and whether there are more.

    Raises finding.InvalidPage.
    """
    del actor
    finding.check_page(part)
    rows, more = operations.page(
        merchant=merchant.pk, kind=OperationKind.AUTHORISE, chosen=chosen, part=part
    )
    return [views.operation_view(row) for row in rows], more
