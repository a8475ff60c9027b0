"""What a customer may have at the bank, made by its services: each has a page of its own."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.db import connections

from accounts import public as accounts
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from payments import public as payments
from payments.correspondence import public as correspondence
from payments.issuing import public as issuing
from payments.payees import public as payees
from tests import factories
from tests.accounts import interest_days
from tests.clients import ApiClient
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.factories import loans as lending
from tests.factories.exchange import publish, quote, set_margin
from tests.payments.correspondence import letters
from tests.payments.files import csv_file, line
from tests.payments.services import online

# A page must be able to break what has no spaces.
LONG_NAME = "Demo-Wohnungsbaugenossenschaftsverwaltungsgesellschaft"
LONG_FILE = "wages-of-everybody-in-every-branch-second-draft.csv"


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
    loan_id = loans.conclude(order=order, actor=TESTER, now=NOW).loan_id
    loans.disburse(loan_id=loan_id, actor=TESTER, now=NOW)
    return loan_id


def paid_by(who) -> int:
    order = online.payment(who, eur(10))
    return online.submit(who, order, who.confirm(online.ask(who, order))).transaction_id


def held_of(who, *, seconds: int = 15) -> UUID:
    """Let a customer pay; for so many seconds they can take it back."""
    order = online.payment(who, eur(10))
    with pytest.raises(payments.PaymentHeld) as waiting:
        payments.submit_payment(
            order=order,
            request=request_key(),
            actor=who.actor,
            now=NOW,
            confirmation_id=who.confirm(online.ask(who, order)),
            undo_within=timedelta(seconds=seconds),
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
    new = payees.NewPayee(name=LONG_NAME, account=online.ELSEWHERE)
    return payees.save_payee(new=new, actor=who.actor, now=NOW).payee_id


def file_of(who) -> UUID:
    return payments.submit_bulk_file(
        data=csv_file([line(who.account, amount="1.00")]),
        name=LONG_FILE,
        customer_id=who.customer.customer_id,
        actor=who.actor,
        now=NOW,
    ).file_id


def order_of(who) -> UUID:
    return online.ordered(who, eur(5)).order_id


def card_of(who) -> UUID:
    return issuing.order(account_id=who.account.account_id, actor=who.actor, now=NOW).card_id


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


def program_of(who) -> None:
    """Let a customer have a program that calls the bank, with a key."""
    identity.create_own_client(
        customer_id=who.customer.customer_id,
        name="Shop",
        scopes=["accounts:read"],
        actor=who.actor,
        now=NOW,
    )


def asked_by_a_third_party(address: str) -> str:
    """Return the page to which a third party sends a customer whose accounts it would read."""
    back = f"{address}/developers/testing/"
    ApiClient("budget-app", scopes=["accounts:read"], redirect_uris=(back,))
    asked = {
        "response_type": "code",
        "client_id": "budget-app",
        "redirect_uri": back,
        "state": "4711",
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }
    return f"/authorize/?{urlencode(asked)}"


def everything_of(who, address: str) -> dict[str, str]:
    """Let a customer have one of everything; return the page of each by what it is."""
    dispute, order = dispute_of(who), order_of(who)
    application = applied_by(who)
    loan = lent_to(who)
    program_of(who)
    asked = asked_by_a_third_party(address)
    pages = {
        "application": f"/loans/applications/{application}/",
        "loan": f"/loans/{loan}/",
        "repaying": f"/loans/{loan}/early/",
        "dispute": f"/disputes/{dispute}/",
        "receipt": f"/pay/payment/{paid_by(who)}/",
        "waiting": f"/pay/held/{held_of(who, seconds=900)}/",
        "payee": f"/payees/{payee_of(who)}/",
        "order": f"/standing-orders/{order}/",
        "change": f"/standing-orders/{order}/change/",
        "file": f"/payment-files/{file_of(who)}/",
        "offer": f"/exchange/{offer_to(who)}/",
        "third party": asked,
        "programs": "/developers/keys/",
        "proof": "/confirm/",
        # At last, for it ends a day.
        "deposit": f"/deposits/{deposit_of(who)}/",
    }
    connections.close_all()
    return pages
