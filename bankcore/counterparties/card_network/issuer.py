"""What the cardholders' banks decide: by the number of the card, its expiry, limit and amount."""

from dataclasses import dataclass
from datetime import datetime

APPROVED, IN_PART = "00", "10"
_BINS = frozenset({"424242", "400005", "555555", "520082", "510510"})
# By the whole number; what is not here and in a bin of the network is approved.
_DECLINED = {
    "4000000000000002": "05",
    "4000000000009995": "51",
    "4000000000009987": "41",
    "4000000000009979": "43",
    "4000000000000069": "54",
    "4000000000000127": "N7",
    "4000000000000119": "96",
    "4000000000006975": "65",
}
DISPUTES = "4000000000000259"
ONCE = "4000000000000341"
ASKS = "4000002760003184"
_HALF = "5105105105105100"
_ON_FILE = "0100"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an authorisation asks of the issuer; amounts in minor units, expiry YYMM."""

    pan: str
    amount: int
    expiry: str
    entry_mode: str
    spent_today: int
    approved_before: bool
    is_refund: bool
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A response code and the amount that is approved, in minor units."""

    response: str
    approved: int = 0


def decide(asked: Asked, *, daily_limit: int, now: datetime) -> Decision:
    """Return what the issuer of the card says."""
    refusal = _refusal(asked, now)
    if refusal:
        return Decision(refusal)
    if asked.is_refund:
        return Decision(APPROVED, asked.amount)
    if asked.spent_today + asked.amount > daily_limit:
        return Decision("61")
    if asked.pan == _HALF and asked.amount > 1:
        return Decision(IN_PART, asked.amount // 2)
    return Decision(APPROVED, asked.amount)


def _refusal(asked: Asked, now: datetime) -> str:
    if not _is_known(asked.pan):
        return "14"
    if asked.amount == 0:
        return "13"
    if asked.expiry and asked.expiry < now.strftime("%y%m"):
        return "54"
    if asked.pan == ONCE and (asked.approved_before or asked.entry_mode == _ON_FILE):
        return "05"
    if asked.pan == ASKS and not (asked.is_confirmed or asked.is_refund):
        return "1A"
    return _DECLINED.get(asked.pan, "")


def _is_known(pan: str) -> bool:
    if pan in _DECLINED or pan in {DISPUTES, ONCE, ASKS}:
        return True
    return pan[:6] in _BINS and is_luhn(pan)


_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_luhn(digits: str) -> bool:
    """Tell whether the last of `digits` is the check digit over those before it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total += _DOUBLED[int(digit)] if place % 2 else int(digit)
    return total % 10 == 0
