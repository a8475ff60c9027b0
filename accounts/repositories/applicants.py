"""What the books know of somebody who asks for a loan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Max, Q

from accounts.domain.loans.states import OWED, LoanState
from accounts.models import Customer, Loan, LoanCollection, LoanInstalment, PersonDetails
from accounts.repositories.loan_schedules import UNPAID
from bankcore.ledger import public as ledger

_SEEN_DAYS = 90
_MISSED_DAYS = 365
# What comes in but was not earned: loans, what is taken back, the bank's own charges given back.
_NO_INCOME = (
    ledger.TransactionKind.LOAN_DISBURSEMENT,
    ledger.TransactionKind.REVERSAL,
    ledger.TransactionKind.FEE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How the customer has paid before."""

    customer_since: datetime
    days_past_due: int
    written_off: int
    repaid: int
    missed: int


def record_of(customer_id: UUID, *, day: date) -> Record:
    """Return how the customer has paid."""
    found = Loan.objects.filter(account__customer__public_id=customer_id).aggregate(
        late=Max("days_past_due", filter=Q(state__in=sorted(OWED))),
        lost=Count("pk", filter=Q(state=LoanState.WRITTEN_OFF)),
        repaid=Count("pk", filter=Q(state=LoanState.REPAID)),
    )
    missed = LoanCollection.objects.filter(
        loan__account__customer__public_id=customer_id,
        day__gte=day - timedelta(days=_MISSED_DAYS),
        collected__lt=F("due"),
    ).count()
    return Record(
        customer_since=Customer.objects.values_list("registered_at", flat=True).get(
            public_id=customer_id
        ),
        days_past_due=found["late"] or 0,
        written_off=found["lost"],
        repaid=found["repaid"],
        missed=missed,
    )


def born_on(customer_id: UUID) -> date | None:
    """Return when a person was born; None of a company, or where it is not known."""
    details = PersonDetails.objects.filter(customer__public_id=customer_id).first()
    return None if details is None else details.date_of_birth


def next_instalments(customer_id: UUID, *, currency: int) -> list[tuple[str, int]]:
    """Return frequency and minor units of the next unpaid instalment of each loan owed."""
    rows = (
        LoanInstalment.objects.filter(
            UNPAID,
            superseded=False,
            loan__account__customer__public_id=customer_id,
            loan__currency=currency,
            loan__state__in=sorted(OWED),
        )
        .order_by("loan_id", "-due_date")
        .values_list("loan_id", "loan__frequency", "principal", "interest")
    )
    # The last in this order is the one that is due first.
    nearest = {loan: (frequency, principal + interest)
               for loan, frequency, principal, interest in rows}  # fmt: skip
    return list(nearest.values())


def balances(customer_id: UUID, *, currency: int) -> int:
    """Return what is on the customer's accounts, in minor units."""
    return _one(
        """SELECT coalesce(sum(greatest(0, b.cr_posted - b.dr_posted)), 0)::bigint
        FROM accounts_account a JOIN accounts_customer c ON c.id = a.customer_id
        JOIN ledger_balance b ON b.account_id = a.ledger_account_id AND b.sign = 1
        WHERE c.public_id = %(customer)s AND a.currency = %(currency)s""",
        customer_id,
        currency,
    )


def came_in(customer_id: UUID, *, currency: int, day: date) -> int:
    """Return a month's mean of what came in from others in the 90 days before `day`."""
    total = _one(
        """WITH own AS (
          SELECT a.ledger_account_id AS id FROM accounts_account a
          JOIN accounts_customer c ON c.id = a.customer_id
          WHERE c.public_id = %(customer)s AND a.currency = %(currency)s)
        SELECT coalesce(sum(e.amount), 0)::bigint
        FROM own
        JOIN ledger_balance b ON b.account_id = own.id AND b.sign = 1
        JOIN ledger_entry e ON e.account_id = own.id AND e.amount > 0
          AND e.booking_date >= %(since)s AND e.booking_date < %(day)s
        JOIN ledger_txn t ON t.id = e.txn_id AND t.booking_date = e.booking_date
        WHERE NOT t.kind = ANY(%(without)s) AND NOT EXISTS (
          SELECT FROM ledger_entry o WHERE o.txn_id = e.txn_id AND o.booking_date = e.booking_date
            AND o.amount < 0 AND o.account_id IN (SELECT id FROM own))""",
        customer_id,
        currency,
        since=day - timedelta(days=_SEEN_DAYS),
        day=day,
        without=[int(kind) for kind in _NO_INCOME],
    )
    return total * 30 // _SEEN_DAYS


def _one(sql: str, customer_id: UUID, currency: int, **more: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"customer": customer_id, "currency": currency, **more})
        return int(cursor.fetchone()[0])
