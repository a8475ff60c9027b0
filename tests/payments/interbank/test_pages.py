"""The back office's pages of instant payments and recalls, and what operations do on them."""

from __future__ import annotations

import pytest

from bankcore.approvals.models import Request
from bankcore.identity.public import Role
from payments.interbank.models import Item, Recall
from payments.interbank.services import instant_taking
from tests import factories
from tests.colleagues import logged_in, member
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.interbank.exchanges import BANK, incoming, put, receive
from tests.payments.interbank.instant import Wire, instant_in, order, says, send
from tests.payments.interbank.services.test_recalls import recalled

pytestmark = pytest.mark.usefixtures("bank")
KEY = {"request_key": "00000000-0000-4000-8000-000000000001"}


@pytest.fixture
def browser(bank):
    member("omar", Role.OPERATIONS)
    return logged_in("omar")


def test_staff_see_how_far_instant_payments_have_come(browser, monkeypatch):
    anna = factories.account(funds=100)
    wire = Wire(monkeypatch)
    send(order(anna, eur(30)))
    page = browser.get("/admin/interbank/instantsending/").content.decode()
    assert "waits for an answer" in page
    wire.says = [says("RJCT", "AC04")]
    send(order(anna, eur(20)))
    page = browser.get("/admin/interbank/instantsending/").content.decode()
    assert "rejected" in page
    assert "20.00 EUR" in page
    instant_taking.decide(content=instant_in(anna.iban, eur(5)), actor=BANK, now=NOW)
    page = browser.get("/admin/interbank/instantincoming/").content.decode()
    assert "5.00 EUR" in page


def test_operations_recall_a_payment_from_its_page(browser, monkeypatch):
    Wire(monkeypatch).says = [says("ACCP")]
    send(order(factories.account(funds=100), eur(30)))
    item = Item.objects.get()
    address = f"/admin/interbank/item/{item.pk}/"
    assert "Recall the payment" in browser.get(f"{address}change/").content.decode()
    given = KEY | {"code": "DUPL", "detail": "Sent twice"}
    done = browser.post(f"{address}recall/", given, follow=True).content.decode()
    assert "waits for a second person" in done
    assert Request.objects.get().kind == "interbank.recall"


def test_operations_answer_a_recall_from_its_page(browser, folder):
    anna = factories.account()
    put(folder, "in.xml", incoming(("T1", anna.iban, eur(20))))
    put(folder, "c.xml", recalled(reason="CUST"))
    receive()
    recall = Recall.objects.get()
    address = f"/admin/interbank/recall/{recall.pk}/"
    page = browser.get(f"{address}change/").content.decode()
    assert "Give the money back" in page
    given = KEY | {"reason": "It is theirs", "consent": ""}
    page = browser.post(f"{address}return/", given).content.decode()
    assert "needs the payee" in page
    given |= {"consent": "By telephone on 2 March"}
    assert "second person" in browser.post(f"{address}return/", given, follow=True).content.decode()
    done = browser.post(f"{address}refuse/", KEY | {"code": "CUST"}, follow=True).content.decode()
    assert "does not come back" in done
    assert "Give the money back" not in browser.get(f"{address}change/").content.decode()
