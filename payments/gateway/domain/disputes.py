"""Disputes: a payer's bank takes money back, and the merchant may fight for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

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
    NOT_BROUGHT = "NOT_BROUGHT"
    ACCEPTED = "ACCEPTED"
    WON = "WON"
    LOST = "LOST"


_S, _E = DisputeStage, DisputeEvent

DISPUTE: Final[dict[tuple[DisputeStage, DisputeEvent], DisputeStage]] = {
    (_S.NEEDS_RESPONSE, _E.EVIDENCE_SUBMITTED): _S.UNDER_REVIEW,
    (_S.UNDER_REVIEW, _E.NOT_BROUGHT): _S.NEEDS_RESPONSE,
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

    The payment is named by any of its operations (`operation_id`), or by what the network calls
    it: `network_reference` of the capture or authorisation, or `arn` where a connector has kept
    that as the capture's network reference. `key` is the network's own name for the notice, by
    default made of the other fields: the same one again changes nothing. Without `due_at` the
    merchant has as long as the bank gives.
    """

    connector: str
    amount: Money
    reason: str
    stage: NoticeStage = NoticeStage.CHARGEBACK
    operation_id: UUID | None = None
    network_reference: str = ""
    arn: str = ""
    key: str = ""
    due_at: datetime | None = None

    @property
    def name(self) -> str:
        """The notice's name, the same for the same notice."""
        payment = str(self.operation_id or "") or self.arn or self.network_reference
        return (self.key or f"{payment}:{self.reason}:{self.amount.minor}")[:80]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a merchant brings: a text, or a document with its name and media type."""

    kind: str
    text: str = ""
    content: bytes = b""
    content_type: str = ""
    file_name: str = ""


def dispute_after(stage: DisputeStage, event: DisputeEvent) -> DisputeStage | None:
    """Return the dispute's next stage, or None where the event is not allowed in this one."""
    return DISPUTE.get((stage, event))
