"""Versions of schedules, their instalments and quotes in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, F, Q, QuerySet, Sum, Value

from accounts.models import LoanInstalment, LoanQuote, LoanSchedule
from bankcore.db.transactions import requires_transaction

UNPAID = (
    Q(principal_paid__lt=F("principal"))
    | Q(interest_paid__lt=F("interest"))
    | Q(fee_paid__lt=F("fee"))
    | Q(penalty_paid__lt=F("penalty"))
)


@requires_transaction
def add(schedule: LoanSchedule) -> LoanSchedule:
    """Add a version."""
    schedule.save(force_insert=True)
    return schedule


@requires_transaction
def add_lines(lines: Sequence[LoanInstalment]) -> list[LoanInstalment]:
    """Add instalments, in order."""
    return LoanInstalment.objects.bulk_create(lines)


def current(*, loan_id: int, version: int) -> LoanSchedule | None:
    """Return this version."""
    return LoanSchedule.objects.filter(loan_id=loan_id, version=version).first()


def current_rates(*, loan_ids: Sequence[int]) -> dict[int, Decimal]:
    """Return the yearly rate of the version in force of each loan that was paid out."""
    found = LoanSchedule.objects.filter(loan_id__in=loan_ids, version=F("loan__current_version"))
    return dict(found.values_list("loan_id", "annual_rate"))


def versions(*, loan_id: int) -> list[LoanSchedule]:
    """Return every version, oldest first."""
    return list(LoanSchedule.objects.filter(loan_id=loan_id).order_by("version"))


def lines(*, loan_id: int) -> list[LoanInstalment]:
    """Return the instalments that are or were due, without those a later version took over."""
    found = LoanInstalment.objects.filter(loan_id=loan_id)
    return list(found.filter(superseded=False).order_by("due_date", "id"))


def all_lines(*, loan_id: int) -> list[LoanInstalment]:
    """Return the instalments of every version."""
    found = LoanInstalment.objects.filter(loan_id=loan_id).select_related("schedule")
    return list(found.order_by("schedule__version", "number"))


def open_lines(*, loan_ids: Sequence[int], due_by: date) -> list[LoanInstalment]:
    """Return the unpaid instalments of these loans that are due, oldest first."""
    return list(_unpaid().filter(loan_id__in=loan_ids, due_date__lte=due_by))


def owed_from(*, account_ids: Sequence[UUID], due_by: date) -> dict[int, int]:
    """Return what is unpaid of loans repaid from these accounts, by currency, in minor units.

    Instalments due on the day or before are counted, whoever owes the loan.
    """
    found = LoanInstalment.objects.filter(
        UNPAID,
        superseded=False,
        due_date__lte=due_by,
        loan__outstanding__gt=0,
        loan__repayment_account__public_id__in=account_ids,
    )
    parts = ("principal", "interest", "fee", "penalty")
    owed = sum((F(part) - F(f"{part}_paid") for part in parts), Value(0))
    rows = found.values("loan__currency").annotate(owed=Sum(owed, output_field=BigIntegerField()))
    return {row["loan__currency"]: row["owed"] for row in rows.order_by()}


@requires_transaction
def supersede(*, ids: Iterable[int]) -> None:
    """Mark that a later version took these instalments over."""
    LoanInstalment.objects.filter(id__in=list(ids)).update(superseded=True)


@requires_transaction
def pay(amounts: Iterable[tuple[int, int, int, int, int]]) -> None:
    """Add (instalment, principal, interest, fee, penalty) to what is paid of instalments."""
    columns = [list(column) for column in zip(*amounts, strict=True)]
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accounts_loaninstalment i
            SET principal_paid = i.principal_paid + p.principal,
                interest_paid = i.interest_paid + p.interest,
                fee_paid = i.fee_paid + p.fee, penalty_paid = i.penalty_paid + p.penalty
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
              AS p (id, principal, interest, fee, penalty)
            WHERE i.id = p.id""",
            columns,
        )


@requires_transaction
def add_quote(quote: LoanQuote) -> LoanQuote:
    """Add a quote."""
    quote.save(force_insert=True)
    return quote


def quote(*, public_id: UUID) -> LoanQuote | None:
    """Return the quote with its loan."""
    return LoanQuote.objects.select_related("loan").filter(public_id=public_id).first()


def _unpaid() -> QuerySet[LoanInstalment]:
    found = LoanInstalment.objects.filter(UNPAID, superseded=False)
    return found.order_by("due_date", "id")
