"""The customer is told of loans, papers, mandates, overdrafts, fees and deposits too."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from bankcore.db.transactions import use_case
from tests import factories
from tests.accounts.closed_days import close
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending

pytestmark = pytest.mark.usefixtures("bank")


def export(customer) -> dict:
    return accounts.export_customer(customer_id=customer.customer_id, actor=TESTER, now=NOW)


def test_every_part_is_there_even_when_it_is_empty():
    told = export(factories.customer())
    for part in (
        *("loan_applications", "loans", "loan_states", "loan_payments", "statements", "letters"),
        *("holders", "mandates", "signatures", "overdrafts", "fees", "fee_waivers"),
        "term_deposits",
    ):
        assert told[part] == []


def test_a_loan_is_told_with_its_application_and_state():
    lent = lending.lent()
    told = export(lent.customer)
    (asked,) = told["loan_applications"]
    (loan,) = told["loans"]
    assert (asked["amount"], asked["decision_reason"] != "") == ("1200.00 EUR", True)
    assert (loan["principal"], loan["state"]) == ("1200.00 EUR", "ACTIVE")
    assert loan["paid_from"].startswith("DE")
    assert told["loan_states"][-1]["to_state"] == "ACTIVE"


def test_why_staff_decided_is_told_to_staff_and_not_to_the_customer():
    lent = lending.lent()
    told = accounts.export_customer(
        customer_id=lent.customer.customer_id, actor=TESTER, now=NOW, to_customer=True
    )
    assert "decision_reason" not in told["loan_applications"][0]
    assert "reason" not in told["loan_states"][0]
    assert told["loans"] == export(lent.customer)["loans"]
    assert export(lent.customer)["loan_states"][0]["reason"]


def test_why_a_loan_was_asked_for_that_was_not_given_is_erased_and_a_contract_stays():
    lent = lending.lent()
    asked = accounts.loans.apply(
        request=lending.request(lent.customer, purpose="A boat"), actor=TESTER, now=NOW
    )
    accounts.loans.decide(
        application_id=asked.application_id,
        decision=accounts.loans.Decision(
            state=accounts.loans.ApplicationState.DECLINED, reason="Too much for the income"
        ),
        actor=lending.APPROVER,
        now=NOW,
    )
    for erased in (1, 0):
        done = use_case(accounts.erase_refused)(customer_id=lent.customer.customer_id, now=NOW)
        assert done == {"refused_loan_applications": erased}
    granted, declined = export(lent.customer)["loan_applications"]
    assert (declined["purpose"], declined["decision_reason"]) == ("", "Erased")
    assert granted["decision_reason"] != "Erased"


def test_a_mandate_is_told_to_both_and_names_nobody():
    owner, trusted = factories.customer("Demo Owner"), factories.customer("Demo Trusted")
    account = factories.account(owner=owner)
    accounts.give_mandate(
        order=accounts.MandateOrder(
            account_id=account.account_id,
            customer_id=trusted.customer_id,
            valid_from=OPENING_DAY,
            transaction_limit=eur(50),
        ),
        actor=TESTER,
        now=NOW,
    )
    for customer in (owner, trusted):
        (mandate,) = export(customer)["mandates"]
        assert mandate["transaction_limit"] == "50.00 EUR"
        assert mandate["person_id"] == str(trusted.customer_id)
        assert mandate["owner_id"] == str(owner.customer_id)
    assert "Demo Trusted" not in str(export(owner))


def test_an_overdraft_is_told_with_its_days():
    owner = factories.customer()
    account = factories.account(owner=owner)
    accounts.agree_overdraft(
        order=accounts.OverdraftOrder(
            account_id=account.account_id,
            limit=eur(100),
            from_day=OPENING_DAY,
            to_day=OPENING_DAY + timedelta(days=30),
        ),
        actor=TESTER,
        now=NOW,
    )
    (overdraft,) = export(owner)["overdrafts"]
    assert (overdraft["limit"], overdraft["from_day"]) == ("100.00 EUR", str(OPENING_DAY))


def test_a_letter_is_told_without_its_content():
    owner = factories.customer()
    factories.account(owner=owner, funds=10)
    close(OPENING_DAY + timedelta(days=1))
    accounts.confirm_balances(
        customer_id=owner.customer_id,
        day=OPENING_DAY,
        basis=accounts.BalanceBasis.BOOKING,
        actor=TESTER,
        now=NOW,
    )
    (letter,) = export(owner)["letters"]
    assert letter["kind"] == "BALANCE_CONFIRMATION"
    assert "content" not in letter
