"""What is due of loans and term deposits, summed by PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from accounts.domain.deposits import DepositState
from accounts.domain.loans.states import OWED


class FlowRow(NamedTuple):
    """What is due on a day in a currency (ISO 4217 number), in minor units."""

    currency: int
    due: date
    principal: int
    interest: int


def of_loans(*, day: date) -> list[FlowRow]:
    """Return what is unpaid of instalments; what was due by the day is due on the next.

    Interest that joins the principal is paid with it, in later instalments.
    """
    return _rows(
        """
        SELECT l.currency, greatest(i.due_date, %s::date + 1),
          sum(i.principal - i.principal_paid)::bigint,
          sum(CASE WHEN i.capitalised THEN 0 ELSE i.interest - i.interest_paid END)::bigint
        FROM accounts_loaninstalment i JOIN accounts_loan l ON l.id = i.loan_id
        WHERE NOT i.superseded AND l.state = ANY(%s)
        GROUP BY 1, 2
        HAVING sum(i.principal - i.principal_paid + i.interest - i.interest_paid) > 0
        ORDER BY 1, 2""",
        [day, sorted(OWED)],
    )


def of_deposits(*, day: date) -> list[FlowRow]:
    """Return principals and, to the cent nearest to actual days by 365, interest at maturity."""
    return _rows(
        """
        SELECT a.currency, greatest(d.maturity, %s::date + 1), sum(d.principal)::bigint,
          sum(round(d.principal * d.rate * (d.maturity - d.start) / 365))::bigint
        FROM accounts_termdeposit d JOIN accounts_account a ON a.id = d.account_id
        WHERE d.state = %s
        GROUP BY 1, 2 ORDER BY 1, 2""",
        [day, DepositState.ACTIVE],
    )


def _rows(sql: str, values: Sequence[Any]) -> list[FlowRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [FlowRow(*row) for row in cursor.fetchall()]
