"""Asking for a loan, being scored, and the decision."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest

from accounts import public as accounts
from accounts.domain.loans.conditions import InvalidLoanConditions
from accounts.domain.loans.scoring import by_cut_offs
from accounts.models import LoanApplication
from accounts.services.accounts import CustomerNotFound, UnknownProduct
from accounts.services.loans.applications import (
    AlreadyDecided,
    LoanApplicationNotFound,
    LoanApplicationReused,
    ReasonMissing,
)
from accounts.services.loans.contracts import NotApproved, NotPending, NotTheCustomersAccount
from bankcore.audit.models import AuditEntry
from bankcore.money import CurrencyMismatch, Money
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.factories import loans as lending

loans = accounts.loans
STATES = loans.ApplicationState
pytestmark = pytest.mark.usefixtures("bank")


def apply(**asked):
    request = lending.request(asked.pop("customer", None) or factories.customer(), **asked)
    return loans.apply(request=request, actor=TESTER, now=NOW)


def decide(application, state=STATES.APPROVED, reason="Good"):
    return loans.decide(
        application_id=application.application_id,
        decision=loans.Decision(state=state, reason=reason),
        actor=lending.APPROVER,
        now=NOW,
    )


def conclude(application, account):
    order = loans.ContractOrder(
        application_id=application.application_id, repayment_account_id=account.account_id
    )
    return loans.conclude(order=order, actor=TESTER, now=NOW)


def test_staff_decide_where_there_is_no_score():
    application = apply()
    assert (application.state, application.score) == ("SUBMITTED", None)
    decided = decide(application)
    assert decided.state == "APPROVED"
    assert (decided.registered_by, decided.decided_by) == (str(TESTER), str(lending.APPROVER))
    told = AuditEntry.objects.get(action="accounts.loan_application.approved")
    assert told.detail == {"registered_by": str(TESTER), "reason": "Good"}


def good_score(*, asked, now):
    return by_cut_offs(700 if asked.application.amount == eur(1200) else 300, asked)


@pytest.mark.parametrize(("amount", "state"), [(1200, "APPROVED"), (1300, "DECLINED")])
def test_a_score_decides_where_the_terms_say_so(settings, amount, state):
    settings.LOAN_SCORING = f"{__name__}.good_score"
    lending.terms(approve_from_score=600, decline_below_score=400)
    application = apply(amount=amount)
    assert application.state == state
    assert application.decided_by == "system:credit-score"
    assert LoanApplication.objects.get().score == application.score


def test_a_score_between_is_left_to_staff(settings):
    settings.LOAN_SCORING = f"{__name__}.good_score"
    lending.terms(approve_from_score=800, decline_below_score=400)
    assert apply().state == "SUBMITTED"


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"amount": "499.99"}, loans.OutsideLoanTerms),
        ({"amount": 100_001}, loans.OutsideLoanTerms),
        ({"instalments": 121}, loans.OutsideLoanTerms),
        ({"rate": "0.029999"}, loans.OutsideLoanTerms),
        ({"rate": "0.180001"}, loans.OutsideLoanTerms),
        ({"money": Money.of(1000, "CHF")}, loans.NoLoanTerms),
        ({"principal_grace": 12}, InvalidLoanConditions),
        ({"interest_grace": 2}, InvalidLoanConditions),
    ],
)
def test_what_the_terms_do_not_allow_is_refused(asked, refused):
    with pytest.raises(refused):
        apply(**asked)
    assert LoanApplication.objects.count() == 0


def test_the_bank_lends_to_customers_and_by_loan_products_only():
    nobody = SimpleNamespace(customer_id=uuid4())
    with pytest.raises(CustomerNotFound):
        apply(customer=nobody)
    request = lending.request(factories.customer())
    with pytest.raises(UnknownProduct):
        loans.apply(
            request=loans.LoanRequest(
                customer_id=request.customer_id,
                product="CURRENT",
                amount=eur(1000),
                instalments=12,
                annual_rate=Decimal("0.1"),
            ),
            actor=TESTER,
            now=NOW,
        )


def test_an_application_sent_twice_is_one():
    customer, number = factories.customer(), uuid4()
    first = apply(customer=customer, application_id=number)
    assert apply(customer=customer, application_id=number) == first
    with pytest.raises(LoanApplicationReused):
        apply(customer=customer, application_id=number, amount=1300)
    assert LoanApplication.objects.count() == 1


def test_a_decision_has_a_reason_and_is_made_once():
    application = apply()
    with pytest.raises(ReasonMissing):
        decide(application, reason=" ")
    decide(application, STATES.DECLINED)
    with pytest.raises(AlreadyDecided):
        decide(application)
    assert loans.application(application_id=application.application_id).state == "DECLINED"


def test_a_customer_withdraws_until_there_is_a_contract():
    application = apply()
    decide(application)
    assert decide(application, STATES.WITHDRAWN, "No longer needed").state == "WITHDRAWN"
    contract, _, _ = lending.contracted()
    with pytest.raises(AlreadyDecided):
        loans.decide(
            application_id=LoanApplication.objects.get(loan__public_id=contract.loan_id).public_id,
            decision=loans.Decision(state=STATES.WITHDRAWN, reason="Too late"),
            actor=TESTER,
            now=NOW,
        )


def test_there_is_no_contract_without_approval():
    customer = factories.customer()
    application = apply(customer=customer)
    account = factories.account(owner=customer)
    with pytest.raises(NotApproved):
        conclude(application, account)
    decide(application)
    conclude(application, account)
    with pytest.raises(NotApproved):
        conclude(application, account)


def test_a_loan_is_paid_to_an_account_of_its_customer_in_its_currency():
    customer = factories.customer()
    application = apply(customer=customer)
    decide(application)
    with pytest.raises(NotTheCustomersAccount):
        conclude(application, factories.account())
    with pytest.raises(CurrencyMismatch):
        conclude(application, factories.account(owner=customer, currency="USD"))
    with pytest.raises(LoanApplicationNotFound):
        loans.application(application_id=uuid4())


def test_a_contract_tells_its_annual_percentage_rate_and_is_paid_out_once():
    contract, account, _ = lending.contracted()
    assert contract.state == "PENDING"
    # Eleven payments of 106.62 and one of 106.60, for 1,188 paid out.
    assert contract.apr == Decimal("0.148353")
    loans.disburse(loan_id=contract.loan_id, actor=TESTER, now=NOW)
    with pytest.raises(NotPending):
        loans.disburse(loan_id=contract.loan_id, actor=TESTER, now=NOW)
    assert accounts.get_account(account_id=account.account_id).posted == eur(1188)


def test_a_fee_that_is_not_kept_back_is_due_with_the_first_instalment():
    lending.terms(fee_deducted=False)
    loan = lending.lent()
    assert loan.funds == eur(1200)
    assert loan.view.schedule[0].fee == eur(12)
    assert (lending.gl("1220"), lending.gl("4100")) == (eur(12), eur(12))
    assert lending.clean()


def test_an_instalment_is_not_due_on_a_holiday():
    # Good Friday, the weekend and Easter Monday are no business days of T2.
    loan = lending.lent(first_due=date(2026, 4, 3), business_days=True)
    assert loan.view.schedule[0].due_date == date(2026, 4, 7)
    assert loan.view.schedule[1].due_date == date(2026, 5, 4)


def test_later_terms_change_no_contract():
    loan = lending.lent()
    lending.terms(penalty_rate=Decimal("0.5"), grace_days=0)
    assert loan.view.annual_rate == Decimal("0.12")
