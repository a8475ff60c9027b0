"""The bank's own decisions about loans: real facts, cut-offs, the queue, overrides by two."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts import public as accounts
from accounts.models import LoanApplication
from accounts.services.loans.applications import AlreadyDecided
from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from bankcore.money import CurrencyMismatch, Money
from payments import public as payments
from risk.credit import public as credit
from risk.credit.models import CreditDecisionRecord, Override, Referral
from tests import factories
from tests.colleagues import member
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending

loans = accounts.loans
STATES = loans.ApplicationState
pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna():
    return member("anna", Role.RISK_ANALYST)


@pytest.fixture
def ben():
    return member("ben", Role.RISK_ANALYST)


@pytest.fixture
def card(anna, ben):
    """The card of the made-up sample, in use; and terms with cut-offs."""
    columns, bads = credit.sample()
    version = credit.make_scorecard(
        name=credit.RETAIL, columns=columns, bads=bads, texts=frozenset(), special=(),
        actor=anna, now=NOW,
    )  # fmt: skip
    asked = credit.request_use(version_id=version, reason="First", actor=anna, now=NOW)
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    lending.terms(approve_from_score=520, decline_below_score=470)
    lending.close_days_until(OPENING_DAY + timedelta(days=2))


def customer(income=3000):
    """A customer on whose account so much came in a month, these three months."""
    owner = factories.customer()
    account = factories.account(owner=owner, funds=income * 3)
    lending.close_day(ledger.business_date() + timedelta(days=1))
    return owner, account


def apply(owner, **asked):
    return loans.apply(request=lending.request(owner, **asked), actor=TESTER, now=NOW)


def kept():
    return CreditDecisionRecord.objects.get()


def test_a_good_applicant_is_approved_by_the_bank_itself(card):
    owner, _ = customer()
    application = apply(owner, income=eur(3000), expenses=eur(900))
    assert (application.state, application.decided_by) == ("APPROVED", "system:credit-score")
    assert application.score == kept().points >= 520
    assert application.reasons == ()
    facts = kept().facts
    assert Decimal(facts["income_seen"]) == 3000
    assert Decimal(facts["instalment"]) == Decimal("106.62")
    assert kept().reference == f"loan-application:{application.application_id}"


def test_the_decision_is_that_of_the_loan_that_comes_of_it(card):
    owner, account = customer()
    application = apply(owner, income=eur(3000))
    order = loans.ContractOrder(
        application_id=application.application_id, repayment_account_id=account.account_id
    )
    loan = loans.conclude(order=order, actor=TESTER, now=NOW)
    found = loans.application(application_id=application.application_id)
    assert found.loan_id == loan.loan_id
    assert credit.decision_of(reference=kept().reference).outcome == "APPROVE"


def test_too_dear_a_loan_is_declined_with_the_reason_in_plain_words(card):
    owner, _ = customer(income=1000)
    application = apply(owner, amount=12_000, income=eur(1000))
    assert application.state == "DECLINED"
    assert "The instalments would take more than four tenths of the income." in application.reasons
    assert application.decision_reason.startswith("The instalments would take more")
    event = AuditEntry.objects.get(action="accounts.loan_application.declined")
    assert event.actor == "system:credit-score"


def test_what_is_owed_already_counts_as_a_burden(card):
    owner, _ = customer(income=1000)
    first = apply(owner, amount=3000, income=eur(1000))
    assert first.state == "APPROVED"
    second = apply(owner, amount=3000, income=eur(1000))
    assert second.state == "DECLINED"
    latest = CreditDecisionRecord.objects.latest("id")
    assert "service" in latest.reasons
    assert Decimal(latest.facts["exposure"]) == 3000


def test_money_from_ones_own_account_and_loans_are_no_income(card):
    owner, account = customer(income=1000)
    other = factories.account(owner=owner, funds=0)
    lent = apply(owner, amount=1200, income=eur(1000))
    order = loans.ContractOrder(
        application_id=lent.application_id, repayment_account_id=account.account_id
    )
    loan = loans.conclude(order=order, actor=TESTER, now=NOW)
    loans.disburse(loan_id=loan.loan_id, actor=TESTER, now=NOW)
    order = payments.TransferOrder(
        debit_account_id=account.account_id, credit_account_id=other.account_id, amount=eur(500)
    )
    payments.submit_transfer(order=order, request=factories.request_key(), actor=TESTER, now=NOW)
    lending.close_day(ledger.business_date() + timedelta(days=1))
    apply(owner, amount=600)
    latest = CreditDecisionRecord.objects.latest("id")
    assert Decimal(latest.facts["income_seen"]) == 1000


@pytest.mark.parametrize(
    ("income", "reason"), [(None, "income_unknown"), (2000, "income_unproved")]
)
def test_an_income_that_is_not_seen_is_left_to_a_person(card, income, reason):
    owner = factories.customer()
    application = apply(owner, income=None if income is None else eur(income))
    assert application.state == "SUBMITTED"
    assert reason in kept().reasons
    referral = Referral.objects.get()
    assert referral.closed_at is None
    assert credit.referrals_waiting() == 1


def test_a_customer_in_arrears_or_with_a_loss_is_declined(card):
    owner, account = customer()
    apply_first = apply(owner, income=eur(3000))
    order = loans.ContractOrder(
        application_id=apply_first.application_id, repayment_account_id=account.account_id
    )
    loan = loans.conclude(order=order, actor=TESTER, now=NOW)
    loans.disburse(loan_id=loan.loan_id, actor=TESTER, now=NOW)
    loans.write_off(loan_id=loan.loan_id, reason="Gone", actor=lending.APPROVER, now=NOW)
    second = apply(owner, income=eur(3000))
    assert second.state == "DECLINED"
    assert "A credit with us was written off." in second.reasons


def test_income_in_another_currency_is_refused_and_nothing_is_kept(card):
    owner, _ = customer()
    with pytest.raises(CurrencyMismatch):
        apply(owner, income=Money.of(3000, "USD"))
    assert LoanApplication.objects.count() == CreditDecisionRecord.objects.count() == 0


def test_the_queue_is_left_by_a_persons_decision(anna):
    application = apply(factories.customer())
    referral = Referral.objects.get()
    credit.take_referral(referral_id=referral.pk, actor=anna, now=NOW)
    decision = loans.Decision(state=STATES.APPROVED, reason="Known to us")
    loans.decide(application_id=application.application_id, decision=decision, actor=anna, now=NOW)
    referral.refresh_from_db()
    assert (referral.taken_by, referral.closed_as, referral.closed_by) == (
        str(anna), "APPROVED", str(anna),
    )  # fmt: skip
    with pytest.raises(credit.ReferralNotFound):
        credit.take_referral(referral_id=referral.pk, actor=anna, now=NOW)
    # A person's judgement is no override.
    assert Override.objects.count() == 0


def declined(card_owner=None):
    owner, _ = customer(income=1000)
    return apply(owner, amount=12_000, income=eur(1000))


def override(application, actor, state=STATES.APPROVED, reason="Sold a house"):
    order = loans.OverrideOrder(
        application_id=application.application_id, state=state, reason=reason
    )
    return loans.ask_for_override(order=order, actor=actor, now=NOW)


def test_two_people_override_a_decision_and_it_is_counted(card, anna, ben):
    application = declined()
    asked = override(application, anna)
    assert loans.application(application_id=application.application_id).state == "DECLINED"
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    found = loans.application(application_id=application.application_id)
    assert (found.state, found.decision_reason) == ("APPROVED", "Sold a house")
    logged = Override.objects.get()
    assert (logged.asked_by, logged.approved_by) == (str(anna), str(ben))
    report = credit.override_report(since=NOW, until=NOW + timedelta(seconds=1))
    assert (report.declined, report.declines_overridden, report.rate) == (1, 1, 1.0)
    with pytest.raises(AlreadyDecided):
        override(application, anna)


def test_nobody_overrides_alone_or_without_a_reason(card, anna):
    application = declined()
    with pytest.raises(approvals.ReasonMissing):
        override(application, anna, reason=" ")
    with pytest.raises(NotPermitted):
        override(application, member("teller", Role.TELLER))
    asked = override(application, anna)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=anna, now=NOW)
    assert Override.objects.count() == 0
    assert loans.application(application_id=application.application_id).state == "DECLINED"


def test_only_the_banks_own_decision_is_overridden(anna):
    application = apply(factories.customer())
    decision = loans.Decision(state=STATES.DECLINED, reason="No")
    loans.decide(application_id=application.application_id, decision=decision, actor=anna, now=NOW)
    with pytest.raises(AlreadyDecided):
        override(application, anna)


def test_the_law_is_overridden_by_nobody(anna):
    with transaction.atomic():
        credit.decide(
            application=credit.Application(
                reference="loan-application:1", subject="1", amount=Decimal(1),
                instalment=Decimal(1), age=17,
            ),
            now=NOW,
        )  # fmt: skip
        with pytest.raises(credit.MayNotOverride):
            credit.check_override(reference="loan-application:1", to=credit.CreditOutcome.APPROVE)


def test_overrides_and_closed_referrals_stay_as_they_are(card, anna, ben):
    asked = override(declined(), anna)
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Override.objects.update(reason="Another")
    apply(factories.customer())
    Referral.objects.update(closed_at=NOW, closed_by="x", closed_as="DECLINED")
    with pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.update(closed_as="APPROVED")


def test_an_export_tells_the_customer_what_was_decided_and_why(card):
    application = declined()
    told = accounts.loans_held(customer_id=application.customer_id)["credit_decisions"]
    assert told[0]["outcome"] == "DECLINE"
    assert "The instalments would take more than four tenths of the income." in told[0]["reasons"]
