"""Transfers and debits between banks."""

from payments.interbank.models.file import ExchangeFile, Settlement
from payments.interbank.models.instant import InstantIncoming, InstantSending
from payments.interbank.models.item import Correction, InboundItem, Item, TraceNumber
from payments.interbank.models.recall import Recall

__all__ = [
    "Correction",
    "ExchangeFile",
    "InboundItem",
    "InstantIncoming",
    "InstantSending",
    "Item",
    "Recall",
    "Settlement",
    "TraceNumber",
]
