"""A live payment that is challenged goes on when the card's bank says so, and only then."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from bankcore.errors import BankError
from payments.cards.public import ResultNotGenuine
from payments.gateway import public as gateway
from payments.gateway.domain import bodies
from payments.gateway.domain.intents import IntentState
from payments.gateway.models import Authentication, Operation
from payments.gateway.services import authenticating, finding, screening
from risk import public as risk
from tests.conftest import NOW
from tests.payments.gateway import networks, shops

ZONE = b"z" * 32
VALUE = base64.b64encode(b"v" * 20).decode()


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(purpose: str, told: dict, network: str = "visa", zone: bytes = ZONE) -> str:
    """Sign as docs/gateway/authentication.md says."""
    body = text(json.dumps(told).encode())
    key = hmac.digest(zone, f"authentication:{network}".encode(), hashlib.sha256)
    return f"{body}.{text(hmac.digest(key, f'{purpose}.{body}'.encode(), hashlib.sha256))}"


def result(name: str, status: str = "Y", *, network: str = "visa", zone=ZONE, **changed) -> str:
    eci = {"visa": "05", "mastercard": "02"}[network] if status == "Y" else "07"
    value = VALUE if status == "Y" else ""
    told = {"id": name, "status": status, "eci": eci, "value": value, **changed}
    return signed("result", told, network, zone)


@pytest.fixture(autouse=True)
def _live(settings, tmp_path, monkeypatch):
    """Have a bank that believes no test page, and networks whose banks have pages."""
    file = tmp_path / "zone-key"
    file.write_text(ZONE.hex())
    file.chmod(0o600)
    settings.CARD_ZONE_KEY_FILE = file
    settings.CARD_CHALLENGE_PAGES = dict.fromkeys(
        ("visa", "mastercard"), "https://issuer.example/challenge"
    )
    settings.GATEWAY_TEST_AUTHENTICATION = False
    says = risk.Decision(outcome=risk.Verdict.CHALLENGE, score=50)
    monkeypatch.setattr(screening, "screen", lambda *_args, **_more: says)


@pytest.fixture
def asked(shop):
    return shops.confirmed(shop)


def take(payment, said: str, *, now=NOW, name: str | None = None):
    return authenticating.take_result(
        authentication=name or payment.next_action.authentication, text=said, now=now
    )


def test_the_payer_is_sent_to_the_cards_bank_with_a_signed_question(asked, settings):
    assert asked.state is IntentState.REQUIRES_ACTION
    assert networks.VISA.orders == []
    shown = bodies.intent_body(asked, public_address="https://bank.example")
    page = shown["next_action"]["redirect_to_url"]["url"]
    assert page.startswith("https://issuer.example/challenge?request=")
    request = parse_qs(urlsplit(page).query)["request"][0]
    told = json.loads(base64.urlsafe_b64decode(request.partition(".")[0] + "=="))
    assert request == signed("request", told)
    name = asked.next_action.authentication
    assert told == {
        "id": name, "network": "visa", "amount_minor": 10_000, "currency": "0978",
        "merchant": "DEMO SHOP", "last4": "4242",
        "expires": int((NOW + timedelta(hours=1)).timestamp()),
        "back": f"{settings.PUBLIC_ADDRESS}/authenticate/{name}/result",
    }  # fmt: skip


def test_a_confirmed_payment_goes_out_once_with_the_proof_and_keeps_the_indicator(shop, asked):
    said = result(asked.next_action.authentication)
    assert take(asked, said).state is IntentState.SUCCEEDED
    assert take(asked, said).state is IntentState.SUCCEEDED
    authorise, capture = Operation.objects.order_by("pk")
    assert (authorise.eci, capture.eci) == ("05", "")
    keys = [authorise.public_id, capture.public_id]
    assert gateway.proofs_of_payers(operations=keys) == {authorise.public_id: ("05", VALUE)}
    charge = bodies.charge_body(shops.again(shop, asked).latest_charge, livemode=True)
    assert charge["three_d_secure"] == {
        "electronic_commerce_indicator": "05", "liability_shift": True, "result": "authenticated",
    }  # fmt: skip
    assert shops.counters(asked)["captured"] == 10_000


def test_who_does_not_confirm_has_not_paid(shop, asked):
    after = take(asked, result(asked.next_action.authentication, "N"))
    assert (after.state, after.decline_code) == (
        IntentState.REQUIRES_PAYMENT_METHOD, "authentication_failed",
    )  # fmt: skip
    assert networks.VISA.orders == []
    assert Authentication.objects.get().value is None


def test_who_never_comes_back_or_too_late_has_not_paid(shop, asked):
    name = asked.next_action.authentication
    late = take(asked, result(name), now=NOW + timedelta(hours=1))
    assert late.decline_code == "authentication_required"
    assert Authentication.objects.get().value is None
    again = shops.confirmed(shop)
    assert authenticating.expire(now=NOW + timedelta(hours=1)) == 1
    assert shops.again(shop, again).decline_code == "authentication_required"


@pytest.mark.parametrize(
    "said",
    [
        lambda name: result(name, zone=b"x" * 32),
        lambda name: result(name, network="mastercard"),
        lambda name: signed("request", {"id": name, "status": "Y", "eci": "05", "value": VALUE}),
        lambda name: result(name)[:-1],
        lambda name: result(name, value="short"),
        lambda name: result(name, eci=""),
        lambda name: result(name, status="Y") + ".x",
        lambda _name: "",
        lambda _name: "ä.ö",
    ],
)
def test_what_the_cards_bank_has_not_signed_counts_for_nothing(shop, asked, said):
    with pytest.raises(ResultNotGenuine):
        take(asked, said(asked.next_action.authentication))
    assert shops.again(shop, asked).state is IntentState.REQUIRES_ACTION
    assert networks.VISA.orders == []


def test_a_result_of_another_payment_counts_for_nothing(shop, asked):
    other = shops.confirmed(shop)
    with pytest.raises(authenticating.ResultOfAnother):
        take(asked, result(other.next_action.authentication))
    with pytest.raises(finding.ObjectNotFound):
        take(asked, result("auth_x"), name="auth_x")
    assert shops.again(shop, asked).state is IntentState.REQUIRES_ACTION


def test_a_test_page_is_never_believed_where_the_cards_bank_was_asked(shop, asked, settings):
    settings.GATEWAY_TEST_AUTHENTICATION = True
    with pytest.raises(authenticating.NotTheTestPage):
        authenticating.authenticate(
            authentication=asked.next_action.authentication, passed=True, now=NOW
        )
    assert shops.again(shop, asked).state is IntentState.REQUIRES_ACTION


@pytest.mark.usefixtures("bank")
def test_a_result_is_not_believed_where_the_cards_bank_was_not_asked():
    sandbox = shops.merchant(sandbox=True)
    waiting = shops.confirmed(sandbox)
    assert waiting.next_action.page is None
    with pytest.raises(finding.ObjectNotFound):
        take(waiting, result(waiting.next_action.authentication))


def test_where_nobody_can_be_asked_the_payment_is_declined(shop, settings):
    amex = shops.confirmed(shop, shops.card(shop, brand="amex"))
    settings.CARD_CHALLENGE_PAGES = {"mastercard": "https://issuer.example/challenge"}
    for refused in (amex, shops.confirmed(shop)):
        assert refused.state is IntentState.REQUIRES_PAYMENT_METHOD
        assert refused.decline_code == "authentication_required"
    assert not Authentication.objects.exists()


def test_another_network_is_told_nothing_of_the_answer(shop, asked):
    networks.VISA.answers = [
        gateway.Outcome(verdict=gateway.Verdict.NOT_SENT),
    ]
    assert take(asked, result(asked.next_action.authentication)).state is IntentState.SUCCEEDED
    first, second = Operation.objects.filter(kind="AUTHORISE").order_by("pk")
    assert (first.connector, first.eci) == ("visa", "05")
    assert (second.connector, second.eci) == ("stripe", "")


def test_the_browser_brings_the_result_and_is_told(asked, monkeypatch):
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)
    name = asked.next_action.authentication
    client, place = Client(), f"/authenticate/{name}/result"
    assert client.get(place, {"result": "forged"}).status_code == 400
    assert client.post(place, {"result": result(name)}).status_code == 405
    page = client.get(place, {"result": result(name)}).content.decode()
    assert "Confirmed" in page
    assert Operation.objects.filter(kind="CAPTURE", state="SUCCEEDED").count() == 1


def test_every_refusal_is_one_of_the_banks_own():
    assert issubclass(ResultNotGenuine, BankError)
