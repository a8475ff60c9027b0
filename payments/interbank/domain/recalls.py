"""Asking for settled credit transfers back: why, until when, and how it may be refused.

After the SEPA Credit Transfer rulebooks (EPC125-05 and EPC004-16): the bank recalls within ten
business days, the payer's own wish and fraud within thirteen months.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

from bankcore.calendars import Calendar
from payments.interbank.domain.days import calendar
from payments.interbank.domain.items import Network

DUPLICATE, TECHNICAL, FRAUD = "DUPL", "TECH", "FRAD"
REASONS: Final[Mapping[str, str]] = {
    DUPLICATE: "It was sent twice",
    TECHNICAL: "A technical fault made it",
    FRAUD: "It was fraud",
    "CUST": "The payer asks for it",
    "AC03": "The payer gave a wrong account",
    "AM09": "The payer gave a wrong amount",
}
REFUSALS: Final[Mapping[str, str]] = {
    "CUST": "The payee says no",
    "NOAS": "The payee does not answer",
    "AM04": "The payee has not enough left",
    "AC04": "The payee's account is closed",
    "NOOR": "No such payment has come",
    "ARDT": "It was given back before",
    "LEGL": "The law does not allow it",
}
_MONTHS: Final = 13
_BANKS_OWN: Final = frozenset({DUPLICATE, TECHNICAL})


def last_day(reason: str, settled_on: date, *, days: int) -> date:
    """Return the last day on which a payment that settled then may be recalled for this reason.

    `days` are the business days in which banks put their own mistakes right.
    """
    if reason in _BANKS_OWN:
        return _calendar().add_business_days(settled_on, days)
    return settled_on + relativedelta(months=_MONTHS)


def answer_by(received_on: date, *, days: int) -> date:
    """Return the business day by which a recall is answered."""
    return _calendar().add_business_days(received_on, days)


def needs_consent(reason: str) -> bool:
    """Tell whether the payee must agree before the money is taken back from them.

    A bank's own mistake gave it to them without the payer's will; anything else is between payer
    and payee.
    """
    return reason not in _BANKS_OWN


def _calendar() -> Calendar:
    return calendar(Network.SEPA)
