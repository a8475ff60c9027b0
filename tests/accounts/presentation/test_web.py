"""Online banking: what a customer sees, and what no one else does."""

import pytest

from accounts import public as accounts
from bankcore.identity import public as identity
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"


@pytest.fixture
def customer() -> accounts.CustomerView:
    user_id = identity.ensure_user(username="demo", password=PASSWORD)
    return accounts.register_customer(
        kind="PERSON", name="Demo Person", user_id=user_id, actor=TESTER, now=NOW
    )


@pytest.fixture
def logged_in(client, customer):
    assert client.login(username="demo", password=PASSWORD)
    return client


def test_the_first_page_asks_who_you_are(client):
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/")
    assert b"User name" in client.get("/login/").content


def test_a_customer_logs_in_and_sees_the_accounts(client, customer):
    account = factories.account(funds="1234.5", owner=customer)
    answer = client.post("/login/", {"username": "demo", "password": PASSWORD}, follow=True)
    page = answer.content.decode()
    assert "1,234.50\N{NO-BREAK SPACE}EUR" in page
    assert account.iban[:4] + "\N{NO-BREAK SPACE}" in page


def test_a_wrong_password_is_said_without_saying_which_part_is_wrong(client, customer):
    known = client.post("/login/", {"username": "demo", "password": "wrong"})
    unknown = client.post("/login/", {"username": "nobody", "password": "wrong"})
    for answer in (known, unknown):
        assert b"The user name and password do not match" in answer.content
    assert b'value="demo"' in known.content


def test_an_account_page_shows_entries_newest_first(logged_in, customer):
    account = factories.account(funds=10, owner=customer)
    page = logged_in.get(f"/accounts/{account.account_id}/").content.decode()
    assert "+10.00\N{NO-BREAK SPACE}EUR" in page


def test_another_customers_account_is_not_found(logged_in):
    other = factories.account(funds=10)
    answer = logged_in.get(f"/accounts/{other.account_id}/")
    assert answer.status_code == 404
    assert other.iban.encode() not in answer.content


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "\uff11"])
def test_a_mangled_page_link_shows_the_first_page(logged_in, customer, before):
    account = factories.account(funds=10, owner=customer)
    answer = logged_in.get(f"/accounts/{account.account_id}/", {"before": before})
    assert b"+10.00" in answer.content


def test_a_log_in_without_accounts_is_told_so(logged_in):
    assert b"no account under this log-in" in logged_in.get("/").content


def test_the_number_of_queries_does_not_grow_with_accounts(
    logged_in, customer, django_assert_max_num_queries
):
    for _ in range(5):
        factories.account(funds=1, owner=customer)
    # Three are the log-in's; three tell the database whose request it is, and that it is over; two
    # have the accounts; two, loans and what was applied for; one, the bank's day; two, what is due;
    # one, whether the bank has written.
    with django_assert_max_num_queries(14):
        logged_in.get("/")


def test_an_account_page_tells_its_interest(logged_in, customer):
    from tests.accounts.interest_days import FIRST_DAY, leap_to, terms

    account = factories.account(funds=1_000, owner=customer)
    path = f"/accounts/{account.account_id}/"
    assert b"Interest" not in logged_in.get(path).content
    terms((0, "0.0365"), (500_000, "0.05"))
    leap_to(FIRST_DAY.replace(month=4, day=3))
    page = logged_in.get(path).content.decode()
    assert "3.65% a year, 5% from 5000.00 EUR" in page
    assert "Accrued and not yet posted: 0.2006 EUR" in page
    assert "2.90\N{NO-BREAK SPACE}EUR" in page
