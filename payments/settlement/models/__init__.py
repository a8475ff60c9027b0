"""Files of card networks, batches of merchants, and payouts."""

from payments.settlement.models.clearing import (
    ClearingFile,
    ClearingRecord,
    NetworkAdvice,
    NetworkAdviceLine,
    ReceivedFile,
)
from payments.settlement.models.merchants import (
    MerchantBalance,
    ReserveRelease,
    SettlementBatch,
    SettlementLine,
)
from payments.settlement.models.payout import Payout

__all__ = [
    "ClearingFile",
    "ClearingRecord",
    "MerchantBalance",
    "NetworkAdvice",
    "NetworkAdviceLine",
    "Payout",
    "ReceivedFile",
    "ReserveRelease",
    "SettlementBatch",
    "SettlementLine",
]
