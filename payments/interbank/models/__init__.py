"""Transfers and debits between banks."""

from payments.interbank.models.collection import Collection, DebitClaim
from payments.interbank.models.debit import (
    CreditorRule,
    DebitMandate,
    DebitRules,
    MandateAmendment,
)
from payments.interbank.models.file import ExchangeFile, Settlement
from payments.interbank.models.instant import InstantIncoming, InstantSending
from payments.interbank.models.item import Correction, InboundItem, Item, TraceNumber
from payments.interbank.models.recall import Recall

__all__ = [
    "Collection",
    "Correction",
    "CreditorRule",
    "DebitClaim",
    "DebitMandate",
    "DebitRules",
    "ExchangeFile",
    "InboundItem",
    "InstantIncoming",
    "InstantSending",
    "Item",
    "MandateAmendment",
    "Recall",
    "Settlement",
    "TraceNumber",
]
