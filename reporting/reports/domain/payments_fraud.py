"""Payments and fraud as supervisors ask for them: EBA/GL/2018/05 (as amended by EBA/GL/2020/01)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

_PLACES: Final = Decimal("0.000001")
# The European Economic Area.
_EEA: Final = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI"),
        *("FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU"),
        *("LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)


class Area(StrEnum):
    """Where the other side of a payment is: guideline 1.9 and annex 2."""

    DOMESTIC = "domestic"
    WITHIN_EEA = "cross-border within the EEA"
    OUTSIDE_EEA = "cross-border outside the EEA"
    UNKNOWN = "not known"


class FraudType(StrEnum):
    """How a payment by card was fraudulent: annex 2, data breakdown D, unauthorised payments."""

    LOST_OR_STOLEN = "lost or stolen card"
    COUNTERFEIT = "counterfeit card"
    DETAILS_THEFT = "card details theft"
    OTHER = "other"


_REASONS: Final = {
    # Visa Core Rules, dispute category 10 (fraud).
    "10.1": FraudType.COUNTERFEIT,
    "10.2": FraudType.LOST_OR_STOLEN,
    "10.3": FraudType.OTHER,
    "10.4": FraudType.DETAILS_THEFT,
    "10.5": FraudType.OTHER,
    # Mastercard Chargeback Guide, fraud-related chargebacks.
    "4837": FraudType.DETAILS_THEFT,
    "4849": FraudType.OTHER,
    "4863": FraudType.DETAILS_THEFT,
    "4870": FraudType.COUNTERFEIT,
    "4871": FraudType.LOST_OR_STOLEN,
    # What other processors and merchants say without a network's code.
    "fraudulent": FraudType.OTHER,
}


def fraud_type(reason: str) -> FraudType | None:
    """Return how a payment was fraudulent by the reason of its chargeback; None: it was not."""
    return _REASONS.get(reason)


def area(country: str, *, home: str) -> Area:
    """Return where a country is as seen from the bank's own."""
    if not country:
        return Area.UNKNOWN
    if country == home:
        return Area.DOMESTIC
    return Area.WITHIN_EEA if country in _EEA else Area.OUTSIDE_EEA


def has_strong_authentication(*, authentication: str | None, eci: str) -> bool:
    """Tell whether the payer confirmed a payment strongly, Regulation (EU) 2018/389.

    The payer's bank says so by ECI 05 (Visa) or 02 (Mastercard); 06 and 01 are attempts.
    """
    return authentication == "PASSED" or eci in {"05", "02"}


def rate(part: int, whole: int) -> Decimal | None:
    """Return a part of a whole as a fraction of six places; None where there is no whole."""
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(_PLACES, ROUND_HALF_UP)
