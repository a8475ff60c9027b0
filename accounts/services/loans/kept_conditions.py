"""The conditions of a loan as an application and a contract keep them."""

from __future__ import annotations

from decimal import Decimal

from accounts.domain.day_counts import DayCount
from accounts.domain.loans.conditions import Conditions, Frequency, InterestGrace, Method
from accounts.models.loan_terms import LoanConditions


def columns(conditions: Conditions) -> dict[str, object]:
    """Return the conditions as an application and a loan keep them."""
    return {
        "method": conditions.method.value,
        "frequency": conditions.frequency.value,
        "instalments": conditions.instalments,
        "annual_rate": conditions.annual_rate,
        "first_due": conditions.first_due,
        "end_of_month": conditions.end_of_month,
        "business_days": conditions.business_days,
        "principal_grace": conditions.principal_grace,
        "interest_grace": conditions.interest_grace,
        "interest_grace_rule": conditions.interest_grace_rule.value,
    }


def stored_conditions(
    row: LoanConditions, *, day_count: str = DayCount.THIRTY_E_360, equal_periods: bool = False
) -> Conditions:
    """Return the conditions that an application or loan keeps, with the product's day count."""
    return Conditions(
        method=Method(row.method),
        frequency=Frequency(row.frequency),
        instalments=row.instalments,
        annual_rate=Decimal(row.annual_rate),
        day_count=DayCount(day_count),
        equal_periods=equal_periods,
        first_due=row.first_due,
        end_of_month=row.end_of_month,
        business_days=row.business_days,
        principal_grace=row.principal_grace,
        interest_grace=row.interest_grace,
        interest_grace_rule=InterestGrace(row.interest_grace_rule),
    )
