"""No shop's program debits a customer of this bank on its own word."""

from uuid import uuid4

import pytest

from bankcore.actor import Actor, ActorKind, Rights
from payments.gateway import public as gateway
from payments.gateway.models import PaymentMethod
from payments.gateway.services.payment_methods import OwnAccountsNotTaken
from tests import factories
from tests.conftest import NOW
from tests.payments.gateway import shops

pytestmark = pytest.mark.usefixtures("bank")
PROGRAM = Actor(
    ActorKind.API_CLIENT, "shop", Rights(permissions=frozenset({"gateway.take_payments"}))
)


def keep(shop: gateway.MerchantRef, actor: Actor):
    account = factories.account(funds=100)
    new = gateway.NewMethod(details=gateway.BankcoreAccount(account_id=account.account_id))
    return gateway.create_method(merchant=shop, new=new, request_id=uuid4(), actor=actor, now=NOW)


def test_a_program_keeps_no_account_of_this_bank_for_a_shop_whose_payments_are_booked():
    with pytest.raises(OwnAccountsNotTaken):
        keep(shops.merchant(), PROGRAM)
    assert not PaymentMethod.objects.exists()


def test_the_bank_itself_does_and_a_sandbox_may_be_tried():
    assert keep(shops.merchant(), shops.SHOP).last4
    assert keep(shops.merchant(sandbox=True), PROGRAM).last4
