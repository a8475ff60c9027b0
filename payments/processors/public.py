"""The door of other processors: Stripe as a connector of the gateway, its notices and reports."""

from typing import Final

from payments.gateway.public import Connector
from payments.processors.services.callbacks import (
    CallbackRefused,
    process_callback,
    process_waiting,
    receive_callback,
)
from payments.processors.services.connector import CannotBring, StripeConnector, inquire_due
from payments.processors.services.reports import (
    BalanceLine,
    ReportUnavailable,
    balance_transactions,
)

STRIPE: Final[Connector] = StripeConnector()

__all__ = [
    "STRIPE",
    "BalanceLine",
    "CallbackRefused",
    "CannotBring",
    "ReportUnavailable",
    "balance_transactions",
    "inquire_due",
    "process_callback",
    "process_waiting",
    "receive_callback",
]
