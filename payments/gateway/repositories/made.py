"""What was made under a request: everything carries the request's id, in its own or a column."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Model

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
PREFIXES: Final[dict[str, type[Model]]] = {
    "cus": Payer,
    "pm": PaymentMethod,
    "mandate": Mandate,
    "plink": PaymentLink,
    "cs": CheckoutSession,
    "seti": SetupIntent,
}
_BY_COLUMN: Final[tuple[type[Model], ...]] = (PaymentIntent, Operation)


def id_of(prefix: str, request_id: UUID) -> str:
    """Return the id of what a request makes: whoever goes on with the request finds it again."""
    return f"{prefix}_{request_id.hex}"


def anything_under(*, request_id: UUID) -> bool:
    """Return whether a request has made anything."""
    return any(
        model._default_manager.filter(object_id=id_of(prefix, request_id)).exists()
        for prefix, model in PREFIXES.items()
    ) or any(
        model._default_manager.filter(idempotency_id=request_id).exists() for model in _BY_COLUMN
    )
