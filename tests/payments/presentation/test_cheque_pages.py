"""Cheques and reversals in the back office."""

from uuid import uuid4

import pytest

from bankcore.approvals.models import Request
from payments.models import Cheque, ChequePayment, CollectedCheque
from tests import factories
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.presentation.back_office import Staff, said
from tests.payments.services.counter import balance, book_of
from tests.payments.services.movements import deposit, left

pytestmark = pytest.mark.usefixtures("bank", "today")
BASE = "/admin/payments/"
REVERSE = f"{BASE}cashmovement/transaction/"


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


@pytest.fixture
def desk() -> Staff:
    return Staff("desk")


@pytest.fixture
def anna():
    return factories.account(funds=100)


def take_in(desk, account, **changed) -> str:
    fields = {
        "account": account.iban,
        "amount": "50",
        "drawn_on_bank": "DEUTDEFF",
        "drawn_on_account": "DE89370400440532013000",
        "number": "77",
    }
    return desk.send(f"{BASE}collectedcheque/act/deposit/", **(fields | changed))


def test_a_cheque_of_another_bank_is_taken_in_and_cleared(desk, anna):
    page = take_in(desk, anna)
    assert "50.00 EUR credited, and held until the close of 2026-03-05." in said(page)
    assert "Clear</a>" in page
    cheque = CollectedCheque.objects.get()
    page = desk.send(f"{BASE}collectedcheque/{cheque.public_id}/clear/")
    assert "Cheque 77 is cleared" in said(page)
    assert balance(anna).available == eur(150)
    page = desk.send(f"{BASE}collectedcheque/{cheque.public_id}/clear/")
    assert "Cheque 77 is cleared already." in said(page)


def test_a_cheque_is_returned_with_a_fee(desk, anna):
    take_in(desk, anna)
    address = f"{BASE}collectedcheque/{CollectedCheque.objects.get().public_id}/return/"
    assert "This field is required." in said(desk.send(address, reason=""))
    page = desk.send(address, reason="Insufficient funds", fee="3")
    assert "Cheque 77 is returned; 50.00 EUR taken back, with its fee." in said(page)
    assert left(anna) == eur(97)


def test_the_same_cheque_is_not_taken_in_twice(desk, anna):
    take_in(desk, anna)
    assert "is credited already" in said(take_in(desk, anna))
    assert left(anna) == eur(150)


def test_cheques_are_given_out_stopped_freed_and_paid(desk, anna):
    ben = factories.account()
    span = {"account": anna.iban, "first_number": "1", "last_number": "25"}
    page = desk.send(f"{BASE}chequebook/act/issue/", **span)
    assert f"25 cheques given out to {anna.iban}." in said(page)
    one = span | {"first_number": "3", "last_number": "4"}
    assert "2 cheques stopped." in said(desk.send(f"{BASE}cheque/act/stop/", reason="Lost", **one))
    pay = {"account": anna.iban, "number": "3", "amount": "9", "payee": "x", "credit": ben.iban}
    assert "Cheque 3 is stopped: Lost" in said(desk.send(f"{BASE}cheque/act/pay/", **pay))
    assert "The stop of 2 cheques is lifted." in said(desk.send(f"{BASE}cheque/act/lift/", **one))
    assert "Cheque 3 over 9.00 EUR paid" in said(desk.send(f"{BASE}cheque/act/pay/", **pay))
    assert Cheque.objects.get(number=3).state == "PAID"
    for page in ("cheque", "chequebook", "chequepayment", "collectedcheque"):
        desk.see(f"{BASE}{page}/")
    paid = ChequePayment.objects.get()
    assert "9.00 EUR" in desk.see(f"{BASE}chequepayment/{paid.pk}/change/")


def test_who_does_not_handle_cheques_does_nothing_with_them(anna):
    reader = Staff("reader", "view_cheque", "view_collectedcheque", "view_cashmovement")
    book_of(anna)
    assert "Stop cheques" not in reader.see(f"{BASE}cheque/")
    take_in(Staff("desk-2"), anna)
    cheque = CollectedCheque.objects.get().public_id
    for address in (
        *(f"{BASE}cheque/act/{act}/" for act in ("pay", "stop", "lift")),
        f"{BASE}collectedcheque/{cheque}/clear/",
        f"{BASE}collectedcheque/{cheque}/return/",
        REVERSE,
    ):
        assert reader.http.post(address, {}).status_code == 403
    assert CollectedCheque.objects.get().state == "IN_COLLECTION"


def test_pages_that_are_not_there_are_not_found(desk):
    for address in (f"{BASE}cheque/act/dance/", f"{BASE}collectedcheque/{uuid4()}/clear/"):
        assert desk.http.get(address).status_code == 404


def test_a_reversal_is_asked_for_by_one_and_allowed_by_another(desk, anna):
    moved = deposit(anna, eur(5))
    address = f"{REVERSE}?transaction={moved.transaction_id}"
    assert anna.iban in desk.see(address)
    page = desk.send(address, reason="Wrong account", narrative="Correction")
    assert "waits for a second person" in said(page)
    assert left(anna) == eur(105)
    decide = f"/admin/approvals/request/{Request.objects.get().pk}/decide/"
    desk.http.post(decide, {"decision": "approve"})
    assert left(anna) == eur(105)
    head = Staff("head")
    assert "Approve or refuse" in head.see("/admin/approvals/request/")
    head.http.post(decide, {"decision": "approve"})
    assert left(anna) == eur(100)
    assert "It was taken back by transaction" in desk.see(address)
    assert "was reversed by" in said(desk.send(address, reason="Again"))


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "123456"])
def test_a_transaction_that_is_not_there_is_said_to_be_none(desk, number):
    page = desk.see(f"{REVERSE}?transaction={number}")
    assert ("There is no such transaction." in page) == bool(number)
    sent = desk.send(f"{REVERSE}?transaction={number}", reason="x")
    assert "There is no such transaction" in said(sent)


def test_the_reversal_page_is_linked_from_the_cash_moved(desk):
    assert REVERSE in desk.see(f"{BASE}cashmovement/")
