"""At the end of the day networks are paid what customers have bought, once and to the cent."""

from datetime import timedelta

import pytest

from payments.issuing import public as issuing
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.issuing import uses
from tests.payments.services.movements import own

pytestmark = pytest.mark.usefixtures("bank")
DAY = {"day": OPENING_DAY, "next_day": OPENING_DAY + timedelta(days=1), "actor": TESTER, "now": NOW}


def test_networks_are_paid_from_the_nostro_account_once_a_day():
    held = uses.card(funds=100)
    uses.present(uses.paid(held, eur(40)))
    uses.paid(held, eur(9))
    assert issuing.settle_networks(**DAY) == {"currencies paid": 1}
    assert (own("2420"), own("1100")) == (0, -4_000)
    assert issuing.settle_networks(**DAY) == {"currencies paid": 0}
    assert own("1100") == -4_000
    assert uses.ties()


def test_each_currency_is_paid_by_itself_and_nothing_where_nothing_was_bought():
    dollars = factories.account(funds=100, currency="USD")
    held = uses.Held(dollars, issuing.order(account_id=dollars.account_id, **uses.BY))
    uses.card()
    assert issuing.settle_networks(**DAY) == {"currencies paid": 0}
    uses.present(uses.paid(held, factories.Money.of(7, "USD")))
    assert issuing.settle_networks(**DAY) == {"currencies paid": 1}
    assert (own("2420", "USD"), own("1100", "USD"), own("1100")) == (0, -700, 0)
