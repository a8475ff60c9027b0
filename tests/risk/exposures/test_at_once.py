"""Two who lend at once do not pass a limit together: real threads, real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from bankcore.errors import BankError
from bankcore.identity.public import Role
from tests import factories
from tests.colleagues import member
from tests.risk.exposures.lending import Kind, approve, asked_for, contract, limit, loans, pay_out

pytestmark = pytest.mark.usefixtures("committed_bank")


def both(deed, first, second):
    """Do it for both at the same moment; returns the codes of refusals."""
    ready = Barrier(2)

    def run(what):
        try:
            ready.wait(10)
            deed(what)
        except BankError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as threads:
        return sorted(threads.map(run, (first, second)))


@pytest.fixture
def two():
    return member("anna", Role.RISK_ANALYST), member("ben", Role.RISK_ANALYST)


def test_two_payouts_at_once_cannot_pass_a_limit_together(two):
    customers = [factories.customer(), factories.customer()]
    promised = [contract(each, approve(asked_for(each, 1000))) for each in customers]
    limit(Kind.PRODUCT, 1500, by=two, key="LOAN")
    assert both(pay_out, *promised) == ["", "credit_limit_exceeded"]
    states = sorted(loans.get(loan_id=each.loan_id).state for each in promised)
    assert states == ["ACTIVE", "PENDING"]


def test_two_approvals_at_once_cannot_either(two):
    limit(Kind.CUSTOMER, 1500, by=two)
    customer = factories.customer()
    asked = [asked_for(customer, 1000), asked_for(customer, 1000)]
    assert both(approve, *asked) == ["", "credit_limit_exceeded"]
