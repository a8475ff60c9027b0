"""A page of online banking with an id in its address is its customer's, and nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLPattern, get_resolver, reverse

from accounts import public as accounts
from bankcore.audit.models import AuditEntry
from bankcore.ledger import public as ledger
from bankcore.presentation.templatetags import money
from payments import public as payments
from payments.correspondence import public as correspondence
from payments.issuing import public as issuing
from payments.payees import public as payees
from tests import factories
from tests.accounts import interest_days
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.factories import loans as lending
from tests.factories.exchange import publish, quote, set_margin
from tests.payments.correspondence import letters
from tests.payments.files import csv_file, line
from tests.payments.services import online

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


def letter_to(who) -> UUID:
    ledger.close_business_day(next_day=OPENING_DAY + timedelta(days=1), actor=TESTER, now=NOW)
    return accounts.confirm_balances(
        customer_id=who.customer.customer_id, day=OPENING_DAY, actor=TESTER, now=NOW
    ).letter_id


def applied_by(who) -> UUID:
    request = lending.request(who.customer)
    return accounts.loans.apply(request=request, actor=TESTER, now=NOW).application_id


def deposit_of(who) -> UUID:
    interest_days.terms((0, "0.03"), product="TERM_DEPOSIT")
    interest_days.end_day()
    order = accounts.DepositOrder(
        funding_account_id=who.account.account_id,
        amount=eur(100),
        term=accounts.Term(months=12),
        instruction=accounts.MaturityInstruction.PAY_OUT,
        penalty=accounts.online.PENALTY,
    )
    return accounts.open_deposit(
        order=order, request=factories.request_key(), actor=TESTER, now=NOW
    ).deposit_id


def lent_to(who) -> UUID:
    loans = accounts.loans
    application = loans.apply(request=lending.request(who.customer), actor=TESTER, now=NOW)
    loans.decide(
        application_id=application.application_id,
        decision=loans.Decision(state=loans.ApplicationState.APPROVED, reason="Good"),
        actor=lending.APPROVER,
        now=NOW,
    )
    order = loans.ContractOrder(
        application_id=application.application_id, repayment_account_id=who.account.account_id
    )
    return loans.conclude(order=order, actor=TESTER, now=NOW).loan_id


def paid_by(who) -> int:
    order = online.payment(who, eur(10))
    return online.submit(who, order, who.confirm(online.ask(who, order))).transaction_id


def held_of(who) -> UUID:
    order = online.payment(who, eur(10))
    with pytest.raises(payments.PaymentHeld) as waiting:
        payments.submit_payment(
            order=order,
            request=request_key(),
            actor=who.actor,
            now=NOW,
            confirmation_id=who.confirm(online.ask(who, order)),
            undo_within=timedelta(seconds=15),
        )
    return waiting.value.held.held_id


def frozen_of(who) -> UUID:
    held = factories.account(owner=who.customer)
    accounts.set_account_status(
        account_id=held.account_id,
        status=accounts.AccountStatus.FROZEN,
        reason="Papers",
        actor=TESTER,
        now=NOW,
    )
    return held.account_id


def payee_of(who) -> UUID:
    new = payees.NewPayee(name="Demo Landlord", account=online.ELSEWHERE)
    return payees.save_payee(new=new, actor=who.actor, now=NOW).payee_id


def file_of(who) -> UUID:
    return payments.submit_bulk_file(
        data=csv_file([line(who.account, amount="1.00")]),
        name="wages.csv",
        customer_id=who.customer.customer_id,
        actor=who.actor,
        now=NOW,
    ).file_id


def offer_to(who) -> UUID:
    publish()
    set_margin("0.01")
    dollars = factories.account(owner=who.customer, currency="USD")
    return quote(who.account, dollars, "20").quote_id


def thread_of(who) -> UUID:
    return letters.write(who, files=[letters.upload()])


def attachment_of(who) -> UUID:
    return letters.read(who, thread_of(who)).messages[0].attachments[0].attachment_id


def dispute_of(who) -> UUID:
    paid_by(who)
    order = correspondence.NewDispute(
        account_id=who.account.account_id,
        entry=2,
        reason=correspondence.DisputeReason.TWICE,
        words="I paid once.",
        request_key=uuid4(),
    )
    return correspondence.dispute_entry(order=order, actor=who.actor, now=NOW)


MAKE = {
    "thread_id": thread_of,
    "attachment_id": attachment_of,
    "thing_id": frozen_of,
    "dispute_id": dispute_of,
    "account_id": lambda who: who.account.account_id,
    "letter_id": letter_to,
    "loan_id": lent_to,
    "application_id": applied_by,
    "deposit_id": deposit_of,
    "transaction_id": paid_by,
    "held_id": held_of,
    "order_id": lambda who: online.ordered(who, eur(5)).order_id,
    "payee_id": payee_of,
    "file_id": file_of,
    "quote_id": offer_to,
    "card_id": lambda who: (
        issuing.order(account_id=who.account.account_id, actor=who.actor, now=NOW).card_id
    ),
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
