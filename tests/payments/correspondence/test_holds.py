"""What is held is explained, the same to everybody, and answered where it is explained."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import public as accounts
from bankcore.identity.models import User
from payments import public as payments
from payments.correspondence import public as correspondence
from payments.correspondence.models import Thread
from tests.conftest import NOW
from tests.factories import TESTER, eur, factors, loans
from tests.factories.people import PDF
from tests.payments.correspondence import letters
from tests.payments.services import online
from tests.payments.services.test_held_payments import SUSPECTING, end, says
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
S = accounts.AccountStatus


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


@pytest.fixture
def anna(bank):
    return online.customer("anna")


@pytest.fixture
def web(client, anna):
    assert client.login(username="anna", password="a-long-demo-password")
    return client


def hold_account(who, status=S.FROZEN, reason="Suspected of fraud"):
    accounts.set_account_status(
        account_id=who.account.account_id, status=status, reason=reason, actor=TESTER, now=NOW
    )
    return f"/holds/account/{who.account.account_id}/"


def hold_payment(who, monkeypatch):
    says(monkeypatch, "REVIEW", above="5")
    order = online.payment(who, eur(10))
    with pytest.raises(payments.PaymentHeld) as waiting:
        online.submit(who, order, who.confirm(online.ask(who, order)))
    return waiting.value


def text(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


@pytest.mark.parametrize("status", [S.FROZEN, S.DEBIT_BLOCKED])
def test_a_held_account_says_what_why_what_to_do_and_by_when(web, anna, status):
    page = hold_account(anna, status)
    assert page in web.get(f"/accounts/{anna.account.account_id}/").content.decode()
    answer = web.get(page)
    shown = text(answer)
    for words in ("What is held", "Why", "What you can do", "By when", "we answer by"):
        assert words in shown
    assert "Wednesday, 4 March 2026" in shown
    assert 'type="file"' in answer.content.decode()
    assert page in web.get("/holds/").content.decode()


def test_a_held_payment_says_by_when_its_money_is_free(web, anna, monkeypatch):
    held = hold_payment(anna, monkeypatch)
    page = f"/holds/payment/{held.held.held_id}/"
    assert page in web.get(f"/pay/held/{held.held.held_id}/").content.decode()
    shown = text(web.get(page))
    assert "10.00" in shown
    assert "Demo Landlord" in shown
    assert "Saturday, 7 March 2026" in shown
    end(held, goes_on=False)
    assert web.get(page).status_code == 404


def test_the_account_of_a_loan_is_nothing_held_from_who_borrowed(client):
    borrower = factors.person("eva")
    loans.lent(user_id=borrower, funds=2_000)
    client.force_login(User.objects.get(pk=borrower))
    assert "/holds/account/" not in client.get("/holds/").content.decode()


def test_why_is_never_more_than_everybody_is_told(web, anna):
    ben = online.customer("ben")
    first = text(web.get(hold_account(anna, reason="Reported for laundering")))
    web.logout()
    assert web.login(username="ben", password="a-long-demo-password")
    second = text(web.get(hold_account(ben, reason="Moved house, papers missing")))
    why = re.compile(r"Why\s.*?By when", re.DOTALL)
    assert why.search(first)[0] == why.search(second)[0]
    words = set(re.findall(r"[a-z]+", first.lower()))
    assert not words & set(SUSPECTING)
    assert "laundering" not in words


def test_a_paper_is_sent_and_staffs_answer_appears_in_its_place(web, anna):
    page = hold_account(anna)
    file = SimpleUploadedFile("id.pdf", PDF, "application/pdf")
    key = web.get(page).context["form"]["request_key"].value()
    sent = {"request_key": str(key), "body": "Here is my new card.", "file": file}
    assert web.post(page, sent).status_code == 302
    thread = Thread.objects.get()
    assert (thread.topic, thread.about) == (
        "ACCOUNT_HOLD",
        f"account:{anna.account.account_id}",
    )
    desk = staff(username="clara")
    listed = desk.get("/admin/correspondence/thread/?queue=waiting")
    assert listed.context["cl"].result_count == 1
    answer = desk.get(f"/admin/correspondence/thread/{thread.pk}/answer/")
    assert answer.status_code == 200
    done = desk.post(
        f"/admin/correspondence/thread/{thread.pk}/answer/",
        {
            "request_key": "5f0c1a52-6a2f-4e1c-8a5b-3f9f6d1b2c3d",
            "body": "Thank you. It is free from tomorrow.",
        },
    )
    assert done.status_code == 302
    shown = text(web.get(page))
    assert "It is free from tomorrow." in shown
    assert "id.pdf" in shown
    web.post(page, {"request_key": str(uuid4()), "body": "Thanks!"})
    assert Thread.objects.count() == 1


def test_nobody_sees_or_writes_about_anothers_hold(web, anna):
    ben = online.customer("ben")
    page = hold_account(ben)
    assert web.get(page).status_code == 404
    assert web.post(page, {"request_key": str(uuid4()), "body": "x"}).status_code == 404
    with pytest.raises(correspondence.HoldNotFound):
        correspondence.write_about_hold(
            kind=correspondence.HoldKind.ACCOUNT,
            thing_id=ben.account.account_id,
            letter=letters.letter(),
            actor=anna.actor,
            now=NOW,
        )
    assert web.get("/holds/nothing/00000000-0000-0000-0000-000000000007/").status_code == 404
    assert Thread.objects.count() == 0
