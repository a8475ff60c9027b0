"""Where all holders sign, one of them exchanges nothing and pays by no file."""

import pytest

from accounts import public as accounts
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.identity import public as identity
from bankcore.money import Currency
from bankcore.roles import CUSTOMER
from payments import public as payments
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.factories.exchange import publish, quote, set_margin
from tests.payments.files import csv_file, line
from tests.payments.services import counter
from tests.payments.services.movements import left
from tests.payments.services.test_bulk_processing import told

pytestmark = pytest.mark.usefixtures("bank")


def log_in(name: str) -> tuple[Actor, accounts.CustomerView]:
    user_id = identity.ensure_user(username=name, password="a-long-demo-password")
    owner = accounts.register_customer(
        kind="PERSON", name=name, user_id=user_id, actor=TESTER, now=NOW
    )
    return Actor(ActorKind.USER, str(user_id), Rights(permissions=CUSTOMER)), owner


@pytest.fixture
def anna():
    return log_in("demo-1")


@pytest.fixture
def shared(anna):
    """Give Anna's account in euros, which a second person holds too."""
    account = factories.account(funds=100, owner=anna[1])
    accounts.add_holder(
        account_id=account.account_id,
        customer_id=factories.customer().customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    return account


@pytest.fixture
def all_sign(shared):
    accounts.set_signing_rule(
        account_id=shared.account_id, rule=accounts.SigningRule.ALL_SIGN, actor=TESTER, now=NOW
    )


@pytest.fixture
def offered(anna, shared):
    publish()
    set_margin("0")
    return quote(shared, factories.account(currency="USD", owner=anna[1]), "40")


def exchange(offered, actor):
    return payments.execute_exchange(
        quote_id=offered.quote_id, request=request_key(), actor=actor, now=NOW
    )


def test_one_of_two_exchanges_where_one_signature_is_enough(anna, shared, offered):
    exchange(offered, anna[0])
    assert left(shared) == eur(60)


def test_one_of_two_exchanges_nothing_where_all_sign(anna, shared, offered, all_sign):
    before = counter.picture()
    with pytest.raises(payments.SignedByOneOnly):
        exchange(offered, anna[0])
    assert counter.picture() == before


def test_nobody_exchanges_from_an_account_that_is_not_theirs(offered):
    stranger, _ = log_in("demo-2")
    before = counter.picture()
    with pytest.raises(accounts.NotAuthorised):
        exchange(offered, stranger)
    assert counter.picture() == before


def test_a_log_in_that_is_no_customers_exchanges_nothing(offered):
    user_id = identity.ensure_user(username="nobody", password="a-long-demo-password")
    with pytest.raises(accounts.NotAuthorised):
        exchange(offered, Actor(ActorKind.USER, str(user_id), Rights(permissions=CUSTOMER)))


def test_an_exchange_is_counted_against_the_mandate_of_who_orders_it(anna, shared):
    publish()
    set_margin("0")
    agent, customer = log_in("demo-2")
    accounts.give_mandate(
        order=accounts.MandateOrder(
            account_id=shared.account_id,
            customer_id=customer.customer_id,
            valid_from=OPENING_DAY,
            daily_limit=eur(50),
        ),
        actor=TESTER,
        now=NOW,
    )
    dollars = factories.account(currency="USD", owner=anna[1])
    exchange(quote(shared, dollars, "30"), agent)
    with pytest.raises(accounts.MandateDailyLimitExceeded):
        exchange(quote(shared, dollars, "30"), agent)
    assert left(shared) == eur(70)
    assert dollars.currency == Currency.of("USD")


def send(shared, actor):
    return payments.submit_bulk_file(
        data=csv_file([line(shared, amount="5.00")]),
        name="payments.csv",
        customer_id=shared.customer_id,
        actor=actor,
        now=NOW,
    )


def process(file):
    payments.process_bulk_file(file_id=file.file_id, actor=TESTER, now=NOW)
    return told(file)


def test_a_file_of_one_of_two_pays_where_one_signature_is_enough(anna, shared):
    assert process(send(shared, anna[0])) == [("BOOKED", "")]


def test_a_file_of_one_of_two_pays_nothing_where_all_sign(anna, shared, all_sign):
    assert process(send(shared, anna[0])) == [("REFUSED", "signed_by_one_only")]
    assert left(shared) == eur(100)
