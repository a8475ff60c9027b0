"""A challenged payment over the real network: asked, confirmed and authorised with the value."""

import http.client
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bankcore import clock
from payments.cards.models import NetworkMessage
from payments.gateway.models import Authentication, Operation
from payments.gateway.services import authenticating, screening
from risk import public as risk
from tests.payments.cards import till

ASKS = "4000002760003184"


@pytest.fixture
def pages(network, settings, monkeypatch):
    port = network.port("pages")
    settings.CARD_ZONE_KEY_FILE = network.zone_key_file
    settings.CARD_CHALLENGE_PAGES = {"visa": f"http://127.0.0.1:{port}/challenge"}
    settings.GATEWAY_TEST_AUTHENTICATION = False
    says = risk.Decision(outcome=risk.Verdict.CHALLENGE, score=50)
    monkeypatch.setattr(screening, "screen", lambda *_args, **_more: says)
    return port


def send(port: int, page: str, **fields: str) -> str:
    """Fill in the bank's page as a browser does; return the result in the address it leads to."""
    request = parse_qs(urlsplit(page).query)["request"][0]
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    link.request("POST", "/challenge", urlencode({"request": request, **fields}))
    answer = link.getresponse()
    answer.read()
    link.close()
    assert answer.status == 303
    return parse_qs(urlsplit(answer.headers["Location"]).query)["result"][0]


def test_a_card_that_asks_its_holder_is_charged_after_the_right_code(link, network, shop, pages):
    waiting = till.pay(shop, till.card(shop, ASKS))
    name = waiting.next_action.authentication
    told = network.order("GET", "/challenges")["visa"]
    assert not [each for each in told if each["id"] == name]
    request = waiting.next_action.page
    page = http.client.HTTPConnection("127.0.0.1", pages, timeout=10)
    page.request("GET", request.partition(str(pages))[2])
    assert "100.00 EUR" in page.getresponse().read().decode()
    page.close()
    code = next(
        each["code"] for each in network.order("GET", "/challenges")["visa"] if each["id"] == name
    )
    said = send(pages, request, code=code)
    after = authenticating.take_result(authentication=name, text=said, now=clock.now())
    assert after.state == "REQUIRES_CAPTURE"
    operation = Operation.objects.get(intent__object_id=waiting.object_id)
    assert (operation.eci, operation.state) == ("05", "SUCCEEDED")
    message = NetworkMessage.objects.get(operation_id=operation.public_id)
    value = Authentication.objects.get(object_id=name).value
    assert value
    assert value not in str(message.fields)


def test_without_its_holder_that_card_is_declined(link, network, shop, pages):
    waiting = till.pay(shop, till.card(shop, ASKS))
    name = waiting.next_action.authentication
    said = send(pages, waiting.next_action.page, refuse="1")
    after = authenticating.take_result(authentication=name, text=said, now=clock.now())
    assert (after.state, after.decline_code) == (
        "REQUIRES_PAYMENT_METHOD", "authentication_failed",
    )  # fmt: skip
    assert not Operation.objects.filter(intent__object_id=waiting.object_id).exists()
