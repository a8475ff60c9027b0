"""What is owed and may be drawn, one statement a sort of credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.domain.loans.states import OWED, LoanState, PaymentKind


class ExposureRow(NamedTuple):
    """A row of a loan or an account; amounts in minor units of an ISO 4217 number."""

    reference: UUID
    is_pending: bool
    application: UUID | None
    customer: UUID
    is_company: bool
    product: str
    currency: int
    drawn: int
    undrawn: int
    limit: int
    days_past_due: int
    annual_rate: Decimal | None
    originated_on: date
    restructured_on: date | None


class SettledRow(NamedTuple):
    """What was written off or recovered of a loan on a day."""

    reference: UUID
    day: date
    currency: int
    amount: int


def of_loans() -> list[ExposureRow]:
    """Return the loans that are owed and the contracts that are not paid out yet."""
    return [
        ExposureRow(*row)
        for row in _rows(
            """
            WITH wanted AS (
              SELECT * FROM accounts_loan WHERE state = ANY(%(owed)s) OR state = %(pending)s),
            settled AS (
              SELECT p.loan_id, sum(a.amount) AS interest
              FROM accounts_loanallocation a JOIN accounts_loanpayment p ON p.id = a.payment_id
              WHERE a.part = 'INTEREST' AND p.loan_id IN (SELECT id FROM wanted)
              GROUP BY p.loan_id),
            charges AS (
              SELECT loan_id, sum(CASE WHEN superseded THEN 0 ELSE fee - fee_paid END
                                  + penalty - penalty_paid) AS amount
              FROM accounts_loaninstalment WHERE loan_id IN (SELECT id FROM wanted)
              GROUP BY loan_id),
            restructured AS (
              SELECT loan_id, max(starts_on) AS day FROM accounts_loanschedule
              WHERE reason = 'RESTRUCTURING' AND loan_id IN (SELECT id FROM wanted)
              GROUP BY loan_id)
            SELECT l.public_id, l.state = %(pending)s, q.public_id, c.public_id,
              c.kind = 'COMPANY', r.code, l.currency,
              CASE WHEN l.state = %(pending)s THEN 0
                   ELSE l.outstanding + greatest(l.interest_accrued - coalesce(s.interest, 0), 0)
                        + coalesce(f.amount, 0) END::bigint,
              CASE WHEN l.state = %(pending)s THEN l.principal ELSE 0 END,
              0, l.days_past_due, l.apr, coalesce(l.disbursed_on, l.contracted_at::date), x.day
            FROM wanted l
            JOIN accounts_loanapplication q ON q.id = l.application_id
            JOIN accounts_customer c ON c.id = q.customer_id
            JOIN accounts_product r ON r.id = q.product_id
            LEFT JOIN settled s ON s.loan_id = l.id
            LEFT JOIN charges f ON f.loan_id = l.id
            LEFT JOIN restructured x ON x.loan_id = l.id
            ORDER BY l.id""",
            {"owed": sorted(OWED), "pending": LoanState.PENDING},
        )
    ]


def principal_flows() -> dict[UUID, list[tuple[date, int]]]:
    """Return by loan that is owed what principal is to come, by due day."""
    found: defaultdict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for reference, due, amount in _rows(
        """
        SELECT l.public_id, i.due_date, sum(i.principal - i.principal_paid)::bigint
        FROM accounts_loaninstalment i JOIN accounts_loan l ON l.id = i.loan_id
        WHERE NOT i.superseded AND l.state = ANY(%s) AND i.principal > i.principal_paid
        GROUP BY 1, 2 ORDER BY 1, 2""",
        [sorted(OWED)],
    ):
        found[reference].append((due, amount))
    return found


def of_accounts(*, day: date) -> list[ExposureRow]:
    """Return the deposit accounts that are overdrawn by what is booked up to a day, or may be.

    What is agreed is what counts, not what the books still let through of an older agreement.
    """
    return [
        ExposureRow(*row)
        for row in _rows(
            """
            WITH wanted AS (
              SELECT a.public_id, a.customer_id, a.product_id, a.currency, a.opened_on,
                CASE WHEN EXISTS (SELECT FROM accounts_overdraft o WHERE o.account_id = a.id)
                     THEN coalesce((SELECT o.limit_minor FROM accounts_overdraft o
                                    WHERE o.account_id = a.id AND o.from_day <= %(day)s
                                      AND (o.to_day IS NULL OR o.to_day >= %(day)s)
                                    ORDER BY o.id DESC LIMIT 1), 0)
                     ELSE greatest(-coalesce(b.floor, 0), 0) END AS agreed,
                b.cr_posted - b.dr_posted - coalesce(
                  (SELECT sum(e.amount) FROM ledger_entry e
                   WHERE e.account_id = b.account_id AND e.booking_date > %(day)s), 0) AS balance
              FROM ledger_balance b JOIN accounts_account a ON a.ledger_account_id = b.account_id
              JOIN accounts_product r ON r.id = a.product_id
              WHERE b.sign = 1 AND b.status <> 4 AND r.kind <> 'LOAN'
                AND (b.floor < 0 OR b.cr_posted < b.dr_posted))
            SELECT w.public_id, false, NULL::uuid, c.public_id, c.kind = 'COMPANY', r.code,
              w.currency, greatest(-w.balance, 0)::bigint,
              greatest(w.agreed - greatest(-w.balance, 0), 0)::bigint, w.agreed, 0, NULL::numeric,
              w.opened_on, NULL::date
            FROM wanted w JOIN accounts_customer c ON c.id = w.customer_id
            JOIN accounts_product r ON r.id = w.product_id
            WHERE w.balance < 0 OR w.agreed > 0
            ORDER BY w.public_id""",
            {"day": day},
        )
    ]


def written_off(*, references: Sequence[UUID]) -> list[SettledRow]:
    """Return what was written off of these loans."""
    return _settled(
        PaymentKind.WRITE_OFF, "AND l.public_id = ANY(%(chosen)s)", chosen=list(references)
    )


def recovered(*, day: date) -> list[SettledRow]:
    """Return what came in on a business day for loans that were written off."""
    return _settled(PaymentKind.RECOVERY, "AND p.booked_on = %(chosen)s", chosen=day)


def _settled(kind: PaymentKind, condition: str, *, chosen: object) -> list[SettledRow]:
    sql = f"""
        SELECT l.public_id, p.booked_on, l.currency, sum(p.amount)::bigint
        FROM accounts_loanpayment p JOIN accounts_loan l ON l.id = p.loan_id
        WHERE p.kind = %(kind)s {condition}
        GROUP BY 1, 2, 3 ORDER BY 1, 2"""  # noqa: S608 - made of constants
    return [SettledRow(*row) for row in _rows(sql, {"kind": kind, "chosen": chosen})]


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
