"""What a payer's page holds to, whatever a browser sends and whatever a row says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bankcore import clock
from bankcore.presentation import limits
from payments.gateway.domain.merchants import MerchantState
from payments.gateway.models import Authentication, CheckoutSession, Merchant, PaymentIntent
from payments.gateway.services import authenticating, checkout
from tests.payments.gateway.presentation.test_checkout_pages import (
    ASKING,
    CARD,
    DECLINED,
    browser,
    field,
    send,
    session,
)

__all__ = ["browser"]
SHOP = "https://shop.example.org/back"
SCRIPT = "javascript:alert(1)"


def asked_by_a_program(shop, return_url: str = SHOP) -> str:
    """Return the path of the page on which a program's payer confirms."""
    card = {"number": ASKING, "exp_month": 12, "exp_year": 2031, "cvc": "123"}
    method = shop.post("/v1/payment_methods", {"type": "card", "card": card}).json()["id"]
    order = {"amount": 2_500, "currency": "eur", "payment_method": method, "confirm": True}
    shop.post("/v1/payment_intents", {**order, "return_url": return_url})
    return f"/authenticate/{Authentication.objects.get().object_id}"


def answer(browser, path: str, said: str):
    token = field(browser.get(path), "csrfmiddlewaretoken")
    return browser.post(path, {"answer": said, "csrfmiddlewaretoken": token})


def test_a_page_leads_nowhere_but_to_an_address_by_https_even_where_a_row_says_so(
    shop, browser, monkeypatch
):
    path, read = f"/checkout/{session(shop)}", checkout.session_for_payer

    def bent(**asked):
        return replace(read(**asked), cancel_url=SCRIPT, success_url=SCRIPT)

    monkeypatch.setattr(checkout, "session_for_payer", bent)
    assert SCRIPT not in browser.get(path).content.decode()
    send(browser, path)
    paid = browser.get(path).content.decode()
    assert "<h1>Paid</h1>" in paid
    assert SCRIPT not in paid


def test_a_payer_goes_back_to_a_shop_by_a_link_and_is_not_sent_there(shop, browser):
    done = answer(browser, asked_by_a_program(shop), "confirm")
    assert done.status_code == 200
    assert f'href="{SHOP}"' in done.content.decode()
    assert PaymentIntent.objects.get().state == "SUCCEEDED"


def test_after_the_question_too_a_page_leads_nowhere_but_to_https(shop, browser, monkeypatch):
    path = asked_by_a_program(shop)
    monkeypatch.setattr(authenticating, "return_url_of", lambda **_asked: SCRIPT)
    assert SCRIPT not in answer(browser, path, "confirm").content.decode()


def test_whoever_does_not_say_that_they_confirm_does_not(shop, browser):
    answer(browser, asked_by_a_program(shop), "perhaps")
    assert PaymentIntent.objects.get().state == "REQUIRES_PAYMENT_METHOD"


def test_a_payer_who_refused_is_told_why_the_form_is_there_again(shop, browser):
    path = f"/checkout/{session(shop)}"
    asked = browser.get(send(browser, path, number=ASKING)["Location"])["Location"]
    assert "must confirm" not in browser.get(asked).content.decode()
    answer(browser, asked, "refuse")
    assert "The payer must confirm the payment. Try again" in browser.get(path).content.decode()


def test_the_result_of_a_question_is_brought_and_not_sent(shop, browser):
    page = asked_by_a_program(shop)
    token = field(browser.get(page), "csrfmiddlewaretoken")
    sent = browser.post(f"{page}/result", {"csrfmiddlewaretoken": token})
    assert sent.status_code == 405


def test_a_session_whose_payment_was_canceled_is_over(shop, browser):
    path = f"/checkout/{session(shop)}"
    send(browser, path, number=ASKING)
    shop.post(f"/v1/payment_intents/{PaymentIntent.objects.get().object_id}/cancel")
    over = browser.get(path)
    assert over.status_code == 410
    assert "canceled. Make a new session, or open the payment link again." in over.content.decode()


def test_what_a_payer_types_is_kept_out_of_the_report_of_a_failure(shop, browser, monkeypatch):
    seen = []
    monkeypatch.setattr(limits, "count_address", lambda request, _address: seen.append(request))
    send(browser, f"/checkout/{session(shop)}")
    assert {"number", "code", "expiry"} <= set(seen[0].sensitive_post_parameters)


def test_another_try_is_another_try(shop, browser):
    path = f"/checkout/{session(shop)}"
    first = browser.get(path)
    hidden = {name: field(first, name) for name in ("csrfmiddlewaretoken", "attempt")}
    again = browser.post(path, {**CARD, **hidden, "number": DECLINED})
    assert field(again, "attempt") != hidden["attempt"]


@pytest.mark.parametrize("expiry", ["12/2131", "12/1", "12/1931"])
def test_a_year_is_of_this_century(shop, browser, expiry):
    page = send(browser, f"/checkout/{session(shop)}", expiry=expiry).content.decode()
    assert "Give month and year" in page


def link(shop) -> str:
    body = {"amount": 2_500, "currency": "eur", "description": "A book"}
    return shop.post("/v1/payment_links", body).json()["id"]


def go_on(browser, page, path: str):
    return browser.post(path, {"csrfmiddlewaretoken": field(page, "csrfmiddlewaretoken")})


def test_nobody_pays_by_the_link_of_a_merchant_that_is_suspended(shop, browser):
    path = f"/pay/{link(shop)}"
    page = browser.get(path)
    Merchant.objects.update(state=MerchantState.SUSPENDED)
    assert browser.get(path).status_code == 404
    assert go_on(browser, page, path).status_code == 404
    assert CheckoutSession.objects.count() == 0


def test_a_link_that_was_closed_meanwhile_begins_nothing(shop, browser):
    name = link(shop)
    page = browser.get(f"/pay/{name}")
    shop.post(f"/v1/payment_links/{name}", {"active": False})
    assert go_on(browser, page, f"/pay/{name}").status_code == 404
    assert CheckoutSession.objects.count() == 0


@pytest.mark.parametrize("how", ["late", "ended"])
def test_a_session_that_ends_while_its_form_is_sent_is_tied_to_no_payment(shop, how):
    name, now = session(shop), clock.now()
    intent = shop.post("/v1/payment_intents", {"amount": 2_500, "currency": "eur"}).json()["id"]
    if how == "late":
        now += checkout.OPEN_FOR
    else:
        shop.post(f"/v1/checkout/sessions/{name}/expire")
    with pytest.raises(checkout.SessionNotOpen):
        checkout.tie_payment(session=name, intent=intent, now=now)
    assert CheckoutSession.objects.get().intent is None


def test_a_session_keeps_its_payment(shop):
    name, now = session(shop), clock.now()
    body = {"amount": 2_500, "currency": "eur"}
    first, second = (shop.post("/v1/payment_intents", body).json()["id"] for _ in range(2))
    checkout.tie_payment(session=name, intent=first, now=now)
    with pytest.raises(checkout.SessionNotOpen):
        checkout.tie_payment(session=name, intent=second, now=now)
    assert CheckoutSession.objects.get().intent.object_id == first


def test_a_session_that_is_paid_is_not_ended(shop, browser):
    name = session(shop)
    send(browser, f"/checkout/{name}")
    browser.get(f"/checkout/{name}")
    refused = shop.post(f"/v1/checkout/sessions/{name}/expire")
    assert refused.status_code == 409
    assert CheckoutSession.objects.get().state == "COMPLETE"
