"""On what terms a merchant takes payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from payments.gateway.domain.merchants import PayoutSchedule


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantTerms:
    """What holds from a day on: fees per hundred and fixed, what is held back, and payouts.

    Shares are hundredths of a per cent, amounts minor units of the payment's currency.
    """

    valid_from: date
    capture_bps: int
    capture_fixed_minor: int
    refund_fixed_minor: int = 0
    dispute_fixed_minor: int = 1_500
    reserve_bps: int = 0
    reserve_days: int = 90
    payout_schedule: PayoutSchedule = PayoutSchedule.DAILY
