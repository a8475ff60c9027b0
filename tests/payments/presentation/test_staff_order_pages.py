"""Staff transfer and pay for customers in the back office."""

from uuid import uuid4

import pytest

from bankcore.approvals.models import Request
from bankcore.identity.public import Role
from tests import factories
from tests.factories import eur
from tests.payments.presentation.back_office import Staff, said
from tests.payments.services import counter

pytestmark = pytest.mark.usefixtures("bank")

LIST = "/admin/payments/externalpayment/"
TRANSFER, PAY = f"{LIST}act/transfer/", f"{LIST}act/pay/"


@pytest.fixture
def clerk():
    return Staff("clerk", "view_externalpayment", "make_transfer", "make_payment")


@pytest.fixture
def colleague():
    return Staff("colleague", "view_request", "decide_request", "make_transfer")


@pytest.fixture
def anna():
    return factories.account(funds=50_000)


@pytest.fixture
def ben():
    return factories.account()


def test_a_small_transfer_is_booked_at_once_and_a_second_click_moves_nothing(clerk, anna, ben):
    key = str(uuid4())
    for _ in range(2):
        page = clerk.send(TRANSFER, key=key, account=anna.iban, credit=ben.iban, amount="12.50")
        assert "booked: transaction" in said(page)
    assert counter.balance(ben).posted == eur("12.50")


def test_a_large_transfer_waits_until_a_colleague_agrees_on_the_page(clerk, colleague, anna, ben):
    fields = {"account": anna.iban, "credit": ben.iban, "amount": "10000.01"}
    assert "say why" in said(clerk.send(TRANSFER, **fields))
    page = clerk.send(TRANSFER, **fields, reason="By letter")
    assert "waits for a second person" in said(page)
    assert counter.balance(ben).posted == eur(0)
    request = Request.objects.get()
    decide = f"/admin/approvals/request/{request.pk}/decide/"
    answer = colleague.http.post(decide, {"decision": "approve"}, follow=True)
    assert "your roles decide up to nothing" in said(answer.content.decode())
    assert counter.balance(ben).posted == eur(0)
    colleague.joins(Role.OPERATIONS)
    answer = colleague.http.post(decide, {"decision": "approve"}, follow=True)
    assert "approved and carried out" in said(answer.content.decode())
    assert counter.balance(ben).posted == eur("10000.01")


def test_a_payment_to_another_bank_is_made(clerk, anna):
    fields = {"account": anna.iban, "amount": "20", "creditor_name": "Demo Creditor"}
    page = clerk.send(PAY, **fields, creditor_iban="DE89370400440532013001")
    assert "IBAN is not valid" in said(page)
    page = clerk.send(PAY, **fields, creditor_iban="DE89370400440532013000")
    assert "booked: transaction" in said(page)


@pytest.mark.parametrize("address", [TRANSFER, PAY])
def test_who_lacks_the_right_sees_no_button_and_no_page(address):
    auditor = Staff("auditor", "view_externalpayment")
    assert "for a customer" not in auditor.see(LIST)
    assert auditor.http.get(address).status_code == 403
    assert auditor.http.post(address, {}).status_code == 403


def test_each_is_offered_only_what_is_theirs():
    page = Staff("clerk", "view_externalpayment", "make_payment").see(LIST)
    assert "Pay for a customer" in page
    assert "Transfer for a customer" not in page


def test_there_is_no_such_page(clerk):
    assert clerk.http.get(f"{LIST}act/unknown/").status_code == 404
