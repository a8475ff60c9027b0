"""What a merchant pays for what is done with its payments."""

from __future__ import annotations

from datetime import date
from typing import Final

from payments.gateway.domain.operations import OperationKind
from payments.gateway.models import MerchantFees
from payments.gateway.repositories import merchants

_WHOLE: Final = 10_000
_COST: Final = frozenset({OperationKind.CAPTURE, OperationKind.REFUND, OperationKind.CHARGEBACK})


def share(*, minor: int, bps: int) -> int:
    """Return so many hundredths of a per cent of an amount, rounded half up."""
    return (minor * bps * 2 + _WHOLE) // (2 * _WHOLE)


def of(*, merchant: int, kind: OperationKind, minor: int, day: date) -> int:
    """Return the fee of an operation by the version that holds on a day, in minor units.

    A capture's fee is never more than the capture.
    """
    if kind not in _COST:
        return 0
    terms = merchants.fees(merchant=merchant, day=day)
    return 0 if terms is None else _fee(terms, kind, minor)


def _fee(terms: MerchantFees, kind: OperationKind, minor: int) -> int:
    if kind is OperationKind.CAPTURE:
        fee = share(minor=minor, bps=terms.capture_bps) + terms.capture_fixed_minor
        return min(fee, minor)
    if kind is OperationKind.REFUND:
        return terms.refund_fixed_minor
    return terms.dispute_fixed_minor
