"""A page of online banking with an id in its address is its customer's, and nobody else's."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLPattern, get_resolver, reverse

from bankcore.audit.models import AuditEntry
from bankcore.presentation.templatetags import money
from tests.conftest import NOW
from tests.payments.services import online
from tests.web import things

pytestmark = pytest.mark.usefixtures("bank")
DENIED = "security.object.denied"
WEB = (
    "accounts.presentation.web",
    "payments.presentation.web",
    "payments.issuing.presentation.web",
    *("accounts.presentation.web", "payments.presentation.web"),
    "payments.correspondence.presentation.web",
)
# Each address with an id: by which methods, and of what.
PAGES = {
    "account": ("get", "account_id"),
    "statements": ("get", "account_id"),
    "statement_file": ("get", "account_id"),
    "period_file": ("get", "account_id"),
    "entry": ("both", "account_id"),
    "write_letter": ("post", "account_id"),
    "letter_file": ("get", "letter_id"),
    "loan": ("get", "loan_id"),
    "loan_early": ("both", "loan_id"),
    "loan_application": ("get", "application_id"),
    "loan_review": ("post", "application_id"),
    "deposit": ("both", "deposit_id"),
    "paid": ("get", "transaction_id"),
    "held": ("get", "held_id"),
    "undo_payment": ("post", "held_id"),
    "payee": ("both", "payee_id"),
    "remove_payee": ("post", "payee_id"),
    "standing_order": ("get", "order_id"),
    "change_standing_order": ("both", "order_id"),
    "act_on_standing_order": ("post", "order_id"),
    "skip_standing_order_date": ("post", "order_id"),
    "bulk_file": ("get", "file_id"),
    "bulk_file_csv": ("get", "file_id"),
    "bulk_file_xml": ("get", "file_id"),
    "confirm_bulk_file": ("post", "file_id"),
    "exchange-offer": ("both", "quote_id"),
    "card": ("get", "card_id"),
    "card_act": ("post", "card_id"),
    "card_switches": ("post", "card_id"),
    "card_limits": ("both", "card_id"),
    "card_pin": ("both", "card_id"),
    "card_report": ("both", "card_id"),
    "card_number": ("get", "card_id"),
    "thread": ("both", "thread_id"),
    "attachment": ("get", "attachment_id"),
    "hold": ("both", "thing_id"),
    "dispute": ("get", "dispute_id"),
    "withdraw_dispute": ("post", "dispute_id"),
    "dispute_entry": ("both", "account_id"),
}
MORE = {
    "statement_file": {"number": 1, "name": "pdf"},
    "entry": {"seq": 1},
    "paid": {"kind": "payment"},
    "hold": {"kind": "account"},
    "dispute_entry": {"entry": 1},
    "act_on_standing_order": {"act": "cancel"},
    "card_act": {"act": "freeze"},
}


def addresses_with_an_id() -> set[str]:
    """Return the names of online banking's addresses that name something."""

    def walk(patterns):
        for each in patterns:
            if isinstance(each, URLPattern):
                yield each
            else:
                yield from walk(each.url_patterns)

    return {
        each.name
        for each in walk(get_resolver().url_patterns)
        if each.callback.__module__.startswith(WEB) and re.search("_id>", str(each.pattern))
    }


def test_every_address_with_an_id_is_tried_here():
    assert addresses_with_an_id() == set(PAGES)


@pytest.fixture
def ben():
    return online.customer("ben", funds=500)


MAKE = {
    "thread_id": things.thread_of,
    "attachment_id": things.attachment_of,
    "thing_id": things.frozen_of,
    "dispute_id": things.dispute_of,
    "account_id": lambda who: who.account.account_id,
    "letter_id": things.letter_to,
    "loan_id": things.lent_to,
    "application_id": things.applied_by,
    "deposit_id": things.deposit_of,
    "transaction_id": things.paid_by,
    "held_id": things.held_of,
    "order_id": things.order_of,
    "payee_id": things.payee_of,
    "file_id": things.file_of,
    "quote_id": things.offer_to,
    "card_id": things.card_of,
}


def ask(client, name, thing):
    """Ask for the page of this thing by every method; yield address and answer."""
    method, kind = PAGES[name]
    path = reverse(name, kwargs={kind: thing} | MORE.get(name, {}))
    for each in ("get", "post") if method == "both" else (method,):
        yield path, getattr(client, each)(path)


def denials() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=DENIED).order_by("id"))


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


@pytest.fixture
def anna(client):
    who = online.customer("anna")
    client.force_login(get_user_model().objects.get(pk=who.user_id))
    return who


@pytest.mark.parametrize("name", sorted(PAGES))
def test_anothers_is_not_found_and_the_attempt_is_written_down(client, ben, anna, name):
    thing = MAKE[PAGES[name][1]](ben)
    before = list(AuditEntry.objects.exclude(action=DENIED).values_list("id", flat=True))
    for number, (path, answer) in enumerate(ask(client, name, thing), start=1):
        assert answer.status_code == 404, path
        assert ben.account.iban.encode() not in answer.content
        assert money.iban(ben.account.iban).encode() not in answer.content
        told = denials()
        assert len(told) == number
        assert (told[-1].detail["url"], told[-1].detail["object"]) == (path, str(thing))
        assert told[-1].actor == f"user:{anna.user_id}"
    after = list(AuditEntry.objects.exclude(action=DENIED).values_list("id", flat=True))
    assert before == after


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"statement_file"}))
def test_ones_own_is_shown_and_nothing_is_written_down(client, anna, name):
    for path, answer in ask(client, name, MAKE[PAGES[name][1]](anna)):
        assert answer.status_code in {200, 302, 400, 422}, path
    assert denials() == []


def test_what_is_nobodys_is_answered_and_written_down_alike(client, anna):
    assert client.get(f"/accounts/{uuid4()}/").status_code == 404
    assert len(denials()) == 1


def test_who_is_not_logged_in_is_asked_who_they_are_and_not_written_down(client, ben):
    for name in ("account", "standing_order", "act_on_standing_order"):
        for _, answer in ask(client, name, uuid4()):
            assert answer.status_code == 302
    assert denials() == []


def test_another_customers_account_in_the_form_is_refused_and_written_down(client, anna, ben):
    answer = client.post("/pay/", {"account": str(ben.account.account_id), "amount": "1"})
    assert answer.status_code == 422
    assert "not one of the available choices" in answer.content.decode()
    [told] = denials()
    assert told.detail["object"] == str(ben.account.account_id)
