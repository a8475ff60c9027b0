"""Staff introduce interest terms, and see them and the term deposits."""

from decimal import Decimal

import pytest

from bankcore.identity import public as identity
from tests import factories
from tests.accounts.interest_days import FIRST_DAY, rows, terms
from tests.colleagues import colleague_approves

pytestmark = pytest.mark.usefixtures("bank")
PAGE = "/admin/accounts/interestterms/introduce/"
FORM = {
    "product": "SAVINGS",
    "currency": "EUR",
    "side": "CREDIT",
    "effective_from": FIRST_DAY.isoformat(),
    "day_count": "30E/360",
    "method": "MARGINAL",
    "compounding": "DAILY",
    "posting_period": "QUARTERLY",
    "tiers": "0 0.01\n100000 0.0125",
    "tax_rate": "0.25",
    "excess_rate": "0",
    "reason": "Decided by the board",
}


@pytest.fixture
def staff(client):
    identity.ensure_user(username="boss", password="a-long-demo-password", is_admin=True)
    client.login(username="boss", password="a-long-demo-password")
    return client


def test_staff_introduce_terms_and_see_them(staff):
    assert b"Introduce interest terms" in staff.get("/admin/accounts/interestterms/").content
    assert staff.get(PAGE).status_code == 200
    page = staff.post(PAGE, FORM, follow=True).content.decode()
    assert "waits for a colleague&#x27;s approval" in page
    assert "0: 0.010000" not in page
    approved = colleague_approves()
    page = staff.get("/admin/accounts/interestterms/").content.decode()
    assert "0: 0.010000, 100000: 0.012500" in page
    assert rows("SELECT actor FROM audit_auditentry WHERE action LIKE 'accounts.interest%%'") == [
        (approved.checker,)
    ]


def test_one_accounts_own_rate_takes_two_people(staff):
    anna = factories.account()
    form = {"iban": anna.iban, "side": "CREDIT", "effective_from": FIRST_DAY.isoformat()}
    page = "/admin/accounts/interestterms/own-rate/"
    assert staff.get(page).status_code == 200
    assert staff.post(page, form | {"rate": "0.05", "reason": "Keeps much"}).status_code == 302
    assert rows("SELECT count(*) FROM accounts_interestspecial") == [(0,)]
    colleague_approves()
    assert rows("SELECT account_id, rate FROM accounts_interestspecial") == [
        (anna.ledger_account_id, Decimal("0.050000"))
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"effective_from": "2026-03-02"}, "is not after the open business day"),
        ({"tiers": "5 0.01"}, "must begin at zero"),
        ({"tiers": "0 x"}, "Write a line for each tier"),
        ({"currency": "XXX"}, "not a currency"),
    ],
)
def test_what_is_wrong_with_terms_is_said_and_none_are_introduced(staff, change, said):
    assert said in staff.post(PAGE, FORM | change).content.decode()
    assert rows("SELECT count(*) FROM accounts_interestterms") == [(0,)]


def test_terms_are_introduced_by_staff_only(client):
    identity.ensure_user(username="demo", password="a-long-demo-password")
    client.login(username="demo", password="a-long-demo-password")
    assert client.post(PAGE, FORM).status_code == 302
    assert rows("SELECT count(*) FROM accounts_interestterms") == [(0,)]


def test_terms_of_the_past_are_seen(staff):
    terms((0, "-0.005"))
    assert b"0: -0.005000" in staff.get("/admin/accounts/interestterms/").content
