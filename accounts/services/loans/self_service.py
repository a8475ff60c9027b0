"""Loans as customers ask for them in online banking: what is offered, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.conf import settings

from accounts.domain.loans.conditions import Conditions, Frequency, Method
from accounts.domain.loans.states import ApplicationState
from accounts.domain.loans.views import ApplicationView
from accounts.models import LoanApplication
from accounts.repositories import accounts, loans
from accounts.services.loans import applications, scoring
from accounts.services.loans.applications import BY_SCORE, LoanApplicationNotFound
from accounts.services.ownership import owns
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from risk.credit import public as credit

PRODUCT: Final = "LOAN"
_MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanOffer:
    """What may be asked for online in one currency; rates are fractions of one, a year.

    `fee_rate` is kept back or added when the loan is paid out, `early_fee_rate` is of principal
    that is repaid early.
    """

    currency: Currency
    least: Money
    most: Money
    least_instalments: int
    most_instalments: int
    annual_rate: Decimal
    fee_rate: Decimal
    early_fee_rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnApplication:
    """A customer's application with what it would cost a month, about.

    `may_be_reviewed` tells that the bank's own rules declined it and no person has looked yet;
    `under_review` that one was asked for.
    """

    told: ApplicationView
    monthly: Money
    may_be_reviewed: bool
    under_review: bool


def offers() -> list[LoanOffer]:
    """Return what the bank lends by online banking today, one for each currency."""
    product, day = accounts.product(code=PRODUCT), ledger.business_date()
    if product is None:
        return []
    found = []
    for number in loans.currencies_offered(product_id=product.pk, day=day):
        currency = Currency.numbered(number)
        terms = applications.terms_of(product=product, currency=currency, day=day)
        wanted = Decimal(settings.LOAN_RATE_ONLINE)
        found.append(
            LoanOffer(
                currency=currency,
                least=Money(terms.min_amount, currency),
                most=Money(terms.max_amount, currency),
                least_instalments=terms.min_instalments,
                most_instalments=terms.max_instalments,
                annual_rate=min(max(wanted, terms.min_rate), terms.max_rate),
                fee_rate=terms.origination_fee_rate,
                early_fee_rate=terms.early_fee_rate,
            )
        )
    return sorted(found, key=lambda offer: offer.currency.code)


def monthly_cost(*, amount: Money, instalments: int, annual_rate: Decimal) -> Money:
    """Return what a level loan paid out today would cost a month, about: rounded."""
    conditions = Conditions(
        method=Method.ANNUITY,
        frequency=Frequency.MONTHLY,
        instalments=instalments,
        annual_rate=annual_rate,
    )
    return _money(scoring.monthly(conditions, amount, ledger.business_date()), amount.currency)


def own_applications(*, user_id: int) -> list[OwnApplication]:
    """Return this log-in's own applications, the newest first."""
    return [_own(row) for row in loans.applications_of(user_id=user_id, limit=_MOST)]


def own_application(*, application_id: UUID, user_id: int) -> OwnApplication:
    """Return the application if it is this log-in's own; raises LoanApplicationNotFound."""
    row = loans.get_application(public_id=application_id)
    if row is None or row.customer.user_id != user_id:
        message = f"There is no application {application_id}."
        raise LoanApplicationNotFound(message)
    return _own(row)


@needs("accounts.apply_for_loan")
@use_case
def ask_for_review(*, application_id: UUID, actor: Actor, now: datetime) -> None:
    """Have a person look at an application that the bank's own rules declined, once.

    Raises LoanApplicationNotFound and credit.NothingToReview.
    """
    row = applications.lock(application_id=application_id)
    if not owns(actor, row.customer.public_id):
        message = f"There is no application {application_id}."
        raise LoanApplicationNotFound(message)
    if not _was_declined_by_rules(row):
        message = "The bank's own rules have not declined the application."
        raise credit.NothingToReview(message)
    credit.ask_for_review(reference=scoring.reference_of(application_id), now=now)
    audit.record(
        actor=actor,
        action="accounts.loan_application.review_asked",
        subject=scoring.reference_of(application_id),
        at=now,
    )


def _own(row: LoanApplication) -> OwnApplication:
    told = applications.view(row)
    declined = _was_declined_by_rules(row)
    referred = declined and credit.was_referred(reference=scoring.reference_of(row.public_id))
    cost = scoring.monthly(told.conditions, told.amount, ledger.business_date())
    return OwnApplication(
        told=told,
        monthly=_money(cost, told.amount.currency),
        may_be_reviewed=declined and not referred,
        under_review=referred,
    )


def _was_declined_by_rules(row: LoanApplication) -> bool:
    return row.state == ApplicationState.DECLINED and row.decided_by == str(BY_SCORE)


def _money(amount: Decimal, currency: Currency) -> Money:
    return Money(int(amount.scaleb(currency.exponent).to_integral_value()), currency)
