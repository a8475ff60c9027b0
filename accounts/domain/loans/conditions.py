"""What a loan is agreed on: amount, rate, time, and how it is paid back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from accounts.domain.day_counts import DayCount
from bankcore.errors import BankError


class Method(StrEnum):
    """How principal is paid back."""

    ANNUITY = "ANNUITY"
    LINEAR = "LINEAR"
    BULLET = "BULLET"


class Frequency(StrEnum):
    """How often an instalment is due."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"

    @property
    def months(self) -> int:
        """How many months a period has; none for weeks."""
        return {Frequency.WEEKLY: 0, Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}[self]

    @property
    def a_year(self) -> int:
        """How many periods a year is taken to have."""
        return {Frequency.WEEKLY: 52, Frequency.MONTHLY: 12, Frequency.QUARTERLY: 4}[self]


class InterestGrace(StrEnum):
    """What becomes of interest in a grace period: it joins the principal, or waits."""

    CAPITALISED = "CAPITALISED"
    DEFERRED = "DEFERRED"


class Rounding(StrEnum):
    """How an amount is brought to whole minor units."""

    HALF_UP = "ROUND_HALF_UP"
    HALF_EVEN = "ROUND_HALF_EVEN"


class InvalidLoanConditions(BankError):
    """No schedule can be made of these conditions."""

    code = "invalid_loan_conditions"
    cure = "Change what the message names."


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of one loan.

    `annual_rate` is a fraction (0.12 is 12 % a year). With `equal_periods` every full period
    bears the same part of a year (a month 1/12), whatever its days; a first period of another
    length bears what the day count says. `principal_grace` instalments pay no principal,
    `interest_grace` no interest. `first_due` makes the first period shorter or longer.
    """

    method: Method
    frequency: Frequency
    instalments: int
    annual_rate: Decimal
    day_count: DayCount = DayCount.THIRTY_E_360
    equal_periods: bool = False
    first_due: date | None = None
    end_of_month: bool = False
    business_days: bool = False
    principal_grace: int = 0
    interest_grace: int = 0
    interest_grace_rule: InterestGrace = InterestGrace.CAPITALISED
    rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        wrong = self._wrong()
        if wrong:
            raise InvalidLoanConditions(wrong)

    def _wrong(self) -> str:
        if not 1 <= self.instalments <= 1_200:
            return "A loan has 1 to 1,200 instalments."
        if not 0 <= self.annual_rate <= 10:
            return "The rate is between 0 and 1,000 % a year."
        if not 0 <= self.principal_grace < self.instalments:
            return "The last instalment pays principal."
        if not 0 <= self.interest_grace < self.instalments:
            return "The last instalment pays interest."
        capitalised = self.interest_grace_rule is InterestGrace.CAPITALISED
        if capitalised and self._grace_without_principal() < self.interest_grace:
            return "While interest joins the principal, no principal is paid."
        return ""

    def _grace_without_principal(self) -> int:
        return self.instalments - 1 if self.method is Method.BULLET else self.principal_grace
