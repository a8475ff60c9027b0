"""A customer pays in online banking: once, as confirmed, and not otherwise."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from bankcore.identity.models import Confirmation
from bankcore.presentation.templatetags import money
from payments import public as payments
from payments.models import ExternalPayment
from tests import factories
from tests.conftest import NOW
from tests.factories import eur, factors
from tests.payments.presentation.confirm_page import hidden
from tests.payments.services import online
from tests.payments.services.movements import left

pytestmark = pytest.mark.usefixtures("bank")
PAY = "/pay/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    moment = {"now": NOW}
    monkeypatch.setattr("bankcore.clock.now", lambda: moment["now"])
    return moment


@pytest.fixture
def anna():
    found = online.customer("anna")
    payments.paying.choose(seconds=0, actor=found.actor, now=NOW)
    return found


@pytest.fixture
def web(client, anna):
    client.force_login(get_user_model().objects.get(pk=anna.user_id))
    return client


def form(anna, **changes) -> dict[str, str]:
    return {
        "request_key": str(uuid4()),
        "account": str(anna.account.account_id),
        "to": "",
        "creditor_iban": online.ELSEWHERE,
        "creditor_name": "Demo Landlord",
        "amount": "12.50",
        "remittance": "Rent for March",
    } | changes


def asked(web, entered) -> dict[str, str]:
    """Fill in the form; returns the confirm page's fields."""
    answer = web.post(PAY, entered)
    assert answer.status_code == 200, answer.content.decode()
    return hidden(answer.content.decode())


def test_a_customer_pays_to_an_iban_and_gets_a_receipt(web, anna):
    page = web.get(PAY, {"account": anna.account.account_id}).content.decode()
    assert money.iban(anna.account.iban) in page
    page = web.post(PAY, entered := form(anna)).content.decode()
    for told in ("12.50\N{NO-BREAK SPACE}EUR", "Demo Landlord", online.ELSEWHERE, "Rent for March"):
        assert told in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert "<script>" not in page
    assert left(anna.account) == eur(100)
    confirmed = hidden(page)
    assert {name: confirmed[name] for name in entered} == entered
    answer = web.post(PAY, confirmed | {"code": anna.code()}, follow=True)
    receipt = answer.content.decode()
    assert "Paid" in receipt
    assert online.ELSEWHERE in receipt
    assert confirmed["confirmation_id"] in receipt
    assert left(anna.account) == eur("87.50")
    assert ExternalPayment.objects.get().creditor_iban == online.ELSEWHERE


def test_an_iban_of_this_bank_is_paid_at_once(web, anna):
    ben = factories.account()
    fields = asked(web, form(anna, creditor_iban=ben.iban.lower()))
    web.post(PAY, fields | {"code": anna.code()})
    assert left(ben) == eur("12.50")


def test_between_own_accounts_a_button_is_enough(web, anna):
    savings = factories.account(owner=anna.customer)
    page = web.post(
        PAY, form(anna, to=str(savings.account_id), creditor_iban="", creditor_name="")
    ).content.decode()
    assert "no code is needed" in page
    assert 'name="code"' not in page
    assert not Confirmation.objects.exists()
    receipt = web.post(PAY, hidden(page), follow=True).content.decode()
    assert "not needed between your own accounts" in receipt
    assert left(savings) == eur("12.50")


@pytest.mark.parametrize("proof", [{}, {"confirmation_id": ""}, {"confirmation_id": "x"}])
def test_the_page_cannot_be_gone_round(web, anna, proof):
    fields = asked(web, form(anna)) | proof
    answer = web.post(PAY, fields)
    assert answer.status_code == 422
    assert left(anna.account) == eur(100)
    assert not ExternalPayment.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "99.00"},
        {"creditor_iban": "DE75512108001245126199"},
        {"creditor_name": "Demo Thief"},
        {"remittance": "x"},
    ],
)
def test_an_order_altered_between_confirming_and_sending_is_refused(web, anna, change):
    fields = asked(web, form(anna)) | change
    answer = web.post(PAY, fields | {"code": anna.code()})
    assert answer.status_code == 422
    assert "the order says something else" in answer.content.decode()
    assert left(anna.account) == eur(100)


def test_a_confirmation_is_not_good_for_a_second_payment(web, anna):
    fields = asked(web, form(anna))
    web.post(PAY, fields | {"code": anna.code()})
    again = fields | {"request_key": str(uuid4()), "code": anna.code()}
    answer = web.post(PAY, again)
    assert "was used before" in answer.content.decode()
    assert left(anna.account) == eur("87.50")


def test_a_code_is_not_good_for_a_second_payment(web, anna):
    code = anna.code()
    web.post(PAY, asked(web, form(anna)) | {"code": code})
    answer = web.post(PAY, asked(web, form(anna)) | {"code": code})
    assert answer.status_code == 422
    assert "is not right, or was used before; 4 tries left" in answer.content.decode()
    assert left(anna.account) == eur("87.50")


def test_a_double_click_pays_once_and_shows_one_receipt(web, anna):
    fields = asked(web, form(anna)) | {"code": anna.code()}
    answers = [web.post(PAY, fields) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert left(anna.account) == eur("87.50")


def test_a_wrong_code_is_said_beside_it_and_nothing_typed_is_lost(web, anna):
    entered = form(anna, remittance='Rent & "more"')
    fields = asked(web, entered)
    for code, said in (("000", "The code is not right"), (" ", "The code is missing")):
        factors.forgive(anna.user_id)
        answer = web.post(PAY, fields | {"code": code})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert 'aria-describedby="code-error"' in page
        assert {name: hidden(page)[name] for name in entered} == entered
    web.post(PAY, fields | {"code": anna.code()})
    assert left(anna.account) == eur("87.50")


def test_after_the_fifth_wrong_code_the_order_is_off(web, anna):
    fields = asked(web, form(anna))
    for _ in range(5):
        factors.forgive(anna.user_id)
        page = web.post(PAY, fields | {"code": "000"}).content.decode()
    assert "the order is off" in page
    assert 'value="12.50"' in page
    answer = web.post(PAY, fields | {"code": anna.code()})
    assert answer.status_code == 422
    assert left(anna.account) == eur(100)


def test_after_five_minutes_the_order_is_begun_again(web, anna, clock):
    from datetime import timedelta

    fields = asked(web, form(anna))
    clock["now"] = NOW + timedelta(minutes=5)
    answer = web.post(PAY, fields | {"code": anna.code()})
    assert "was to be confirmed until" in answer.content.decode()
    assert left(anna.account) == eur(100)


def test_after_a_refusal_the_corrected_order_is_a_new_request(web, anna):
    fields = asked(web, form(anna, amount="500"))
    page = web.post(PAY, fields | {"code": anna.code()}).content.decode()
    assert "not enough money" in page
    key = re.search(r'name="request_key" value="([^"]+)"', page)
    assert key[1] != fields["request_key"]
    fields = asked(web, form(anna, request_key=key[1]))
    web.post(PAY, fields | {"code": anna.code()})
    assert left(anna.account) == eur("87.50")


def test_the_customer_goes_back_to_change_something(web, anna):
    fields = asked(web, form(anna))
    answer = web.post(PAY, fields | {"edit": "1"})
    assert answer.status_code == 200
    assert 'value="12.50"' in answer.content.decode()
    assert "Continue" in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "1,5,0"}, "plain decimal number"),
        ({"amount": "0"}, "more than zero"),
        ({"amount": "-1"}, "plain decimal number"),
        ({"amount": "NaN"}, "plain decimal number"),
        ({"amount": "1e9"}, "plain decimal number"),
        ({"amount": "0.001"}, "has 2 decimals"),
        ({"amount": "\uff11"}, "plain decimal number"),
        ({"creditor_iban": "DE00"}, "IBAN is not valid"),
        ({"creditor_iban": ""}, "IBAN is not valid"),
        ({"creditor_name": ""}, "Name whom the IBAN belongs to"),
        ({"request_key": "x"}, "valid UUID"),
        ({"account": "x"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_asked_or_paid(web, anna, change, said):
    answer = web.post(PAY, form(anna, **change))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Confirmation.objects.exists()


def test_all_that_is_wrong_is_said_at_once(web, anna):
    page = web.post(PAY, form(anna, amount="3,0,0", creditor_iban="DE88")).content.decode()
    assert "plain decimal number" in page
    assert "IBAN is not valid" in page


def test_to_the_account_it_comes_from_nothing_is_paid(web, anna):
    page = web.post(PAY, form(anna, to=str(anna.account.account_id))).content.decode()
    assert "goes to the account it comes from" in page


def test_a_customer_with_a_passkey_is_offered_it_and_pays_with_it(client):
    user_id = factors.person("kim", app=False)
    passkey = factors.Passkey(user_id).enrol()
    import html

    from accounts import public as accounts

    customer = accounts.register_customer(
        kind="PERSON", name="Demo Kim", user_id=user_id, actor=factories.TESTER, now=NOW
    )
    account = factories.account(funds=100, owner=customer)
    client.force_login(get_user_model().objects.get(pk=user_id))
    actor = factors.customer_actor(user_id)
    payments.paying.choose(seconds=0, actor=actor, now=NOW)
    entered = form(online.Customer(user_id, customer, account, actor))
    page = client.post(PAY, entered).content.decode()
    assert 'name="code"' not in page
    options = html.unescape(re.search(r'data-passkey="([^"]+)"', page)[1])
    answer = client.post(PAY, hidden(page) | {"assertion": passkey.sign(options)})
    assert answer.status_code == 302
    assert left(account) == eur("87.50")


def test_without_any_factor_the_customer_is_sent_to_add_one(client):
    who = online.customer("bare")
    from bankcore.identity.models import AuthenticatorApp

    AuthenticatorApp.objects.all().delete()
    client.force_login(get_user_model().objects.get(pk=who.user_id))
    assert "/security/" in client.get(PAY).content.decode()
    page = client.post(PAY, form(who)).content.decode()
    assert "/security/" in page
    assert "you have none yet" in page
    assert left(who.account) == eur(100)


def test_a_name_of_markup_is_shown_as_text(web, anna):
    page = web.post(PAY, form(anna, creditor_name="<script>alert(1)</script>")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_customer_pays_at_once_and_confirms_that_too(web, anna):
    entered = form(anna, instant="on")
    page = web.post(PAY, entered).content.decode()
    assert "Instantly, within 10 seconds" in page
    fields = hidden(page)
    # An order that is not instant was not confirmed by this.
    slow = {name: text for name, text in fields.items() if name != "instant"}
    assert web.post(PAY, slow | {"code": anna.code()}).status_code == 422
    assert not ExternalPayment.objects.exists()
    page = web.post(PAY, form(anna, instant="on")).content.decode()
    factors.forgive(anna.user_id)
    web.post(PAY, hidden(page) | {"code": anna.code()})
    assert ExternalPayment.objects.get().is_instant


def test_an_instant_payment_that_cannot_go_is_said_before_it_is_confirmed(web, anna, settings):
    settings.INSTANT_ADDRESS = ""
    page = web.post(PAY, form(anna, instant="on"))
    assert page.status_code == 422
    assert "Order it as a payment that is not instant." in page.content.decode()
    assert not Confirmation.objects.exists()
