"""What becomes of a payment, told by the last two digits of its amount."""

from dataclasses import dataclass

# Last two digits of the minor units: reason in SEPA, in ACH, and whether it settles first.
_RULES = {
    51: ("AM04", "R01", False),
    52: ("AC04", "R02", False),
    53: ("MD01", "R10", False),
    54: ("AC01", "R03", False),
    61: ("AM04", "R01", True),
    62: ("AC04", "R02", True),
    63: ("MD01", "R10", True),
    64: ("AC01", "R03", True),
}
CHANGED = 71
"""ACH alone: the payer's bank says that the account has another number (C01)."""


@dataclass(frozen=True, slots=True)
class Fate:
    """`reason` is empty for what goes well; `later` is returned after it has settled."""

    reason: str
    later: bool


def fate(network: str, minor: int) -> Fate:
    """Return what becomes of an amount."""
    sepa, ach, later = _RULES.get(minor % 100, ("", "", False))
    return Fate(sepa if network == "sepa" else ach, later)
