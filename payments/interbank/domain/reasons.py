"""Why a payment between banks failed: the networks' codes, and the bank's own words for them."""

from __future__ import annotations

from typing import Final

from payments.interbank.domain.items import Network

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
NO_ACCOUNT: Final = "no_account"
CLOSED: Final = "account_closed"
BLOCKED: Final = "account_blocked"
CURRENCY: Final = "currency_mismatch"
NOT_OFFERED: Final = "not_offered"
FUNDS: Final = "insufficient_funds"
# Why it lets a collection not through, or gives one back.
SCHEME: Final = "scheme_unknown"
CREDITOR: Final = "creditor_unknown"
NO_MANDATE: Final = "no_mandate"
STOPPED: Final = "mandate_stopped"
DEBITS_BLOCKED: Final = "debits_blocked"
REPEATED: Final = "repeated"
REFUND: Final = "refund"
UNAUTHORISED: Final = "unauthorised"
COMPANY_DENIES: Final = "company_denies"
# Of instant payments, and of money that was asked back.
TOO_MUCH: Final = "too_much"
REGULATORY: Final = "regulatory"
TOO_LATE: Final = "too_late"
RECALLED: Final = "recalled"

# Each in ISO 20022's words and in NACHA's.
_CODES: Final[dict[str, tuple[str, str]]] = {
    NO_ACCOUNT: ("AC01", "R03"),
    CLOSED: ("AC04", "R02"),
    BLOCKED: ("AC06", "R16"),
    CURRENCY: ("AM03", "R17"),
    NOT_OFFERED: ("AG01", "R20"),
    FUNDS: ("AM04", "R01"),
    SCHEME: ("FF05", "R17"),
    CREDITOR: ("BE05", "R21"),
    NO_MANDATE: ("MD01", "R10"),
    STOPPED: ("MD01", "R07"),
    DEBITS_BLOCKED: ("SL01", "R08"),
    REPEATED: ("AM05", "R24"),
    REFUND: ("MD06", "R10"),
    UNAUTHORISED: ("MD01", "R10"),
    COMPANY_DENIES: ("MD01", "R29"),
    TOO_MUCH: ("AM02", "R17"),
    REGULATORY: ("RR04", "R17"),
    TOO_LATE: ("AB05", "R17"),
    RECALLED: ("FOCR", "R17"),
}


def decline_of(code: str) -> str:
    """Return the stable code of a decline for a network's own; generic_decline of others."""
    return _DECLINES.get(code, "generic_decline")


def code_of(network: Network, refusal: str) -> str:
    """Return a network's code for one of the bank's refusals; of others, not specified."""
    iso, nacha = _CODES.get(refusal, ("MS03", "R17"))
    return iso if network is Network.SEPA else nacha
