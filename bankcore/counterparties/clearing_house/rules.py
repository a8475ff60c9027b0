"""What becomes of a payment, told by the last two digits of its amount."""

from dataclasses import dataclass

# Last two digits of the minor units: reason in SEPA, in ACH, and how many days after it has
# settled it comes back; None for what never settles.
_RULES: dict[int, tuple[str, str, int | None]] = {
    51: ("AM04", "R01", None),
    52: ("AC04", "R02", None),
    53: ("MD01", "R10", None),
    54: ("AC01", "R03", None),
    61: ("AM04", "R01", 0),
    62: ("AC04", "R02", 0),
    63: ("MD01", "R10", 0),
    64: ("AC01", "R03", 0),
    65: ("AC04", "R02", 2),
    91: ("AB05", "", None),
}
RETURNED_AFTER = (0, 2)
"""After how many days something comes back."""
CHANGED = 71
"""ACH alone: the payer's bank says that the account has another number (C01)."""


@dataclass(frozen=True, slots=True)
class Fate:
    """`reason` is empty for what goes well; `days` after it has settled it is returned."""

    reason: str
    days: int | None

    @property
    def later(self) -> bool:
        """Whether it settles first."""
        return self.days is not None


def fate(network: str, minor: int) -> Fate:
    """Return what becomes of an amount."""
    sepa, ach, days = _RULES.get(minor % 100, ("", "", None))
    return Fate(sepa if network == "sepa" else ach, days)
