"""Businesses are taken on by staff and take payments on terms that two people have set."""

from __future__ import annotations

import pytest

from bankcore.approvals import public as approvals
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments.gateway.domain.merchant_terms import MerchantTerms
from payments.gateway.domain.merchants import MerchantState
from payments.gateway.domain.operations import OperationKind
from payments.gateway.models import Merchant, MerchantAccount, MerchantFees
from payments.gateway.services import booking, fees, merchant_terms, merchants
from tests import factories, staff
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur
from tests.payments.gateway import shops


def order(owner=None, account=None, **more) -> merchants.MerchantOrder:
    owner = owner or factories.customer("Demo Shop", "COMPANY")
    account = account or factories.account(owner=owner)
    given = {
        "customer_id": owner.customer_id,
        "payout_account_id": account.account_id,
        "name": "Demo Shop",
        "statement_name": "DEMO SHOP",
        "city": "Dublin",
        "country": "IE",
        "category": "5732",
        "currencies": (Currency.of("EUR"), Currency.of("USD")),
    }
    return merchants.MerchantOrder(**given | more)


def onboard(**more):
    return merchants.onboard(order=order(**more), actor=shops.SHOP, now=NOW)


def terms(**more) -> MerchantTerms:
    given = {"valid_from": OPENING_DAY, "capture_bps": 150, "capture_fixed_minor": 25}
    return MerchantTerms(**given | more)


def test_a_merchant_gets_ledger_accounts_a_currency_and_waits_for_its_terms(bank):
    shop = onboard()
    assert shop.state is MerchantState.ONBOARDING
    rows = MerchantAccount.objects.filter(merchant_id=shop.pk).order_by("currency")
    assert [row.currency for row in rows] == ["EUR", "USD"]
    found = ledger.balances(account_ids=[rows[0].payable_account, rows[0].reserve_account])
    assert {each.number.partition("-")[0] for each in found.values()} == {"2400", "2410"}
    with pytest.raises(shops.finding.MerchantNotActive):
        shops.made(shop)


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "Ireland"},
        {"category": "57"},
        {"statement_name": "X" * 23},
        {"city": "Łódź"},
        {"currencies": ()},
        {"name": ""},
    ],
)
def test_a_merchant_that_networks_would_not_take_is_refused(bank, wrong):
    with pytest.raises(merchants.InvalidMerchant):
        onboard(**wrong)
    assert Merchant.objects.count() == 0


def test_payouts_go_to_an_account_of_the_merchant_itself(bank):
    with pytest.raises(merchants.NotItsAccount):
        onboard(account=factories.account())
    owner = factories.customer("Demo Shop", "COMPANY")
    with pytest.raises(merchants.NotItsAccount):
        onboard(owner=owner, account=factories.account(owner=owner, currency="USD"))
    assert Merchant.objects.count() == 0


def test_two_people_set_a_merchants_terms_and_with_them_it_takes_payments(bank):
    anna, ben = (staff.staff(name, identity.Role.OPERATIONS) for name in ("anna", "ben"))
    shop = onboard()
    asked = merchant_terms.request(
        merchant=shop.object_id, terms=terms(reserve_bps=500), reason="agreed", actor=anna, now=NOW
    )
    assert merchants.get(shop.object_id).state is MerchantState.ONBOARDING
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, reason="", actor=anna, now=NOW)
    approvals.approve(request_id=asked.request_id, reason="", actor=ben, now=NOW)
    assert merchants.get(shop.object_id).state is MerchantState.ACTIVE
    assert Merchant.objects.get(pk=shop.pk).reserve_bps == 500


@pytest.mark.parametrize(
    "wrong",
    [
        {"capture_bps": 3_001},
        {"capture_bps": -1},
        {"capture_fixed_minor": -1},
        {"reserve_bps": 10_001},
        {"reserve_days": 366},
        {"valid_from": OPENING_DAY.replace(day=1)},
    ],
)
def test_terms_that_the_bank_could_not_keep_are_refused(bank, wrong):
    shop = onboard()
    with pytest.raises(merchant_terms.InvalidTerms):
        merchant_terms.request(
            merchant=shop.object_id,
            terms=terms(**wrong),
            reason="agreed",
            actor=shops.SHOP,
            now=NOW,
        )
    assert MerchantFees.objects.count() == 0


def test_terms_of_a_day_are_set_once(shop):
    with pytest.raises(merchant_terms.TermsExist):
        shops.set_terms(merchant=shop)
    assert MerchantFees.objects.count() == 1


def test_a_suspended_merchant_takes_no_payments_but_refunds_them(shop):
    paid, waiting = shops.confirmed(shop), shops.made(shop)
    merchants.suspend(merchant=shop.object_id, reason="complaints", actor=shops.SHOP, now=NOW)
    for refused in (shops.made, lambda each: shops.confirm(each, waiting)):
        with pytest.raises(shops.finding.MerchantNotActive):
            refused(shop)
    assert shops.refund(shop, paid).state == "SUCCEEDED"


def test_a_payment_in_a_currency_without_a_balance_is_refused(shop):
    with pytest.raises(booking.NoMerchantAccount):
        shops.made(shop, currency="USD")


def test_a_program_acts_for_one_merchant(shop):
    merchants.attach_client(merchant=shop.object_id, client_id="c1", actor=shops.SHOP, now=NOW)
    assert merchants.of_client("c1") == shop
    other = onboard()
    with pytest.raises(merchants.ClientTaken):
        merchants.attach_client(merchant=other.object_id, client_id="c1", actor=shops.SHOP, now=NOW)
    assert merchants.of_client("c1") == shop
    with pytest.raises(shops.finding.ObjectNotFound):
        merchants.of_client("c2")


@pytest.mark.parametrize(
    ("minor", "bps", "fee"),
    [(10_000, 150, 150), (33, 150, 0), (34, 150, 1), (100, 50, 1), (99, 50, 0)],
)
def test_shares_are_rounded_half_up(minor, bps, fee):
    assert fees.share(minor=minor, bps=bps) == fee


def test_fees_are_those_of_the_day_and_no_more_than_what_is_captured(shop):
    later = OPENING_DAY.replace(day=5)
    shops.set_terms(merchant=shop, day=later, capture_bps=0, capture_fixed_minor=10)

    def fee(minor, day):
        return fees.of(merchant=shop.pk, kind=OperationKind.CAPTURE, minor=minor, day=day)

    assert [fee(1_000, OPENING_DAY), fee(1_000, later), fee(7, later)] == [40, 10, 7]


def test_what_a_merchant_is_owed_is_pending_until_it_is_settled(shop):
    shops.refund(shop, shops.confirmed(shop), 4_000)
    found = merchants.balance(merchant=shop, actor=shops.SHOP)
    assert [(each.available, each.pending, each.reserved) for each in found] == [
        (eur(0), eur("58.25"), eur(0))
    ]


def test_one_merchants_payments_are_not_there_for_another(shop):
    other, paid = shops.merchant(), shops.confirmed(shop)
    for ask in (shops.again, shops.capture, shops.cancel, shops.refund, shops.confirm):
        with pytest.raises(shops.finding.ObjectNotFound):
            ask(other, paid)
    card = shops.card(other)
    with pytest.raises(shops.finding.ObjectNotFound):
        shops.made(shop, card)
    assert shops.again(shop, paid) == paid
