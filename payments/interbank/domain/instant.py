"""What the network says of one instant payment: yes, no, or nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from payments.interbank.domain.iso20022.pacs import Status, StatusMessage
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.domain.iso20022.reading import UnreadableMessage

UNSPECIFIED: Final = "NARR"
_YES: Final = frozenset({Status.ACCEPTED.value, Status.SETTLED.value})
_NO: Final = frozenset({Status.REJECTED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer that is final: settled, or refused for this reason (an ISO code)."""

    message_id: str
    refused: str = ""


def understand(content: bytes, *, message_id: str, transaction_id: str) -> Said | None:
    """Return what a pacs.002 says of this very payment; None where that is not final.

    None, too, for what cannot be read, is about another payment, or says two things at once:
    nothing is moved by such an answer.
    """
    try:
        message = read_message(content)
    except UnreadableMessage:
        return None
    if not isinstance(message, StatusMessage) or message.original_message_id != message_id:
        return None
    if any(each.transaction_id not in {"", transaction_id} for each in message.transfers):
        return None
    said = {each.status for each in message.transfers} | {message.status} - {""}
    if said and said <= _YES:
        return Said(message_id=message.message_id)
    if said and said <= _NO:
        reasons = [message.reason, *(each.reason for each in message.transfers)]
        why = next(filter(None, reasons), UNSPECIFIED)[:4]
        return Said(message_id=message.message_id, refused=why)
    return None
