"""Disputes: a payer's bank takes money back, and the merchant may fight for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bankcore.money import Money


class DisputeStage(StrEnum):
    """How far a dispute has come."""

    NEEDS_RESPONSE = "NEEDS_RESPONSE"
    UNDER_REVIEW = "UNDER_REVIEW"
    WON = "WON"
    LOST = "LOST"
    ACCEPTED = "ACCEPTED"


class DisputeEvent(StrEnum):
    """What happens to a dispute."""

    EVIDENCE_SUBMITTED = "EVIDENCE_SUBMITTED"
    ACCEPTED = "ACCEPTED"
    WON = "WON"
    LOST = "LOST"


_S, _E = DisputeStage, DisputeEvent

DISPUTE: Final[dict[tuple[DisputeStage, DisputeEvent], DisputeStage]] = {
    (_S.NEEDS_RESPONSE, _E.EVIDENCE_SUBMITTED): _S.UNDER_REVIEW,
    (_S.NEEDS_RESPONSE, _E.ACCEPTED): _S.ACCEPTED,
    (_S.NEEDS_RESPONSE, _E.WON): _S.WON,
    (_S.NEEDS_RESPONSE, _E.LOST): _S.LOST,
    (_S.UNDER_REVIEW, _E.WON): _S.WON,
    (_S.UNDER_REVIEW, _E.LOST): _S.LOST,
}
"""Every change of a dispute."""


class NoticeStage(StrEnum):
    """What a network tells of a dispute."""

    CHARGEBACK = "CHARGEBACK"
    WON = "WON"
    LOST = "LOST"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeNotice:
    """What a network tells: which payment, why, how much, and how far it has come.

    The payment is named by `network_reference` (of its capture or authorisation), by `arn`, which
    is kept as a capture's network reference too, or by `object_id` of the operation. `key` is the
    network's own name for the notice: the same one again changes nothing. Without `due_at` the
    merchant has as long as the bank gives.
    """

    connector: str
    key: str
    amount: Money
    reason: str
    stage: NoticeStage = NoticeStage.CHARGEBACK
    network_reference: str = ""
    arn: str = ""
    object_id: str = ""
    due_at: datetime | None = None
