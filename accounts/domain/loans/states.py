"""The states of applications and loans, and which may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ApplicationState(StrEnum):
    """Where an application is."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    CONTRACTED = "CONTRACTED"


class LoanState(StrEnum):
    """Where a loan is."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    IN_ARREARS = "IN_ARREARS"
    RESTRUCTURED = "RESTRUCTURED"
    REPAID = "REPAID"
    WRITTEN_OFF = "WRITTEN_OFF"


OWED: Final = frozenset({LoanState.ACTIVE, LoanState.IN_ARREARS, LoanState.RESTRUCTURED})

FOLLOWS: Final[Mapping[LoanState, frozenset[LoanState]]] = MappingProxyType(
    {
        LoanState.PENDING: frozenset({LoanState.ACTIVE}),
        LoanState.ACTIVE: frozenset(
            {
                LoanState.IN_ARREARS,
                LoanState.RESTRUCTURED,
                LoanState.REPAID,
                LoanState.WRITTEN_OFF,
            }
        ),
        LoanState.IN_ARREARS: frozenset(
            {LoanState.ACTIVE, LoanState.RESTRUCTURED, LoanState.REPAID, LoanState.WRITTEN_OFF}
        ),
        LoanState.RESTRUCTURED: frozenset(
            {LoanState.IN_ARREARS, LoanState.REPAID, LoanState.WRITTEN_OFF}
        ),
        LoanState.REPAID: frozenset(),
        LoanState.WRITTEN_OFF: frozenset(),
    }
)


class Bucket(StrEnum):
    """How long the oldest unpaid instalment is past due."""

    CURRENT = "CURRENT"
    UP_TO_30 = "1-30"
    UP_TO_60 = "31-60"
    UP_TO_90 = "61-90"
    OVER_90 = "90+"

    @staticmethod
    def of(days: int) -> Bucket:
        """Return the bucket of so many days past due."""
        limits = ((0, Bucket.CURRENT), (30, Bucket.UP_TO_30), (60, Bucket.UP_TO_60))
        for limit, bucket in (*limits, (90, Bucket.UP_TO_90)):
            if days <= limit:
                return bucket
        return Bucket.OVER_90


class ScheduleReason(StrEnum):
    """Why a version of a schedule was made."""

    CONTRACT = "CONTRACT"
    RESTRUCTURING = "RESTRUCTURING"
    EARLY_REPAYMENT = "EARLY_REPAYMENT"
    WRITE_OFF = "WRITE_OFF"


class PaymentKind(StrEnum):
    """How an amount owed was settled."""

    REPAYMENT = "REPAYMENT"
    COLLECTION = "COLLECTION"
    EARLY = "EARLY"
    CAPITALISATION = "CAPITALISATION"
    WRITE_OFF = "WRITE_OFF"
    RECOVERY = "RECOVERY"
