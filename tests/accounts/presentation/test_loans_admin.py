"""Loans as staff handle them in the back office."""

import pytest

from accounts import public as accounts
from accounts.models import Loan, LoanApplication
from bankcore.identity import public as identity
from tests import factories
from tests.colleagues import colleague_approves
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.factories import loans as lending

loans = accounts.loans
pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"


@pytest.fixture
def staff(client):
    user = identity.ensure_user(username="boss", password=PASSWORD, is_admin=True)
    client.login(username="boss", password=PASSWORD)
    client.actor = f"user:{user}"
    return client


def page(kind: str, row, act: str = "change") -> str:
    return f"/admin/accounts/{kind}/{row.pk}/{act}/"


def done(answer) -> None:
    assert answer.status_code == 302, answer.content.decode()


def test_staff_bring_a_loan_from_application_to_payout(staff):
    customer = factories.customer()
    account = factories.account(owner=customer)
    loans.apply(request=lending.request(customer), actor=TESTER, now=NOW)
    application = LoanApplication.objects.get()
    shown = staff.get(page("loanapplication", application)).content.decode()
    assert "/approve/" in shown
    assert "/contract/" not in shown
    done(staff.post(page("loanapplication", application, "approve"), {"reason": "Good"}))
    application.refresh_from_db()
    assert (application.state, application.decided_by) == ("APPROVED", staff.actor)
    done(staff.post(page("loanapplication", application, "contract"), {"iban": account.iban}))
    loan = Loan.objects.get()
    done(staff.post(page("loan", loan, "disburse"), {"sure": "yes"}))
    shown = staff.get(page("loan", loan)).content.decode()
    assert "106.62" not in shown
    assert "94.62 + 12.00 + 0.00 + 0.00" in shown
    assert "/restructure/" in shown
    assert accounts.get_account(account_id=account.account_id).posted == eur(1188)


def test_staff_decline_restructure_write_off_and_recover(staff):
    customer = factories.customer()
    loans.apply(request=lending.request(customer), actor=TESTER, now=NOW)
    application = LoanApplication.objects.get()
    done(staff.post(page("loanapplication", application, "decline"), {"reason": "No income"}))
    lent = lending.lent(funds=100)
    loan = Loan.objects.get()
    form = {"reason": "Lost work", "more_instalments": 6, "holiday": 0}
    done(staff.post(page("loan", loan, "restructure"), form))
    assert len(lent.view.schedule) == 12
    colleague_approves()
    assert len(lent.view.schedule) == 18
    done(staff.post(page("loan", loan, "write-off"), {"reason": "Bankrupt"}))
    assert lent.view.state == "RESTRUCTURED"
    colleague_approves()
    assert lent.view.state == "WRITTEN_OFF"
    done(staff.post(page("loan", loan, "recover"), {"amount": "100.00"}))
    assert lent.view.claim == eur(1100)
    assert lending.clean()


def test_a_refusal_is_told_in_words_and_nothing_changes(staff):
    lent = lending.lent()
    answer = staff.post(page("loan", Loan.objects.get(), "repay"), {"amount": "10.00"})
    assert answer.status_code == 200
    assert "Only 0.00 EUR is due." in answer.content.decode()
    answer = staff.post(page("loan", Loan.objects.get(), "write-off"), {"reason": ""})
    assert "This field is required" in answer.content.decode()
    assert lent.view.state == "ACTIVE"


def test_who_may_only_look_cannot_act(client):
    from django.contrib.auth.models import Permission

    from bankcore.identity.models import User

    identity.ensure_user(username="viewer", password=PASSWORD)
    viewer = User.objects.get(username="viewer")
    viewer.is_staff = True
    viewer.save()
    viewer.user_permissions.add(Permission.objects.get(codename="view_loan"))
    client.login(username="viewer", password=PASSWORD)
    lending.lent()
    loan = Loan.objects.get()
    assert "/write-off/" not in client.get(page("loan", loan)).content.decode()
    assert client.post(page("loan", loan, "write-off"), {"reason": "x"}).status_code == 403


def test_the_list_of_arrears_is_a_filter(staff):
    lending.lent()
    assert staff.get("/admin/accounts/loan/", {"bucket": "31-60"}).status_code == 200
    for kind in ("loan", "loanapplication", "loanterms"):
        assert staff.get(f"/admin/accounts/{kind}/").status_code == 200


def test_a_customer_sees_the_own_loan_and_no_other(client):
    user_id = identity.ensure_user(username="demo", password=PASSWORD)
    lent, other = lending.lent(user_id=user_id), lending.lent()
    client.login(username="demo", password=PASSWORD)
    overview = client.get("/").content.decode()
    assert f"/loans/{lent.loan_id}/" in overview
    assert f"/loans/{other.loan_id}/" not in overview
    shown = client.get(f"/loans/{lent.loan_id}/").content.decode()
    shown = shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "12.00 %" in shown
    assert "14.84 %" in shown
    assert "94.62" in shown
    assert client.get(f"/loans/{other.loan_id}/").status_code == 404
