"""Knowing the customer: what is checked, how risky, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from dateutil.relativedelta import relativedelta


class KycKind(StrEnum):
    """What was checked. SCREENING: against lists of sanctions and politically exposed persons."""

    IDENTITY = "IDENTITY"
    ADDRESS = "ADDRESS"
    SCREENING = "SCREENING"
    SOURCE_OF_FUNDS = "SOURCE_OF_FUNDS"


class KycResult(StrEnum):
    """How a check came out. REFERRED: somebody else must decide."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    REFERRED = "REFERRED"


class RiskRating(StrEnum):
    """How risky the customer is for money laundering."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


REVIEW_MONTHS: Final = MappingProxyType(
    {RiskRating.LOW: 60, RiskRating.MEDIUM: 36, RiskRating.HIGH: 12}
)
# What a customer must have passed to be ACTIVE; high risk must show where the money is from, too.
REQUIRED: Final = (KycKind.IDENTITY, KycKind.SCREENING)
# Reminders of a document: so many days before it expires, and 0 once it has.
REMINDER_DAYS: Final = (60, 30, 7, 0)


def next_review(*, day: date, rating: RiskRating) -> date:
    """Return the day of the next review after one on `day`."""
    return day + relativedelta(months=REVIEW_MONTHS[rating])


def erasable_from(*, closed_on: date, years: int) -> date:
    """Return the first day on which nothing need be kept of a customer who left on `closed_on`."""
    return closed_on + relativedelta(years=years, days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The latest check of one kind."""

    kind: KycKind
    result: KycResult
    valid_until: date | None

    def holds(self, day: date) -> bool:
        """Return whether the customer has passed it and it has not run out."""
        return self.result is KycResult.PASSED and (
            self.valid_until is None or self.valid_until >= day
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What is known of a customer who wants to become ACTIVE."""

    is_company: bool
    has_details: bool
    has_address: bool
    has_tax_residence: bool
    has_self_certification: bool
    has_owner_or_exemption: bool
    lacks_us_tin: bool
    rating: RiskRating | None
    checks: tuple[Check, ...]


def missing(known: Readiness, *, day: date) -> list[str]:
    """Return what is missing for a customer to become ACTIVE on `day`, in words."""
    wanted = [
        (known.has_details, "the details of the person or company"),
        (known.has_address, "a residential or registered address"),
        (known.has_tax_residence, "a tax residence"),
        (known.has_self_certification, "a FATCA and CRS self-certification"),
        (not known.lacks_us_tin, "the US tax number of a US person"),
        (known.has_owner_or_exemption or not known.is_company, "a beneficial owner, or why none"),
        (known.rating is not None, "a risk rating"),
    ]
    kinds = REQUIRED + ((KycKind.SOURCE_OF_FUNDS,) if known.rating is RiskRating.HIGH else ())
    passed = {check.kind for check in known.checks if check.holds(day)}
    return [words for is_there, words in wanted if not is_there] + [
        f"a passed {kind.replace('_', ' ').lower()} check" for kind in kinds if kind not in passed
    ]
