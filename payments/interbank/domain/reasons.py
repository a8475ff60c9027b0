"""Why a payment between banks failed: the networks' codes, and the bank's own words for them."""

from __future__ import annotations

from typing import Final

# ISO 20022 ExternalStatusReason1Code and ExternalReturnReason1Code, and NACHA's return codes, as
# codes of payments.gateway.domain.declines.
_DECLINES: Final[dict[str, str]] = {
    **dict.fromkeys(("AM04", "R01", "R09"), "insufficient_funds"),
    **dict.fromkeys(("AC04", "R02"), "account_closed"),
    **dict.fromkeys(("AC01", "AC13", "BE04", "RC01", "R03", "R04", "R13", "R28"), "no_account"),
    **dict.fromkeys(("MD01", "MD06", "SL01", "R05", "R10", "R11", "R29"), "debit_not_authorized"),
    **dict.fromkeys(("MD02", "MS02", "R07", "R08"), "revocation_of_authorization"),
    **dict.fromkeys(
        ("AC06", "AG01", "R16", "R20", "R14", "R15", "MD07"), "bank_account_restricted"
    ),
    **dict.fromkeys(
        ("AM05", "FF01", "TM01", "R24", "R17", "R25", "R26", "R27"), "processing_error"
    ),
}

# Why the bank does not take an incoming payment: the refusal's name, in each network's words.
NO_ACCOUNT, CLOSED, BLOCKED, CURRENCY, NOT_OFFERED = (
    "no_account",
    "account_closed",
    "account_blocked",
    "currency_mismatch",
    "not_offered",
)
# Of instant payments, and of money that was asked back.
TOO_MUCH, REGULATORY, REPEATED, TOO_LATE, RECALLED = (
    "too_much",
    "regulatory",
    "repeated",
    "too_late",
    "recalled",
)
_ISO: Final = {
    NO_ACCOUNT: "AC01",
    CLOSED: "AC04",
    BLOCKED: "AC06",
    CURRENCY: "AM03",
    NOT_OFFERED: "AG01",
    TOO_MUCH: "AM02",
    REGULATORY: "RR04",
    REPEATED: "AM05",
    TOO_LATE: "AB05",
    RECALLED: "FOCR",
}
_NACHA: Final = {
    NO_ACCOUNT: "R03",
    CLOSED: "R02",
    BLOCKED: "R16",
    CURRENCY: "R17",
    NOT_OFFERED: "R20",
}


def decline_of(code: str) -> str:
    """Return the stable code of a decline for a network's own; generic_decline of others."""
    return _DECLINES.get(code, "generic_decline")


def iso_code(refusal: str) -> str:
    """Return the ISO code of one of the bank's refusals; MS03 (not specified) of others."""
    return _ISO.get(refusal, "MS03")


def nacha_code(refusal: str) -> str:
    """Return the return code of one of the bank's refusals; R17 of others."""
    return _NACHA.get(refusal, "R17")
