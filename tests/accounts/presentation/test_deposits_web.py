"""Term deposits in online banking, and what is left to spend."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts import public as accounts
from accounts.models import TermDeposit
from bankcore.audit.models import AuditEntry
from bankcore.identity.models import User
from bankcore.ledger import public as ledger
from payments import public as payments
from tests import factories
from tests.accounts import interest_days
from tests.accounts.services.test_mandates import mandate, share
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, factors, request_key
from tests.factories import loans as lending
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna() -> online.Customer:
    found = online.customer("anna", funds=1_000)
    interest_days.terms((0, "0.03"), product="TERM_DEPOSIT")
    interest_days.end_day()
    return found


@pytest.fixture
def browser(anna) -> Client:
    found = Client()
    found.force_login(User.objects.get(pk=anna.user_id))
    return found


def form(anna, **changes) -> dict[str, str]:
    return {
        "request_key": str(uuid4()),
        "account": str(anna.account.account_id),
        "amount": "600",
        "months": "12",
        "instruction": "PAY_OUT",
        **changes,
    }


def test_a_deposit_is_shown_before_it_is_opened_and_opened_once(browser, anna):
    asked = form(anna)
    shown = browser.post("/deposits/new/", asked).content.decode()
    assert "3.00\N{NO-BREAK SPACE}%" in shown
    assert "3 Mar 2027" in shown
    assert "interest of 90 days" in shown
    assert not TermDeposit.objects.exists()
    for _ in range(2):
        opened = browser.post("/deposits/new/", {**asked, "confirmed": "1"})
        assert opened.status_code == 302
    row = TermDeposit.objects.get()
    assert (row.principal, row.rate, row.instruction) == (60_000, row.rate, "PAY_OUT")
    assert accounts.get_account(account_id=anna.account.account_id).posted == eur(400)
    page = browser.get(opened["Location"]).content.decode()
    assert "pay everything out" in page
    assert opened["Location"] in browser.get("/deposits/").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"amount": "0"}, "more than zero"), ({"amount": "5000"}, "could not be funded"),
     ({"months": "7"}, "Select a valid choice"), ({"account": str(uuid4())}, "Select a valid")],
)  # fmt: skip
def test_a_deposit_that_cannot_be_is_told_and_nothing_is_booked(browser, anna, changes, said):
    answer = browser.post("/deposits/new/", form(anna, confirmed="1", **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not TermDeposit.objects.exists()
    assert accounts.get_account(account_id=anna.account.account_id).posted == eur(1_000)


def test_what_becomes_of_a_running_deposit_is_said_anew(browser, anna):
    address = browser.post("/deposits/new/", form(anna, confirmed="1"))["Location"]
    told = browser.post(address, {"instruction": "RENEW_PRINCIPAL"}, follow=True).content.decode()
    assert "deposit the amount again, pay the interest out" in told
    row = TermDeposit.objects.get()
    assert row.instruction == "RENEW_PRINCIPAL"
    entry = AuditEntry.objects.get(action="accounts.term_deposit.instructed")
    assert entry.detail == {"before": "PAY_OUT", "after": "RENEW_PRINCIPAL"}
    assert browser.post(address, {"instruction": "KEEP"}).status_code == 422
    ben = Client()
    ben.force_login(User.objects.get(pk=online.customer("ben", funds=1).user_id))
    assert ben.get(address).status_code == 404
    assert ben.post(address, {"instruction": "PAY_OUT"}).status_code == 404
    assert TermDeposit.objects.get().instruction == "RENEW_PRINCIPAL"


@pytest.mark.parametrize(
    "change", ["instruction = 'PAY_OUT', state = 'MATURED', ended_on = start", "rate = 1"]
)
def test_the_database_lets_nothing_else_of_a_deposit_change(browser, anna, change):
    browser.post("/deposits/new/", form(anna, confirmed="1", instruction="RENEW_PRINCIPAL"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_termdeposit SET {change}")  # noqa: S608


def test_left_to_spend_is_what_is_there_less_what_is_known_to_be_due(browser, anna):
    payee = factories.account()
    for amount, day in ((100, 10), (40, 31), (7, 1)):
        terms = payments.StandingOrderTerms(
            account_id=anna.account.account_id,
            payee=payments.Payee(account_id=payee.account_id),
            amount=eur(amount),
            recurrence=payments.Recurrence(
                start=date(2026, 3 if day > 1 else 4, day), unit=payments.Unit.MONTH
            ),
        )
        payments.create_standing_order(terms=terms, request=request_key(), actor=TESTER, now=NOW)
    (left,) = accounts.online.left_to_spend(
        customer_id=anna.customer.customer_id,
        accounts=[accounts.get_account(account_id=anna.account.account_id)],
        due=payments.upcoming_of_user(user_id=anna.user_id, days=29).payments,
        day=date(2026, 3, 2),
    )
    assert (left.available, left.orders, left.left) == (eur(1_000), eur(140), eur(860))
    assert left.instalments == eur(0)
    page = browser.get("/").content.decode()
    assert "Left to spend until 31 Mar 2026" in page
    assert "860.00\N{NO-BREAK SPACE}EUR" in page


def test_joint_holders_read_the_same_of_what_is_left_and_a_mandate_does_not_do(anna):
    ben, eve = (online.customer(name, funds=5) for name in ("ben", "eve"))
    share(anna.account, ben.customer)
    mandate(anna.account, eve.customer)
    left = {}
    for who in (anna, ben, eve):
        browser = Client()
        browser.force_login(User.objects.get(pk=who.user_id))
        (each,) = browser.get("/").context["left"]
        left[who.user_id] = each.left
    assert left == {anna.user_id: eur(1_000), ben.user_id: eur(1_005), eve.user_id: eur(5)}


def test_an_instalment_due_in_the_month_is_taken_off(anna):
    del anna
    user_id = factors.person("eva")
    found = lending.lent(user_id=user_id, funds=2_000)
    today = ledger.business_date()
    first = found.view.schedule[0]
    ben = factories.customer("Demo Person 02")
    share(found.account, ben)
    assert today < first.due_date
    # Whoever owes it, the account that they hold together repays it.
    for customer_id in (found.view.customer_id, ben.customer_id):
        (left,) = accounts.online.left_to_spend(
            customer_id=customer_id,
            accounts=[accounts.get_account(account_id=found.account.account_id)],
            due=[],
            day=first.due_date,
        )
        assert left.instalments == first.unpaid
        assert left.left == found.funds - first.unpaid


def test_a_month_ends_on_its_last_day():
    days = [date(2026, 2, 3), date(2028, 2, 29), date(2026, 12, 31), OPENING_DAY]
    assert [accounts.online.month_end(day).day for day in days] == [28, 29, 31, 31]
