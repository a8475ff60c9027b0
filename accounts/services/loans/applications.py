"""Applications for loans: asked for, scored, decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.domain.credit import CreditStep
from accounts.domain.loans.conditions import Conditions, Frequency, InterestGrace, Method
from accounts.domain.loans.events import DECIDED
from accounts.domain.loans.scoring import ScoringAnswer, ScoringRequest
from accounts.domain.loans.states import ApplicationState
from accounts.domain.loans.views import ApplicationView
from accounts.models import LoanApplication, LoanTerms, Product
from accounts.repositories import accounts, customers, loans
from accounts.services import credit_book
from accounts.services.accounts import CustomerNotFound, UnknownProduct
from accounts.services.loans import kept_conditions as kept
from accounts.services.ownership import require_own
from accounts.services.two_people import TakesTwoPeople
from bankcore.access import needs
from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, CurrencyMismatch, Money
from bankcore.outbox import public as outbox
from risk.credit import public as credit

_LONGEST_REASON = 500
BY_SCORE = Actor.system("credit-score")


class LoanApplicationNotFound(BankError):
    """There is no such application."""

    code = "loan_application_not_found"
    cure = "Check the application's id."
    status = 404


class NoLoanTerms(BankError):
    """The product has no loan terms in this currency on this day."""

    code = "no_loan_terms"
    cure = "Choose another product or currency."


class OutsideLoanTerms(BankError):
    """The product's terms do not allow this amount, time or rate."""

    code = "outside_loan_terms"
    cure = "Ask for what the message allows."


class AlreadyDecided(BankError):
    """The application is not waiting for a decision."""

    code = "loan_application_decided"
    cure = "Look at the application's state."
    status = 409


class ReasonMissing(BankError):
    """Something that must be explained was not."""

    code = "loan_reason_missing"
    cure = "Say why."


class LoanApplicationReused(BankError):
    """There is another application with this id."""

    code = "loan_application_reused"
    cure = "Use a new key for a new application."
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRequest:
    """What a customer asks for. `application_id` makes asking twice the same as asking once.

    `income` and `expenses` are monthly, in the loan's currency, as the customer says.
    """

    customer_id: UUID
    product: str
    amount: Money
    instalments: int
    annual_rate: Decimal
    method: Method = Method.ANNUITY
    frequency: Frequency = Frequency.MONTHLY
    first_due: date | None = None
    end_of_month: bool = False
    business_days: bool = False
    principal_grace: int = 0
    interest_grace: int = 0
    interest_grace_rule: InterestGrace = InterestGrace.CAPITALISED
    purpose: str = ""
    income: Money | None = None
    expenses: Money | None = None
    application_id: UUID | None = None


@needs("accounts.apply_for_loan")
@use_case
def apply(*, request: LoanRequest, actor: Actor, now: datetime) -> ApplicationView:
    """Register an application, and decide it where settings.LOAN_SCORING does.

    Raises CustomerNotFound, UnknownProduct, NoLoanTerms, OutsideLoanTerms,
    InvalidLoanConditions, LoanApplicationReused, CurrencyMismatch.
    """
    require_own(actor, request.customer_id)
    found = request.application_id and loans.get_application(public_id=request.application_id)
    if found:
        return _same(found, request)
    customer = customers.get(public_id=request.customer_id)
    if customer is None:
        message = f"There is no customer {request.customer_id}."
        raise CustomerNotFound(message)
    product = _loan_product(request.product)
    day = ledger.business_date()
    terms = terms_of(product=product, currency=request.amount.currency, day=day)
    check_terms(
        terms,
        amount=request.amount,
        instalments=request.instalments,
        annual_rate=request.annual_rate,
    )
    conditions = _asked(request)
    application = LoanApplication(
        public_id=request.application_id or uuid4(),
        customer=customer,
        product=product,
        currency=request.amount.currency.number,
        amount=request.amount.minor,
        purpose=request.purpose,
        registered_by=str(actor),
        registered_at=now,
        **kept.columns(conditions),
    )
    answer = _scored(application, request, terms, now)
    application.score = answer.score
    loans.add_application(application)
    _audit(application, "submitted", actor=actor, now=now)
    if answer.state is not None:
        decision = Decision(state=answer.state, reason=answer.reason[:_LONGEST_REASON])
        settle(application, decision, actor=BY_SCORE, now=now)
    return view(application)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided on an application, and why."""

    state: ApplicationState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionOrder:
    """A decision on one application."""

    application_id: UUID
    decision: Decision


@needs("accounts.decide_loan")
@use_case
def decide(
    *, application_id: UUID, decision: Decision, actor: Actor, now: datetime
) -> ApplicationView:
    """Decide alone on an application; people ask for a larger one by `ask_for_decision`.

    Raises two_people.TakesTwoPeople and what decide_within raises.
    """
    order = DecisionOrder(application_id=application_id, decision=decision)
    if decision_takes_two(order=order, actor=actor):
        limit = settings.LOAN_DECISION_LIMIT
        message = f"A decision on a loan of more than {limit} takes two people."
        raise TakesTwoPeople(message)
    return decide_within(order=order, actor=actor, now=now)


@requires_transaction
def decision_takes_two(*, order: DecisionOrder, actor: Actor) -> bool:
    """Return whether this actor needs a second for the decision.

    Taking an application back for its customer never does. Raises LoanApplicationNotFound.
    """
    application = lock(application_id=order.application_id)
    limit = Money.of(settings.LOAN_DECISION_LIMIT, Currency.numbered(application.currency).code)
    return (
        actor.kind is not ActorKind.SYSTEM
        and order.decision.state is not ApplicationState.WITHDRAWN
        and application.amount > limit.minor
    )


@requires_transaction
def decide_within(*, order: DecisionOrder, actor: Actor, now: datetime) -> ApplicationView:
    """Approve or decline an application, or take it back for the customer.

    Who registered it and who decides are both kept. Raises LoanApplicationNotFound,
    AlreadyDecided and ReasonMissing.
    """
    application_id, decision = order.application_id, order.decision
    if not decision.reason.strip():
        message = "A decision has a reason."
        raise ReasonMissing(message)
    application = lock(application_id=application_id)
    withdrawn = decision.state is ApplicationState.WITHDRAWN
    waiting = {ApplicationState.SUBMITTED, ApplicationState.APPROVED if withdrawn else None}
    if application.state not in waiting:
        message = f"The application is {application.state.lower()} already."
        raise AlreadyDecided(message)
    settle(application, decision, actor=actor, now=now)
    return view(application)


def lock(*, application_id: UUID) -> LoanApplication:
    """Return the application, locked; raises LoanApplicationNotFound."""
    application = loans.get_application_locked(public_id=application_id)
    if application is None:
        message = f"There is no application {application_id}."
        raise LoanApplicationNotFound(message)
    return application


def set_contracted(application: LoanApplication) -> None:
    """Write down that there is a contract."""
    application.state = ApplicationState.CONTRACTED.value
    loans.save_decision(application)


def get(*, application_id: UUID) -> ApplicationView:
    """Return the application; raises LoanApplicationNotFound."""
    application = loans.get_application(public_id=application_id)
    if application is None:
        message = f"There is no application {application_id}."
        raise LoanApplicationNotFound(message)
    return view(application)


def terms_of(*, product: Product, currency: Currency, day: date) -> LoanTerms:
    """Return the terms in force; raises NoLoanTerms."""
    terms = loans.terms_in_force(product_id=product.pk, currency=currency.number, day=day)
    if terms is None:
        message = f"{product} has no loan terms in {currency} on {day}."
        raise NoLoanTerms(message)
    return terms


def check_terms(terms: LoanTerms, *, amount: Money, instalments: int, annual_rate: Decimal) -> None:
    """Raise OutsideLoanTerms where the terms do not allow it."""
    low, high = (Money(each, amount.currency) for each in (terms.min_amount, terms.max_amount))
    if not low <= amount <= high:
        message = f"The amount is between {low} and {high}."
        raise OutsideLoanTerms(message)
    if not terms.min_instalments <= instalments <= terms.max_instalments:
        message = f"There are {terms.min_instalments} to {terms.max_instalments} instalments."
        raise OutsideLoanTerms(message)
    if not terms.min_rate <= annual_rate <= terms.max_rate:
        message = f"The rate is {terms.min_rate:.2%} to {terms.max_rate:.2%} a year."
        raise OutsideLoanTerms(message)


def view(application: LoanApplication) -> ApplicationView:
    """Return the application as others see it."""
    loan = getattr(application, "loan", None)
    found = credit.decision_of(reference=f"loan-application:{application.public_id}")
    return ApplicationView(
        application_id=application.public_id,
        customer_id=application.customer.public_id,
        product=application.product.code,
        amount=Money(application.amount, Currency.numbered(application.currency)),
        conditions=kept.stored_conditions(application),
        purpose=application.purpose,
        state=application.state,
        score=application.score,
        registered_by=application.registered_by,
        registered_at=application.registered_at,
        decided_by=application.decided_by,
        decision_reason=application.decision_reason,
        loan_id=loan.public_id if loan else None,
        reasons=() if found is None else found.words,
    )


def _asked(request: LoanRequest) -> Conditions:
    return Conditions(
        method=request.method,
        frequency=request.frequency,
        instalments=request.instalments,
        annual_rate=request.annual_rate,
        first_due=request.first_due,
        end_of_month=request.end_of_month,
        business_days=request.business_days,
        principal_grace=request.principal_grace,
        interest_grace=request.interest_grace,
        interest_grace_rule=request.interest_grace_rule,
    )


def _same(found: LoanApplication, request: LoanRequest) -> ApplicationView:
    known = view(found)
    asked = (request.customer_id, request.product, request.amount, kept.columns(_asked(request)))
    if asked != (known.customer_id, known.product, known.amount, kept.columns(known.conditions)):
        message = "There is another application with this id."
        raise LoanApplicationReused(message)
    return known


def _loan_product(code: str) -> Product:
    product = accounts.product(code=code)
    if product is None or product.kind != Product.Kind.LOAN:
        message = f"The bank has no loan {code}."
        raise UnknownProduct(message)
    return product


def _scored(
    application: LoanApplication, request: LoanRequest, terms: LoanTerms, now: datetime
) -> ScoringAnswer:
    for amount in (request.income, request.expenses):
        if amount is not None and amount.currency != request.amount.currency:
            message = "Income and expenses are told in the currency of the loan."
            raise CurrencyMismatch(message)
    answer: ScoringAnswer = import_string(settings.LOAN_SCORING)(
        asked=ScoringRequest(
            application=view(application),
            income=request.income,
            expenses=request.expenses,
            approve_from=terms.approve_from_score,
            decline_below=terms.decline_below_score,
        ),
        now=now,
    )
    return answer


def settle(
    application: LoanApplication, decision: Decision, *, actor: Actor, now: datetime
) -> None:
    """Write a decision down; raises what the bank's limits raise where it is approved."""
    if decision.state is ApplicationState.APPROVED:
        step = CreditStep(
            customer_id=application.customer.public_id,
            product=application.product.code,
            amount=Money(application.amount, Currency.numbered(application.currency)),
            application_id=application.public_id,
        )
        credit_book.check_step(step=step, now=now)
    application.state = decision.state.value
    application.decided_by = str(actor)
    application.decided_at = now
    application.decision_reason = decision.reason
    loans.save_decision(application)
    credit.close_referral(
        reference=f"loan-application:{application.public_id}",
        as_what=decision.state,
        actor=actor,
        now=now,
    )
    _audit(application, decision.state.lower(), actor=actor, now=now, reason=decision.reason)
    outbox.publish(
        DECIDED[decision.state](
            application_id=str(application.public_id),
            customer_id=str(application.customer.public_id),
        ),
        subject=f"loan-application:{application.public_id}",
        at=now,
    )


def _audit(
    application: LoanApplication, done: str, *, actor: Actor, now: datetime, **detail: str
) -> None:
    audit.record(
        actor=actor,
        action=f"accounts.loan_application.{done}",
        subject=f"loan-application:{application.public_id}",
        detail={"registered_by": application.registered_by, **detail},
        at=now,
    )
