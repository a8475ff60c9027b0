"""What a network's answer code (DE39) says: whether it is yes, and why not, in the same words for all."""

from __future__ import annotations

from typing import Final

APPROVED: Final = frozenset({"00", "10"})
REVERSAL_DONE: Final = frozenset({"00", "25"})
"""What ends a reversal: taken back, or never known."""

LATE: Final = "68"
FAULT: Final = "96"

_DECLINES: Final = {
    "01": "do_not_honor",
    "03": "transaction_not_allowed",
    "04": "pickup_card",
    "05": "do_not_honor",
    "12": "transaction_not_allowed",
    "13": "invalid_amount",
    "14": "incorrect_number",
    "41": "lost_card",
    "43": "stolen_card",
    "51": "insufficient_funds",
    "54": "expired_card",
    "57": "transaction_not_allowed",
    "59": "fraudulent",
    "61": "card_velocity_exceeded",
    "62": "transaction_not_allowed",
    "65": "withdrawal_count_limit_exceeded",
    "78": "transaction_not_allowed",
    "82": "incorrect_cvc",
    "N7": "incorrect_cvc",
    "91": "issuer_not_available",
    "94": "processing_error",
    "96": "processing_error",
    "R0": "revocation_of_authorization",
    "R1": "revocation_of_authorization",
    "1A": "authentication_required",
}


def is_approved(mti: str, code: str) -> bool:
    """Return whether the answer to a message of this type is yes.

    A reversal of what nobody knows is done too.
    """
    return code in (APPROVED if mti == "0100" else REVERSAL_DONE)


def decline_code(code: str) -> str:
    """Return the gateway's stable code of a refusal; one that is not known is generic."""
    return _DECLINES.get(code, "generic_decline")
