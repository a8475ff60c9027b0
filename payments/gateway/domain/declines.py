"""Why a payment was declined: stable codes, and what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Advice(StrEnum):
    """What is worth trying after a decline."""

    TRY_OTHER_NETWORK = "TRY_OTHER_NETWORK"
    TRY_LATER = "TRY_LATER"
    ASK_PAYER = "ASK_PAYER"
    STOP = "STOP"


@dataclass(frozen=True, slots=True)
class Decline:
    """A decline as integrators see it: `message` is a sentence for the payer."""

    code: str
    message: str
    advice: Advice


_SENTENCES: Final = (
    ("generic_decline", "The card was declined.", Advice.ASK_PAYER),
    ("do_not_honor", "The card was declined by its bank.", Advice.ASK_PAYER),
    ("insufficient_funds", "The account has too little money.", Advice.TRY_LATER),
    ("lost_card", "The card was declined.", Advice.STOP),
    ("stolen_card", "The card was declined.", Advice.STOP),
    ("pickup_card", "The card was declined.", Advice.STOP),
    ("expired_card", "The card has expired.", Advice.ASK_PAYER),
    ("incorrect_cvc", "The security code is wrong.", Advice.ASK_PAYER),
    ("incorrect_number", "There is no such card.", Advice.ASK_PAYER),
    ("invalid_expiry", "The expiry date is wrong.", Advice.ASK_PAYER),
    ("invalid_amount", "The amount cannot be charged.", Advice.STOP),
    ("currency_not_supported", "The card does not pay in this currency.", Advice.STOP),
    ("card_velocity_exceeded", "The card has reached its limit.", Advice.TRY_LATER),
    ("withdrawal_count_limit_exceeded", "The card has reached its limit.", Advice.TRY_LATER),
    ("transaction_not_allowed", "The card may not be used for this.", Advice.ASK_PAYER),
    ("authentication_required", "The payer must confirm the payment.", Advice.ASK_PAYER),
    ("authentication_failed", "The card's bank did not confirm the payment.", Advice.ASK_PAYER),
    ("fraudulent", "The payment was declined.", Advice.STOP),
    ("revocation_of_authorization", "The payer has taken the permission back.", Advice.STOP),
    ("issuer_not_available", "The card's bank does not answer.", Advice.TRY_OTHER_NETWORK),
    ("processing_error", "Something failed on the way.", Advice.TRY_OTHER_NETWORK),
    ("try_again_later", "Nothing was charged; try again.", Advice.TRY_LATER),
    ("no_account", "There is no such account.", Advice.STOP),
    ("account_closed", "The account is closed.", Advice.STOP),
    ("debit_not_authorized", "The payer has not allowed the debit.", Advice.STOP),
    ("bank_account_restricted", "The account may not be debited.", Advice.STOP),
)
DECLINES: Final = {code: Decline(code, text, advice) for code, text, advice in _SENTENCES}
GENERIC: Final = DECLINES["generic_decline"]


def of_code(code: str) -> Decline:
    """Return the decline of a code; one that is not known is the generic one."""
    return DECLINES.get(code, GENERIC)
