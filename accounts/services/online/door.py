"""What customers see and do by themselves in online banking, as `accounts.public.online`."""

from accounts.services.online.period_statements import (
    InvalidPeriod,
    PeriodTooLong,
    period_statement,
)

__all__ = ["InvalidPeriod", "PeriodTooLong", "period_statement"]
