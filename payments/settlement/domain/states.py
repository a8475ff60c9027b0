"""How far files, records and payouts have come."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ClearingNetwork(StrEnum):
    """Networks that are told of captures by files."""

    VISA = "visa"
    MASTERCARD = "mastercard"


class FileState(StrEnum):
    """MADE is written, or about to be; the network has then taken it, or refused it whole."""

    MADE = "MADE"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    REFUSED = "REFUSED"


class RecordState(StrEnum):
    """PRESENTED until the network answers; REFILED goes into another file.

    A REJECTED one is an exception until somebody decides.
    """

    PRESENTED = "PRESENTED"
    TAKEN = "TAKEN"
    REJECTED = "REJECTED"
    REFILED = "REFILED"


class ReceivedKind(StrEnum):
    """What a file of the network is for."""

    ACK = "ACK"
    INCOMING = "INCOMING"
    ADVICE = "ADVICE"


class ReceivedState(StrEnum):
    """Whether what a file of the network says was taken; of a REFUSED one nothing was."""

    TAKEN = "TAKEN"
    REFUSED = "REFUSED"


class PayoutState(StrEnum):
    """PENDING may be canceled; IN_TRANSIT has left the bank; FAILED and CANCELED are given back."""

    PENDING = "PENDING"
    IN_TRANSIT = "IN_TRANSIT"
    PAID = "PAID"
    FAILED = "FAILED"
    CANCELED = "CANCELED"


GIVEN_BACK: Final = frozenset({PayoutState.FAILED, PayoutState.CANCELED})
"""Payouts whose amount is available to the merchant again."""
