"""Transfers and debits between banks."""

from payments.interbank.models.file import ExchangeFile, Settlement
from payments.interbank.models.item import Correction, InboundItem, Item, TraceNumber

__all__ = ["Correction", "ExchangeFile", "InboundItem", "Item", "Settlement", "TraceNumber"]
