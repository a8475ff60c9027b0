"""A customer and a program read that the bank is looking at a payment, and nothing of why."""

import re

import pytest
from django.test import Client

from bankcore.identity.models import User
from payments import public as payments
from payments.models import HeldPayment
from tests import factories
from tests.clients import ApiClient
from tests.conftest import NOW
from tests.payments.services import online
from tests.payments.services.test_held_payments import BANK, MUCH, SUSPECTING, end, hold, pay, says

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture(autouse=True)
def _review(bank, monkeypatch):
    says(monkeypatch, "REVIEW")


def order(account) -> dict:
    return {
        "account_id": str(account.account_id),
        "amount": str(MUCH.amount),
        "currency": "EUR",
        "creditor_iban": "DE89370400440532013000",
        "creditor_name": "Stadtwerke",
    }


def suspects(text: str) -> list[str]:
    words = set(re.findall(r"[a-z]+", text.lower()))
    return [each for each in SUSPECTING if each in words]


def test_the_api_answers_202_with_the_held_payment_and_tells_what_becomes_of_it():
    account, program = factories.account(funds=100), ApiClient("shop")
    answer = program.post("/api/v1/payments", order(account))
    assert answer.status_code == 202
    told = answer.json()
    assert (told["status"], told["message"]) == (
        "being_looked_at",
        "The bank is looking at this payment.",
    )
    assert suspects(answer.content.decode()) == []
    path = f"/api/v1/held-payments/{told['id']}"
    reference = HeldPayment.objects.get().reference

    payments.end_held_payment(
        reference=reference, goes_on=False, decided_by="user:7", actor=BANK, now=NOW
    )
    ended = program.get(path)
    assert (ended.status_code, ended.json()["status"]) == (200, "not_made")
    assert suspects(ended.content.decode()) == []


def test_the_page_tells_the_payer_alone_and_nothing_of_why():

    who, other = online.customer(), online.customer("other")
    held = hold(pay, who.account, MUCH)
    path = f"/pay/held/{held.held.held_id}/"

    visitor, stranger = Client(), Client()
    visitor.force_login(User.objects.get(pk=who.user_id))
    stranger.force_login(User.objects.get(pk=other.user_id))
    page = visitor.get(path)
    assert page.status_code == 200
    assert "The bank is looking at this payment." in page.content.decode()
    assert suspects(re.sub(r"<[^>]+>", " ", page.content.decode())) == []
    assert stranger.get(path).status_code == 404
    end(held, goes_on=False)
    assert suspects(re.sub(r"<[^>]+>", " ", visitor.get(path).content.decode())) == []
