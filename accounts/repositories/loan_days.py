"""Loans at the close of a day: set-based, each statement over all loans of a currency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Max

from accounts.domain.loans.states import OWED
from accounts.models import Loan, LoanAccrual, LoanCollection, LoanInstalment
from accounts.repositories.loan_schedules import UNPAID
from bankcore.db.transactions import requires_transaction

_OWED = sorted(state.value for state in OWED)


def currencies() -> list[int]:
    """Return the currencies of the loans that are owed."""
    found = Loan.objects.filter(state__in=_OWED).order_by("currency")
    return list(found.values_list("currency", flat=True).distinct())


def due_for_collection(*, day: date) -> list[int]:
    """Return the loans of which something is due and not yet collected on this day."""
    done = LoanCollection.objects.filter(day=day).values("loan_id")
    found = (
        LoanInstalment.objects.filter(UNPAID, superseded=False, due_date__lte=day)
        .filter(loan__state__in=_OWED)
        .exclude(loan_id__in=done)
        .exclude(capitalised=True, fee_paid=F("fee"), penalty_paid=F("penalty"))
    )
    return list(found.order_by("loan_id").values_list("loan_id", flat=True).distinct())


def collected_already(*, loan_ids: Sequence[int], day: date) -> set[int]:
    """Return those of these loans that were collected from on this day."""
    found = LoanCollection.objects.filter(day=day, loan_id__in=loan_ids)
    return set(found.values_list("loan_id", flat=True))


@requires_transaction
def add_collections(rows: Sequence[LoanCollection]) -> None:
    """Add what was collected."""
    LoanCollection.objects.bulk_create(rows)


def due_for_capitalisation(*, day: date) -> list[int]:
    """Return the loans with interest that joins the principal on this day or did before."""
    found = LoanInstalment.objects.filter(
        superseded=False,
        capitalised=True,
        period_end__lte=day,
        interest_paid__lt=F("interest"),
        loan__state__in=_OWED,
    )
    return list(found.order_by("loan_id").values_list("loan_id", flat=True).distinct())


def lines_to_capitalise(*, loan_id: int, day: date) -> list[LoanInstalment]:
    """Return the loan's instalments whose interest joins the principal by this day."""
    found = LoanInstalment.objects.filter(
        loan_id=loan_id,
        superseded=False,
        capitalised=True,
        period_end__lte=day,
        interest_paid__lt=F("interest"),
    )
    return list(found.order_by("id"))


@requires_transaction
def accrue_interest(*, currency: int, through: date) -> tuple[int, int]:
    """Bring every loan's earned interest up to `through`; returns how many loans and how much.

    In the period under way interest grows evenly by days, rounded half up, so that at its end
    exactly the schedule's interest is earned.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM accounts_loan
            WHERE currency = %s AND state = ANY(%s) AND accrued_through < %s
            ORDER BY id FOR NO KEY UPDATE""",
            [currency, _OWED, through],
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            """
            WITH earned AS (
              SELECT l.id, l.interest_accrued AS before, s.interest_before + coalesce(sum(
                CASE WHEN i.period_end <= %(through)s THEN i.earned
                     WHEN i.period_start >= %(through)s THEN 0
                     ELSE (2 * i.earned * (%(through)s::date - i.period_start)
                           + (i.period_end - i.period_start))
                          / (2 * (i.period_end - i.period_start)) END), 0)::bigint AS total
              FROM accounts_loan l
              JOIN accounts_loanschedule s ON s.loan_id = l.id AND s.version = l.current_version
              LEFT JOIN accounts_loaninstalment i ON i.schedule_id = s.id
              WHERE l.id = ANY(%(ids)s) GROUP BY l.id, s.interest_before),
            carried AS (
              UPDATE accounts_loan l
              SET interest_accrued = e.total, accrued_through = %(through)s
              FROM earned e WHERE e.id = l.id RETURNING e.total - e.before AS amount)
            SELECT count(*), coalesce(sum(amount), 0)::bigint FROM carried""",
            {"through": through, "ids": ids},
        )
        loans, amount = cursor.fetchone()
    return loans, amount


@requires_transaction
def charge_penalties(*, currency: int, day: date) -> tuple[int, int]:
    """Charge the penalty of one calendar day; returns how many instalments and how much.

    Overdue principal and interest bear rate / 365 a day from the first day after the grace days;
    what was charged for the day already is not charged again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH overdue AS (
              SELECT i.id,
                     (i.principal - i.principal_paid
                      + CASE WHEN i.capitalised THEN 0 ELSE i.interest - i.interest_paid END
                     ) * l.penalty_rate / 365 AS exact
              FROM accounts_loaninstalment i JOIN accounts_loan l ON l.id = i.loan_id
              WHERE l.currency = %(currency)s AND l.state = ANY(%(owed)s) AND NOT i.superseded
                AND i.due_date + l.grace_days < %(day)s AND l.penalty_rate > 0
              ORDER BY i.id FOR NO KEY UPDATE OF i),
            priced AS (
              SELECT o.id, round(o.exact, 8) AS exact, i.penalty,
                     coalesce((SELECT sum(c.exact) FROM accounts_loancharge c
                               WHERE c.instalment_id = o.id), 0) AS before
              FROM overdue o JOIN accounts_loaninstalment i ON i.id = o.id
              WHERE round(o.exact, 8) > 0),
            charged AS (
              INSERT INTO accounts_loancharge (instalment_id, day, exact, amount)
              SELECT id, %(day)s, exact, greatest(round(before + exact)::bigint - penalty, 0)
              FROM priced
              ON CONFLICT (instalment_id, day) DO NOTHING
              RETURNING instalment_id, amount),
            carried AS (
              UPDATE accounts_loaninstalment i SET penalty = i.penalty + c.amount
              FROM charged c WHERE i.id = c.instalment_id RETURNING c.amount)
            SELECT count(*), coalesce(sum(amount), 0)::bigint FROM carried""",
            {"currency": currency, "owed": _OWED, "day": day},
        )
        instalments, amount = cursor.fetchone()
    return instalments, amount


def next_run(*, what: LoanAccrual.What, currency: int, day: date) -> int:
    """Return the number of the next booking of this kind for this day."""
    found = LoanAccrual.objects.filter(what=what, currency=currency, day=day)
    return int(found.aggregate(last=Max("run"))["last"] or 0) + 1


@requires_transaction
def add_accrual(row: LoanAccrual) -> None:
    """Add what was booked."""
    row.save(force_insert=True)


class PastDue(NamedTuple):
    """A loan, and how many days its oldest unpaid instalment is past due."""

    loan_id: int
    days: int


def past_due_changed(*, day: date, ids: Sequence[int] | None = None) -> list[PastDue]:
    """Return the loans (of these) whose days past due on this day are not what they carry."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT l.id, coalesce(%(day)s::date - o.oldest, 0)
            FROM accounts_loan l
            LEFT JOIN (
              SELECT i.loan_id, min(i.due_date) AS oldest FROM accounts_loaninstalment i
              WHERE NOT i.superseded AND i.due_date < %(day)s
                AND (i.principal_paid < i.principal OR i.fee_paid < i.fee
                     OR i.penalty_paid < i.penalty
                     OR (i.interest_paid < i.interest AND NOT i.capitalised))
              GROUP BY i.loan_id) o ON o.loan_id = l.id
            WHERE l.state = ANY(%(owed)s)
              AND (%(ids)s::bigint[] IS NULL OR l.id = ANY(%(ids)s))
              AND l.days_past_due <> coalesce(%(day)s::date - o.oldest, 0)
            ORDER BY l.id""",
            {"day": day, "owed": _OWED, "ids": None if ids is None else list(ids)},
        )
        return [PastDue(*row) for row in cursor.fetchall()]
