"""Kinds of suspicious activity, by FinCEN's numbers of type and subtype (SAR, Part II)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Activity:
    """One box of the form."""

    type_id: int
    subtype_id: int
    words: str


ACTIVITIES: Final[dict[str, Activity]] = {
    "below_cash_report": Activity(1, 114, "Structuring: transactions below the CTR threshold"),
    "avoids_cash_report": Activity(1, 112, "Structuring: alters or cancels to avoid a CTR"),
    "source_of_funds": Activity(8, 805, "Laundering: suspicion about the source of funds"),
    "wires": Activity(8, 807, "Laundering: suspicious electronic transfers"),
    "many_accounts": Activity(8, 812, "Laundering: suspicious use of multiple accounts"),
    "third_party": Activity(8, 821, "Laundering: third parties who transact for others"),
    "out_of_pattern": Activity(8, 822, "Laundering: out of pattern for the customer"),
    "funnel": Activity(8, 824, "Laundering: funnel account"),
}
