"""Operations that moved money, of every kind."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from payments.gateway.domain.operations import MOVES_MONEY, OperationState
from payments.gateway.domain.views import PageOf
from payments.gateway.models import Operation
from payments.gateway.repositories import paging

_BOOKED = (OperationState.SUCCEEDED, OperationState.RETURNED)


def get(*, merchant: int, object_id: str) -> Operation | None:
    """Return an operation of a merchant that moved money."""
    return _rows(merchant).filter(object_id=object_id).first()


def page(*, merchant: int, part: PageOf) -> tuple[Sequence[Operation], bool]:
    """Return a page of a merchant's operations that moved money."""
    return paging.page(_rows(merchant), part)


def _rows(merchant: int) -> QuerySet[Operation]:
    rows = Operation.objects.select_related("intent__payer", "payment_method", "original")
    return rows.filter(merchant_id=merchant, kind__in=MOVES_MONEY, state__in=_BOOKED)
