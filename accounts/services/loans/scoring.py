"""The bank's own decision about an application: real facts, asked of risk's credit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from accounts.domain.credit import CreditFilter, CreditPosition, CreditStep
from accounts.domain.loans import due_dates, schedules
from accounts.domain.loans.conditions import Conditions, Frequency, Method
from accounts.domain.loans.scoring import ScoringAnswer, ScoringRequest
from accounts.domain.loans.states import ApplicationState
from accounts.domain.loans.views import ApplicationView
from accounts.repositories import applicants
from accounts.services import credit_book
from bankcore.calendars import Calendar
from bankcore.db.transactions import requires_transaction
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from risk.credit import public as credit

_STATES: Final = {
    credit.CreditOutcome.APPROVE: ApplicationState.APPROVED,
    credit.CreditOutcome.DECLINE: ApplicationState.DECLINED,
}
_MOST_REASONS: Final = 4  # as many as are told to who asked: more say less
_MONTH: Final = Decimal(12)


@requires_transaction
def by_scorecard(*, asked: ScoringRequest, now: datetime) -> ScoringAnswer:
    """Decide by policy, affordability and the scorecard in use; what is REFER waits for staff."""
    day = ledger.business_date()
    decision = credit.decide(
        application=_facts(asked, day=day, now=now),
        policy=credit.Policy(approve_from=asked.approve_from, decline_below=asked.decline_below),
        now=now,
    )
    return ScoringAnswer(
        score=decision.points,
        state=_STATES.get(decision.outcome),
        reason=" ".join(decision.words[:_MOST_REASONS]) or f"Credit score {decision.points}",
    )


def reference_of(application_id: object) -> str:
    """Return by what reference risk knows an application."""
    return f"loan-application:{application_id}"


def _facts(asked: ScoringRequest, *, day: date, now: datetime) -> credit.Application:
    application = asked.application
    customer, currency = application.customer_id, application.amount.currency
    positions = credit_book.positions(chosen=CreditFilter(customers=frozenset({customer})))
    record = applicants.record_of(customer, day=day)
    seen = _major(applicants.came_in(customer, currency=currency.number, day=day), currency)
    income = seen if asked.income is None else asked.income.amount
    ours = monthly(application.conditions, application.amount, day)
    others = _owed_a_month(application, positions, currency)
    step = CreditStep(
        customer_id=customer,
        product=application.product,
        amount=application.amount,
        application_id=application.application_id,
    )
    facts: dict[str, Any] = {
        "income": income or None,
        "income_seen": seen,
        "expenses": None if asked.expenses is None else asked.expenses.amount,
        "instalment": ours,
        "other_instalments": others,
        "exposure": _exposure(positions, currency),
    }
    savings = _major(applicants.balances(customer, currency=currency.number), currency)
    return credit.Application(
        reference=reference_of(application.application_id),
        subject=str(customer),
        amount=application.amount.amount,
        age=_age(applicants.born_on(customer), day),
        days_past_due=record.days_past_due,
        has_loss=record.written_off > 0,
        owes_in_other_currency=any(_total(each).currency != currency for each in positions),
        is_over_limit=not credit_book.is_within(step=step, now=now),
        characteristics={
            "months_with_bank": float((now - record.customer_since).days // 30),
            "service": float((ours + others) / income) if income else None,
            "loan_to_income": float(application.amount.amount / (income * 12)) if income else None,
            "missed": float(record.missed),
            "repaid_loans": float(record.repaid),
            "savings": float(savings / ours) if ours else None,
        },
        **facts,
    )


def monthly(conditions: Conditions, amount: Money, day: date) -> Decimal:
    """Return what the loan costs a month: its first instalment, or its mean if that is more."""
    periods = due_dates.periods(conditions, day, is_business_day=Calendar.target().is_business_day)
    lines = schedules.plan(principal=amount.minor, conditions=conditions, periods=periods)
    mean = Decimal(sum(line.payable for line in lines)) / len(lines)
    first = Decimal(lines[0].payable)
    largest = mean if conditions.method is Method.BULLET else max(first, mean)
    return _a_month(largest, conditions.frequency, amount.currency)


def _owed_a_month(
    application: ApplicationView, positions: list[CreditPosition], currency: Currency
) -> Decimal:
    """Return the next instalments of loans owed, and of promised ones a share of their amount."""
    owed = sum(
        (
            _a_month(Decimal(minor), Frequency(frequency), currency)
            for frequency, minor in applicants.next_instalments(
                application.customer_id, currency=currency.number
            )
        ),
        Decimal(0),
    )
    # Promised and not paid out: there is no schedule yet; as long as the one asked for.
    promised = sum(
        (
            each.undrawn.amount
            for each in positions
            if each.application_id is not None and each.undrawn.currency == currency
        ),
        Decimal(0),
    )
    months = application.conditions.instalments * _MONTH / application.conditions.frequency.a_year
    return owed + promised / max(months, Decimal(1))


def _a_month(minor: Decimal, frequency: Frequency, currency: Currency) -> Decimal:
    cents = round(minor * frequency.a_year / _MONTH)
    return _major(cents, currency)


def _exposure(positions: list[CreditPosition], currency: Currency) -> Decimal:
    ours = [_total(each) for each in positions if each.drawn.currency == currency]
    return sum((each.amount for each in ours), Decimal(0))


def _total(position: CreditPosition) -> Money:
    return position.drawn + position.undrawn


def _major(minor: int, currency: Currency) -> Decimal:
    return Money(minor, currency).amount


def _age(born: date | None, day: date) -> int | None:
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
