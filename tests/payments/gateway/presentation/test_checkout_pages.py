"""A payer pays a merchant on the bank's pages, without scripts."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.exceptions import Throttled

from bankcore import clock
from bankcore.presentation import limits
from payments.gateway.domain.declines import DECLINES
from payments.gateway.models import CheckoutSession, Operation, PaymentIntent, PaymentMethod
from tests.conftest import in_threads
from tests.payments.gateway.presentation.merchants import Shop
from tests.web.test_languages import german

CARD = {"number": "4242 4242 4242 4242", "expiry": "12 / 31", "code": "123",
        "name": "Demo Person 01"}  # fmt: skip
DECLINED, ASKING = "4000000000000002", "4000002760003184"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def session(shop: Shop, **more) -> str:
    body = {"amount": 2_500, "currency": "eur", "description": "A book", **more}
    return shop.post("/v1/checkout/sessions", body).json()["id"]


def field(page, name: str) -> str:
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.content.decode())[1]


def send(browser: Client, path: str, **card):
    shown = browser.get(path)
    hidden = {name: field(shown, name) for name in ("csrfmiddlewaretoken", "attempt")}
    return browser.post(path, {**CARD, **hidden, **card})


def test_a_link_leads_to_a_form_and_the_form_to_a_payment(shop, browser):
    link = shop.post(
        "/v1/payment_links",
        {"amount": 2_500, "currency": "eur", "description": "A <b>book</b>",
         "return_url": "https://shop.example.org/thanks"},
    ).json()  # fmt: skip
    path = f"/pay/{link['id']}"
    shown = browser.get(path)
    assert "A &lt;b&gt;book" in shown.content.decode()
    token = field(shown, "csrfmiddlewaretoken")
    begun = browser.post(path, {"csrfmiddlewaretoken": token})
    done = send(browser, begun["Location"])
    assert (done.status_code, done["Location"]) == (302, begun["Location"])
    paid = browser.get(done["Location"]).content.decode()
    assert "<h1>Paid</h1>" in paid
    assert 'href="https://shop.example.org/thanks"' in paid
    row = CheckoutSession.objects.get()
    assert (row.state, row.intent.state, row.intent.amount_minor) == (
        "COMPLETE", "SUCCEEDED", 2_500,
    )  # fmt: skip
    told = shop.get(f"/v1/checkout/sessions/{row.object_id}").json()
    assert (told["payment_status"], told["payment_intent"]) == ("paid", row.intent.object_id)


def test_a_form_without_its_token_is_refused(shop, browser):
    answer = browser.post(f"/checkout/{session(shop)}", {**CARD, "attempt": str(uuid4())})
    assert answer.status_code == 403
    assert PaymentIntent.objects.count() == 0


def test_pages_let_no_script_and_no_frame_in(shop, browser):
    answer = browser.get(f"/checkout/{session(shop)}")
    policy = answer.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    assert "<script" not in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"number": "4242424242424241"}, "This is no card number."),
        ({"number": "hello"}, "Give the digits on the card."),
        ({"expiry": "13/31"}, "Give month and year"),
        ({"expiry": "01/20"}, "The card has expired."),
        ({"code": "12"}, "Give the three or four digits"),
        ({"name": ""}, "This field is required."),
        ({"number": DECLINED}, "The card was declined."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_no_number_is_shown_again(
    shop, browser, wrong, told
):
    path = f"/checkout/{session(shop)}"
    page = send(browser, path, **wrong)
    text = page.content.decode()
    assert page.status_code == 200
    assert told in text
    for secret in ("4242", DECLINED, "123"):
        assert f'value="{secret}' not in text
    assert "4242 4242" not in text
    again = send(browser, path)
    assert again.status_code == 302
    assert "<h1>Paid</h1>" in browser.get(path).content.decode()
    assert PaymentIntent.objects.count() == 1


def test_a_payer_is_answered_in_the_browsers_language(shop):
    browser = Client(headers={"Accept-Language": "de"})
    path = f"/checkout/{session(shop)}"
    assert "25,00\N{NO-BREAK SPACE}EUR" in browser.get(path).content.decode()
    for wrong, told in (
        ({"number": "hello"}, "Geben Sie die Ziffern auf der Karte an."),
        ({"number": "4242424242424241"}, "Das ist keine Kartennummer."),
        ({"expiry": "13/31"}, "Geben Sie Monat und Jahr an"),
        ({"number": DECLINED}, "Die Karte wurde abgelehnt."),
    ):
        shown = browser.get(path)
        page = browser.post(path, {**CARD, "attempt": field(shown, "attempt"), **wrong})
        assert told in page.content.decode()
    told = german()
    assert [each for each in DECLINES.values() if not told.get(each.message)] == []


def test_the_same_form_twice_pays_once(shop, browser):
    path = f"/checkout/{session(shop)}"
    shown = browser.get(path)
    form = {**CARD, **{name: field(shown, name) for name in ("csrfmiddlewaretoken", "attempt")}}
    assert [browser.post(path, form).status_code for _ in range(2)] == [302, 200]
    assert PaymentIntent.objects.count() == PaymentMethod.objects.count() == 1
    assert Operation.objects.filter(kind="AUTHORISE").count() == 1


def test_two_clicks_at_once_pay_once(committed_bank):
    path = f"/checkout/{session(Shop())}"
    attempt = str(uuid4())

    def click(number: int) -> int:
        del number
        return Client().post(path, {**CARD, "attempt": attempt}).status_code

    assert set(in_threads(6, click)) <= {200, 302}
    assert Operation.objects.filter(kind="AUTHORISE").count() == 1
    assert "<h1>Paid</h1>" in Client().get(path).content.decode()


@pytest.mark.parametrize(
    ("answer", "end"), [("confirm", "<h1>Paid</h1>"), ("refuse", "Card number")]
)
def test_a_card_that_asks_its_holder_is_paid_when_they_confirm(shop, browser, answer, end):
    path = f"/checkout/{session(shop)}"
    asked = browser.get(send(browser, path, number=ASKING)["Location"])
    assert asked["Location"].startswith("/authenticate/auth_")
    page = browser.get(asked["Location"])
    given = {"answer": answer, "csrfmiddlewaretoken": field(page, "csrfmiddlewaretoken")}
    back = browser.post(asked["Location"], given)
    assert back["Location"] == path
    assert end in browser.get(path).content.decode()


def test_a_payment_that_is_not_answered_yet_says_so(shop, browser):
    path = f"/checkout/{session(shop, amount=9_102)}"
    assert send(browser, path).status_code == 302
    assert "on its way" in browser.get(path).content.decode()


def test_what_is_over_or_was_never_there_is_told(shop, browser):
    closed = session(shop)
    shop.post(f"/v1/checkout/sessions/{closed}/expire")
    assert browser.get(f"/checkout/{closed}").status_code == 410
    late = session(shop)
    CheckoutSession.objects.filter(object_id=late).update(
        expires_at=clock.now() - timedelta(seconds=1)
    )
    assert browser.get(f"/checkout/{late}").status_code == 410
    for path in ("/checkout/cs_x", "/pay/plink_x", "/authenticate/auth_x"):
        assert browser.get(path).status_code == 404
    link = shop.post(
        "/v1/payment_links", {"amount": 5, "currency": "eur", "description": "A pen"}
    ).json()["id"]
    shop.post(f"/v1/payment_links/{link}", {"active": False})
    assert browser.get(f"/pay/{link}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["http://shop.example.org", "javascript:alert(1)", "//evil.example.org", "https://",
     "https://user@evil.example.org", "https://a\\@b.example.org", "https://a b.example.org"],
)  # fmt: skip
def test_nobody_is_led_anywhere_but_to_an_address_by_https(shop, address):
    body = {"amount": 5, "currency": "eur", "description": "A pen", "success_url": address}
    answer = shop.post("/v1/checkout/sessions", body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "success_url")


def test_no_number_reaches_a_log(shop, browser, caplog):
    caplog.set_level(logging.DEBUG)
    send(browser, f"/checkout/{session(shop)}", number="4242424242424241")
    send(browser, f"/checkout/{session(shop)}")
    assert "424242424242" not in caplog.text.replace(" ", "")


def test_who_tries_many_cards_is_slowed_down_by_address(shop, browser, monkeypatch):
    path = f"/checkout/{session(shop)}"
    shown = browser.get(path)
    counted = []

    def one_only(request, address: str) -> None:
        counted.append(address)
        if len(counted) > 1:
            raise Throttled

    monkeypatch.setattr(limits, "count_address", one_only)
    hidden = {name: field(shown, name) for name in ("csrfmiddlewaretoken", "attempt")}
    first = browser.post(path, {**CARD, **hidden, "number": DECLINED})
    second = browser.post(path, {**CARD, **hidden})
    assert (first.status_code, second.status_code) == (200, 429)
    assert "Wait a minute" in second.content.decode()
    assert counted == ["127.0.0.1"] * 2
    assert not Operation.objects.filter(state="SUCCEEDED").exists()
    assert browser.get(path).status_code == 200
