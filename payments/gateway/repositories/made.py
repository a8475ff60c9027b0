"""What was made under a request: everything carries the request's id, in its own or a column."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import Manager

from payments.gateway.models import (
    CheckoutSession,
    Mandate,
    Operation,
    Payer,
    PaymentIntent,
    PaymentLink,
    PaymentMethod,
    SetupIntent,
)

# By the beginning of their ids: the rest is the id of the request that made them.
_BY_NAME: Final[dict[str, Manager[Any]]] = {
    "cus": Payer.objects,
    "pm": PaymentMethod.objects,
    "mandate": Mandate.objects,
    "plink": PaymentLink.objects,
    "cs": CheckoutSession.objects,
    "seti": SetupIntent.objects,
}
_BY_COLUMN: Final[tuple[Manager[Any], ...]] = (PaymentIntent.objects, Operation.objects)


def id_of(prefix: str, request_id: UUID) -> str:
    """Return the id of what a request makes: whoever goes on with the request finds it again."""
    return f"{prefix}_{request_id.hex}"


def anything_under(*, request_id: UUID) -> bool:
    """Return whether a request has made anything."""
    return any(
        rows.filter(object_id=id_of(prefix, request_id)).exists()
        for prefix, rows in _BY_NAME.items()
    ) or any(rows.filter(idempotency_id=request_id).exists() for rows in _BY_COLUMN)
