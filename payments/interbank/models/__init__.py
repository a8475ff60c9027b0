"""Transfers and debits between banks."""

from payments.interbank.models.collection import Collection, DebitClaim
from payments.interbank.models.debit import (
    CreditorRule,
    DebitMandate,
    DebitRules,
    MandateAmendment,
)
from payments.interbank.models.file import ExchangeFile, Settlement
from payments.interbank.models.item import Correction, InboundItem, Item, TraceNumber

__all__ = [
    "Collection",
    "Correction",
    "CreditorRule",
    "DebitClaim",
    "DebitMandate",
    "DebitRules",
    "ExchangeFile",
    "InboundItem",
    "Item",
    "MandateAmendment",
    "Settlement",
    "TraceNumber",
]
