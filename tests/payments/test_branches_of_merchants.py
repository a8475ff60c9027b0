"""A branch's staff see and do what is of merchants that are customers of their branch."""

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from accounts.models import Customer
from accounts.public import NotInBranch
from bankcore.identity import public as identity
from bankcore.identity.models import Branch, User
from bankcore.presentation.branch_paths import PATHS
from payments.gateway import public as gateway
from payments.gateway.models import Merchant, PaymentIntent, RoutingRule
from payments.gateway.services import merchants, routing_rules
from payments.settlement import public as settlement
from payments.settlement.models import SettlementBatch
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.gateway import shops
from tests.payments.settlement import shop as settled
from tests.staff import PASSWORD, staff

pytestmark = pytest.mark.usefixtures("bank")
APPS = ("gateway", "settlement", "webhooks")
REGISTERED = {
    model._meta.label_lower: page
    for model, page in admin.site._registry.items()
    if model._meta.app_label in APPS
}
# Of no merchant, or of many at once.
WHOLE_BANK = {
    "gateway.connectorhealth",
    "settlement.clearingfile",
    "settlement.networkadvice",
    "settlement.receivedfile",
}


@pytest.fixture
def two_shops():
    """Return a shop of each branch, each with a payment."""
    for code in ("NORTH", "SOUTH"):
        Branch.objects.create(code=code, name=f"Demo {code}")
    found = []
    for code in ("NORTH", "SOUTH"):
        shop = shops.merchant()
        Merchant.objects.filter(pk=shop.pk).update(name=f"Demo Shop {code}")
        Customer.objects.filter(public_id=shop.customer_id).update(branch_code=code)
        shops.made(shop)
        found.append(merchants.get(shop.object_id))
    return found


def clerk(branch: str | None):
    return staff(f"clerk-{branch}", identity.Role.OPERATIONS, branch=branch)


def browser(branch: str | None) -> Client:
    clerk(branch)
    client = Client()
    assert client.login(username=f"clerk-{branch}", password=PASSWORD)
    return client


@pytest.mark.parametrize("label", REGISTERED)
def test_every_page_of_the_gateway_is_scoped_or_the_whole_banks(label):
    assert (label in PATHS) != (label in WHOLE_BANK)


@pytest.mark.parametrize("label", [each for each in REGISTERED if each in PATHS])
def test_every_way_can_be_gone(label):
    request = RequestFactory().get("/")
    request.user = User(branch_id="NORTH")
    assert list(REGISTERED[label].get_queryset(request)) == []


@pytest.mark.parametrize(("branch", "sees"), [("NORTH", [0]), ("SOUTH", [1]), (None, [0, 1])])
def test_lists_pages_and_filters_show_a_branch_its_own(two_shops, branch, sees):
    client = browser(branch)
    pages = {
        name: client.get(f"/admin/gateway/{name}/").content.decode()
        for name in ("merchant", "paymentintent", "operation", "dispute", "paymentmethod")
    }
    for number, shop in enumerate(two_shops):
        payment = PaymentIntent.objects.get(merchant=shop.pk)
        seen = number in sees
        assert (shop.object_id in pages["merchant"]) == seen
        assert (payment.object_id in pages["paymentintent"]) == seen
        for name in ("paymentintent", "operation", "dispute", "paymentmethod"):
            named = f"?merchant__id__exact={shop.pk}" in pages[name]
            assert named == (seen and len(sees) > 1), name
        for address in (f"merchant/{shop.pk}", f"paymentintent/{payment.pk}"):
            status = client.get(f"/admin/gateway/{address}/change/").status_code
            assert (status == 200) == seen
        assert (client.get(f"/admin/gateway/merchant/{shop.pk}/terms/").status_code == 200) == seen


def test_a_batchs_report_is_its_branchs():
    demo = settled.shop()
    settled.sold(demo)
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    Branch.objects.create(code="NORTH", name="Demo NORTH")
    page = f"/admin/settlement/settlementbatch/{SettlementBatch.objects.get().pk}/report/"
    assert browser(None).get(page).status_code == 200
    assert browser("NORTH").get(page).status_code == 404


def test_nobody_does_anything_about_a_merchant_of_another_branch(two_shops):
    own, other = two_shops
    actor = clerk("NORTH")
    acts = (
        lambda shop: merchants.suspend(merchant=shop.object_id, reason="x", actor=actor, now=NOW),
        lambda shop: merchants.attach_client(
            merchant=shop.object_id, client_id=f"client-{shop.pk}", actor=actor, now=NOW
        ),
        lambda shop: gateway.request_merchant_terms(
            merchant=shop.object_id,
            terms=gateway.MerchantTerms(
                valid_from=OPENING_DAY, capture_bps=1, capture_fixed_minor=1
            ),
            reason="x",
            actor=actor,
            now=NOW,
        ),
        lambda shop: gateway.merchant_balance(merchant=shop, actor=actor),
        lambda shop: settlement.request_payout(
            merchant_pk=shop.pk, amount=eur(1), reason="x", actor=actor, now=NOW
        ),
        lambda shop: gateway.add_routing_rule(order=rule(shop.object_id), actor=actor, now=NOW),
    )
    for act in acts:
        with pytest.raises(NotInBranch):
            act(other)
        act(own)
    assert merchants.get(other.object_id).state == gateway.MerchantState.ACTIVE


def test_a_payout_of_another_branchs_merchant_is_not_taken_back():
    demo = settled.shop()
    settled.sold(demo, fee=0)
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    order = settlement.PayoutOrder(merchant_pk=demo.pk, amount=eur(5))
    made = settlement.create_payout(order=order, actor=TESTER, now=NOW)
    Branch.objects.create(code="NORTH", name="Demo NORTH")
    given = {"merchant_pk": demo.pk, "object_id": made.object_id, "now": NOW}
    with pytest.raises(NotInBranch):
        settlement.cancel_payout(**given, actor=clerk("NORTH"))
    cancelled = settlement.cancel_payout(**given, actor=clerk(None))
    assert cancelled.state is settlement.PayoutState.CANCELED


def rule(merchant: str) -> gateway.RuleOrder:
    return gateway.RuleOrder(kind=gateway.InstrumentKind.CARD, connector="visa", merchant=merchant)


def test_a_rule_for_every_merchant_is_no_branchs(two_shops):
    actor = clerk("NORTH")
    with pytest.raises(NotInBranch):
        routing_rules.add(order=rule(""), actor=actor, now=NOW)
    assert not RoutingRule.objects.exists()
    number = routing_rules.add(order=rule(""), actor=clerk(None), now=NOW)
    with pytest.raises(NotInBranch):
        routing_rules.retire(rule=number, actor=actor, now=NOW)
    assert RoutingRule.objects.get().is_active
