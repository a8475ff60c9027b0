"""Money set aside on accounts of this bank for payments to merchants."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Sum

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.operations import OperationKind, OperationState
from payments.gateway.models import OnUsHold, Operation


@requires_transaction
def add(*, operation: Operation, hold_id: int | None, refusal: str) -> None:
    """Keep what setting the money aside came to."""
    OnUsHold.objects.create(operation=operation, hold_id=hold_id, refusal=refusal)


def get(*, operation_id: UUID) -> OnUsHold | None:
    """Return what setting money aside for an operation came to."""
    return OnUsHold.objects.filter(operation__public_id=operation_id).first()


def open_of_intent(intent: int) -> Sequence[tuple[int, int]]:
    """Return the payment's holds, oldest first, with what captures have left of each.

    Captures use up the oldest hold first; what they have used is what succeeded before, so that
    the ledger, which counts for itself, agrees.
    """
    rows = OnUsHold.objects.filter(
        operation__intent_id=intent,
        operation__state=OperationState.SUCCEEDED,
        hold_id__isnull=False,
    ).order_by("operation_id")
    amounts = list(rows.values_list("hold_id", "operation__amount_minor"))
    captured = Operation.objects.filter(
        intent_id=intent,
        kind=OperationKind.CAPTURE,
        state__in=[OperationState.SUCCEEDED, OperationState.RETURNED],
        txn_id__isnull=False,
    ).aggregate(total=Sum("approved_minor"))
    used, left = captured["total"] or 0, []
    for hold_id, minor in amounts:
        assert hold_id is not None  # noqa: S101 - the filter
        taken = min(used, minor)
        used -= taken
        left.append((hold_id, minor - taken))
    return [each for each in left if each[1]]
