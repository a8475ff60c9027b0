"""The gateway in the back office: what staff see of it, and what they decide."""

from __future__ import annotations

import pytest

from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from payments.gateway.models import Dispute, Merchant, MerchantClient, PaymentIntent, RoutingRule
from payments.gateway.services import screening
from risk import public as risk
from tests import factories
from tests.colleagues import decide, logged_in, member
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.payments.gateway import networks, shops
from tests.payments.gateway.services.test_disputes import receive
from tests.payments.gateway.services.test_outcomes import approved

pytestmark = pytest.mark.usefixtures("bank")
HOME = "/admin/gateway"
TERMS = {
    "valid_from": OPENING_DAY.isoformat(),
    "capture_bps": "150",
    "capture_fixed_minor": "25",
    "refund_fixed_minor": "0",
    "dispute_fixed_minor": "1500",
    "reserve_bps": "500",
    "reserve_days": "90",
    "payout_schedule": "WEEKLY",
    "reason": "agreed",
}


def browser(name: str, role: Role = Role.OPERATIONS):
    member(name, role)
    return logged_in(name)


def send(client, address: str, **fields: str) -> str:
    """Fill a page's form in and send it; return the page that follows."""
    key = client.get(address).context["form"]["request_key"].value()
    return client.post(address, {"request_key": str(key), **fields}, follow=True).content.decode()


def page_of(row) -> str:
    return f"{HOME}/{row._meta.model_name}/{row.pk}"


def row_of(payment) -> PaymentIntent:
    return PaymentIntent.objects.get(object_id=payment.object_id)


@pytest.fixture
def shop(bank):
    """Take on a shop that takes payments."""
    return shops.merchant()


@pytest.fixture
def held(shop, monkeypatch) -> PaymentIntent:
    """Make a payment that screening holds."""
    says = risk.Decision(outcome=risk.Verdict.REVIEW, score=7)
    monkeypatch.setattr(screening, "screen", lambda *_args, **_more: says)
    return row_of(shops.confirmed(shop))


@pytest.fixture
def dispute(shop) -> Dispute:
    receive(shops.confirmed(shop))
    return Dispute.objects.get()


def test_a_merchant_is_taken_on_and_two_people_set_its_terms():
    account = factories.account(owner=factories.customer("Demo Shop", "COMPANY"))
    anna, ben = browser("anna"), browser("ben")
    said = send(
        anna, f"{HOME}/merchant/onboard/", account=account.iban, name="Demo Shop",
        statement_name="DEMO SHOP", city="Dublin", country="IE", category="5732",
        more_currencies="usd, EUR",
    )  # fmt: skip
    made = Merchant.objects.get()
    assert f"Demo Shop is {made.object_id}, onboarding." in said
    assert "waits for a second person" in send(anna, f"{page_of(made)}/terms/", **TERMS)
    made.refresh_from_db()
    assert made.state == "ONBOARDING"
    assert decide(ben).state == "EXECUTED"
    made.refresh_from_db()
    assert (made.state, made.reserve_bps, made.payout_schedule) == ("ACTIVE", 500, "WEEKLY")
    page = anna.get(f"{page_of(made)}/change/")
    assert [each.currency for each in page.context["balances"]] == ["EUR", "USD"]


def test_a_business_that_networks_would_not_take_is_refused_on_the_page():
    account = factories.account(owner=factories.customer("Demo Shop", "COMPANY"))
    said = send(
        browser("anna"), f"{HOME}/merchant/onboard/", account=account.iban, name="Demo Shop",
        statement_name="DEMO SHOP", city="Dublin", country="ie", category="5732",
    )  # fmt: skip
    assert "Give names in Latin letters" in said
    assert Merchant.objects.count() == 0


def test_a_merchant_is_suspended_and_gets_a_program(shop):
    clerk, row = browser("anna"), Merchant.objects.get()
    send(clerk, f"{page_of(row)}/client/", client_id="demo-client")
    assert MerchantClient.objects.get().merchant == row
    send(clerk, f"{page_of(row)}/suspend/", reason="complaints")
    row.refresh_from_db()
    assert row.state == "SUSPENDED"
    assert "suspend/" not in clerk.get(f"{page_of(row)}/change/").content.decode()


@pytest.mark.parametrize(
    ("decision", "state", "sent"),
    [("release", "SUCCEEDED", 1), ("decline", "REQUIRES_PAYMENT_METHOD", 0)],
)
def test_a_payment_that_is_held_is_decided_once(held, decision, state, sent):
    clerk, address = browser("rita", Role.RISK_ANALYST), f"{page_of(held)}/review/"
    assert address in clerk.get(f"{page_of(held)}/change/").content.decode()
    send(clerk, address, decision=decision, reason="looked")
    held.refresh_from_db()
    orders = len(networks.VISA.orders)
    assert (held.state, orders > 0) == (state, sent > 0)
    assert address not in clerk.get(f"{page_of(held)}/change/").content.decode()
    send(clerk, address, decision="release", reason="again")
    assert len(networks.VISA.orders) == orders


def test_a_payment_in_conflict_is_what_a_person_finds_it_to_be(shop):
    networks.VISA.answers = [approved(eur(101))]
    odd = row_of(shops.confirmed(shop))
    said = send(
        browser("rita", Role.RISK_ANALYST), f"{page_of(odd)}/conflict/", decision="not", reason="?"
    )
    assert "requires payment method" in said
    odd.refresh_from_db()
    assert odd.state == "REQUIRES_PAYMENT_METHOD"


def test_the_queue_shows_what_waits_for_a_person(held):
    other = shops.made(shops.merchants.get(held.merchant.object_id))
    clerk, address = browser("anna"), f"{HOME}/paymentintent/"
    assert other.object_id in clerk.get(address).content.decode()
    queue = clerk.get(address, {"waiting": "yes"}).content.decode()
    assert held.object_id in queue
    assert other.object_id not in queue


def test_a_payments_page_tells_its_story_and_no_secret(shop, dispute):
    row = dispute.intent
    page = browser("anna").get(f"{page_of(row)}/change/").content.decode()
    capture = row.operations.get(kind="CAPTURE")
    for text in (capture.object_id, str(capture.txn_id), dispute.object_id, "CONFIRMED", "100.00"):
        assert text in page
    assert "visa ending 4242" in page
    for secret in (row.client_secret, row.payment_method.card_token):
        assert secret not in page


def test_a_payer_is_not_told_of_by_their_method(shop):
    method = shops.debit_method(shop)
    page = browser("anna").get(f"{page_of(method)}/change/").content.decode()
    assert method.object_id in page
    for secret in ("DE89370400440532013000", "Demo Person 01"):
        assert secret not in page


def test_a_payment_is_found_by_the_merchants_reference(shop):
    named, other = shops.made(shop, merchant_reference="ORDER-7"), shops.made(shop)
    page = browser("anna").get(f"{HOME}/paymentintent/", {"q": "ORDER-7"}).content.decode()
    assert named.object_id in page
    assert other.object_id not in page


def test_a_dispute_is_accepted(dispute):
    clerk = browser("anna")
    assert "This field is required." in send(clerk, f"{page_of(dispute)}/accept/")
    dispute.refresh_from_db()
    assert dispute.stage == "NEEDS_RESPONSE"
    send(clerk, f"{page_of(dispute)}/accept/", reason="Goods never sent")
    dispute.refresh_from_db()
    assert dispute.stage == "ACCEPTED"
    assert "accept/" not in clerk.get(f"{page_of(dispute)}/change/").content.decode()


def test_a_dispute_is_fought_with_a_text(dispute):
    said = send(browser("anna"), f"{page_of(dispute)}/evidence/", text="The payer wrote to us.")
    dispute.refresh_from_db()
    assert dispute.stage == "WON"
    assert dispute.evidence.get().text == "The payer wrote to us."
    assert "The payer wrote" not in said


def test_a_rule_of_routing_is_set_and_retired(shop):
    clerk = browser("anna")
    fields = {"kind": "CARD", "least_minor": "0", "priority": "10", "cost_bps": "20"}
    new = f"{HOME}/routingrule/new/"
    assert "No payment could go" in send(clerk, new, connector="nobody", **fields)
    assert not RoutingRule.objects.exists()
    send(clerk, new, connector="visa", **fields)
    retire = f"{page_of(RoutingRule.objects.get())}/retire/"
    assert "This field is required." in send(clerk, retire)
    assert RoutingRule.objects.get().is_active
    send(clerk, retire, reason="Too dear")
    assert AuditEntry.objects.latest("id").reason == "Too dear"
    assert not RoutingRule.objects.get().is_active


def test_who_only_looks_does_nothing(held):
    auditor = browser("otto", Role.AUDITOR)
    merchant = page_of(held.merchant)
    for page in (f"{page_of(held)}/change/", f"{merchant}/change/", f"{HOME}/operation/"):
        assert auditor.get(page).status_code == 200
    assert "balances" not in auditor.get(f"{merchant}/change/").context
    for page in (f"{page_of(held)}/review/", f"{merchant}/terms/", f"{merchant}/suspend/"):
        assert auditor.get(page).status_code == 403
        assert auditor.post(page, {"decision": "release", "reason": "x"}).status_code == 403
    held.refresh_from_db()
    assert held.state == "REVIEW"


def test_risk_decides_payments_and_no_terms(shop):
    rita = browser("rita", Role.RISK_ANALYST)
    assert rita.get(f"{HOME}/merchant/onboard/").status_code == 403
    assert rita.get(f"{HOME}/dispute/1/accept/").status_code == 403
