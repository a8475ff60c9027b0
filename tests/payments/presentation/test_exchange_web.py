"""Exchange in online banking: an offer, and a confirmation that counts once."""

from uuid import uuid4

import pytest

from accounts import public as accounts
from bankcore.identity import public as identity
from payments import public as payments
from payments.services.exchange import VALID_FOR
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, factors
from tests.factories.exchange import pair, publish, quote, set_margin
from tests.payments.presentation.confirm_page import confirm, hidden
from tests.payments.services.exchange_books import posted

PASSWORD = "a-long-demo-password"


@pytest.fixture
def clock(monkeypatch):
    moment = {"now": NOW}
    monkeypatch.setattr("bankcore.clock.now", lambda: moment["now"])
    return moment


@pytest.fixture
def customer(bank, client, clock) -> accounts.CustomerView:
    publish()
    set_margin("0.01")
    user_id = identity.ensure_user(username="demo", password=PASSWORD)
    client.login(username="demo", password=PASSWORD)
    return accounts.register_customer(
        kind="PERSON", name="Demo Person", user_id=user_id, actor=TESTER, now=NOW
    )


@pytest.fixture
def dollars(customer):
    return factories.account(funds=200, currency="USD", owner=customer)


@pytest.fixture
def euros(customer):
    return factories.account(owner=customer)


def asked(payer, payee, **more) -> dict[str, str]:
    return {
        "sell": str(payer.account_id),
        "buy": str(payee.account_id),
        "amount": "125.00",
        "fixed": "sell",
    } | more


def test_a_customer_sees_an_offer_and_takes_it_once(client, dollars, euros):
    assert b"Show the offer" in client.get("/exchange/").content
    answer = client.post("/exchange/", asked(dollars, euros))
    offer = answer["Location"]
    page = client.get(offer).content.decode()
    assert "99.00\N{NO-BREAK SPACE}EUR" in page
    assert "2 Mar 2026, 09:32:00 UTC" in page
    assert posted(euros) == 0
    for _ in range(2):
        assert "Exchanged" in client.post(offer).content.decode()
    assert (posted(dollars), posted(euros)) == (75_00, 99_00)


def test_the_amount_can_be_what_is_got(client, dollars, euros):
    answer = client.post("/exchange/", asked(dollars, euros, amount="99", fixed="buy"), follow=True)
    assert "125.00\N{NO-BREAK SPACE}USD" in answer.content.decode()


def test_an_offer_that_is_over_cannot_be_taken(client, clock, dollars, euros):
    offer = client.post("/exchange/", asked(dollars, euros))["Location"]
    clock["now"] = NOW + VALID_FOR
    assert "This offer is over" in client.get(offer).content.decode()
    assert "Ask for a new quote" in client.post(offer).content.decode()
    assert posted(euros) == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"amount": "1,5,0"}, "plain decimal number"),
        ({"amount": ""}, "plain decimal number"),
        ({"sell": "x"}, "two of your own accounts"),
        ({"buy": str(uuid4())}, "two of your own accounts"),
    ],
    ids=["comma", "no amount", "no account", "unknown account"],
)
def test_what_is_wrong_is_said_and_what_was_entered_stays(client, dollars, euros, more, told):
    page = client.post("/exchange/", asked(dollars, euros, **more)).content.decode()
    assert told in page
    assert "Show the offer" in page


def test_another_customers_account_cannot_pay(client, dollars, euros):
    other, _ = pair("USD", "EUR")
    page = client.post("/exchange/", asked(other, euros))
    assert b"two of your own accounts" in page.content


def test_another_customers_offer_is_not_found(client, customer):
    sell, buy = pair("USD", "EUR")
    offered: payments.Quote = quote(sell, buy, "125")
    for answer in (
        client.get(f"/exchange/{offered.quote_id}/"),
        client.post(f"/exchange/{offered.quote_id}/"),
        client.get(f"/exchange/{uuid4()}/"),
    ):
        assert answer.status_code == 404
    assert posted(buy) == 0


def test_one_currency_is_not_enough(client, euros):
    assert b"needs accounts in two currencies" in client.get("/exchange/").content


def test_without_log_in_there_is_nothing_to_see(client, bank):
    client.logout()
    assert client.get("/exchange/")["Location"] == "/login/?next=/exchange/"


def test_where_the_bank_exempts_nothing_an_exchange_is_confirmed(client, dollars, euros, settings):
    settings.CONFIRMATION_EXEMPTIONS = []
    user_id = factors.person("demo")
    offer = client.post("/exchange/", asked(dollars, euros))["Location"]
    page = hidden(client.post(offer).content.decode())
    for wrong in ({"confirmation_id": ""}, {"code": "x"}):
        assert 'role="alert"' in client.post(offer, page | wrong).content.decode()
    assert posted(euros) == 0
    assert b"Exchanged" in confirm(client, offer, {}, user_id=user_id).content
    assert posted(euros) > 0
