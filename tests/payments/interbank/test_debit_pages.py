"""Direct debits in a browser: customers' own, and staff's by their rights."""

from __future__ import annotations

import pytest
from django.test import Client

from bankcore.identity import public as identity
from payments.interbank.models import (
    Collection,
    CreditorRule,
    DebitClaim,
    DebitMandate,
    DebitRules,
)
from tests.factories import eur
from tests.payments.interbank.collected import collections, draw, one
from tests.payments.interbank.exchanges import put, receive
from tests.payments.presentation.back_office import Staff
from tests.payments.services import online
from tests.payments.services.movements import left

pytestmark = pytest.mark.usefixtures("bank")
PAGE = "/direct-debits/"
PASSWORD = "a-long-demo-password"
ADMIN = "/admin/interbank"


@pytest.fixture
def anna(folder):
    found = online.customer("anna", funds=100)
    put(folder, "a.xml", collections(one(found.account.iban, eur(30))))
    receive()
    draw()
    return found


@pytest.fixture
def web(client, anna):
    assert client.login(username="anna", password=PASSWORD)
    return client


def test_a_customer_sees_direct_debits_and_mandates_and_has_money_back(web, anna):
    page = web.get(PAGE).content.decode()
    for words in ("Demo Creditor", "Electricity", "30.00", "Have it back", "M1", "1 time"):
        assert words in page
    row = Collection.objects.get()
    answer = web.post(f"{PAGE}{row.public_id}/claim/", {"kind": "NO_QUESTIONS"}, follow=True)
    assert "refunded" in answer.content.decode()
    assert left(anna.account) == eur(100)


def test_a_customer_says_what_is_let_through(web, anna):
    account = anna.account.account_id
    web.post(f"{PAGE}rules/{account}/", {"only_listed": "on", "largest": "50.00"})
    rules = DebitRules.objects.get()
    assert (rules.block_all, rules.only_listed, rules.largest_minor) == (False, True, 5_000)
    about = {"network": "sepa", "creditor_id": "DE9809999999999"}
    web.post(f"{PAGE}creditors/{account}/", about | {"kind": "BLOCKED"})
    assert CreditorRule.objects.get().kind == "BLOCKED"
    web.post(f"{PAGE}creditors/{account}/", about | {"kind": ""})
    assert not CreditorRule.objects.exists()
    mandate = DebitMandate.objects.get()
    for act, stopped in (("stop", True), ("resume", False)):
        web.post(f"{PAGE}mandates/{mandate.public_id}/{act}/")
        mandate.refresh_from_db()
        assert (mandate.stopped_at is not None) is stopped


def test_what_cannot_be_meant_is_said_on_the_page_and_changes_nothing(web, anna):
    account = anna.account.account_id
    for address, said in (
        (f"rules/{account}/", {"largest": "lots"}),
        (f"creditors/{account}/", {"network": "sepa", "creditor_id": "X", "kind": "BLOCKED"}),
        (f"creditors/{account}/", {"network": "swift", "creditor_id": "X"}),
    ):
        answer = web.post(PAGE + address, said)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.content.decode()
    assert not DebitRules.objects.exists()
    assert not CreditorRule.objects.exists()


def test_what_is_anothers_is_not_found(anna):
    online.customer("ben")
    ben = Client()
    assert ben.login(username="ben", password=PASSWORD)
    assert "Electricity" not in ben.get(PAGE).content.decode()
    row, mandate = Collection.objects.get(), DebitMandate.objects.get()
    for address, said in (
        (f"{row.public_id}/claim/", {"kind": "NO_QUESTIONS"}),
        (f"mandates/{mandate.public_id}/stop/", {}),
        (f"mandates/{mandate.public_id}/burn/", {}),
        (f"rules/{anna.account.account_id}/", {"largest": "5.00"}),
        (f"creditors/{anna.account.account_id}/", {"network": "sepa", "creditor_id": "X"}),
    ):
        assert ben.post(PAGE + address, said).status_code == 404
    assert left(anna.account) == eur(70)


def test_one_member_of_staff_claims_and_another_decides(anna):
    first, second = Staff("clerk"), Staff("colleague")
    for each in (first, second):
        each.joins(identity.Role.OPERATIONS)
    row = Collection.objects.get()
    key = "00000000-0000-0000-0000-000000000001"
    first.http.post(
        f"{ADMIN}/collection/{row.pk}/claim/",
        {"kind": "NO_QUESTIONS", "words": "Called", "request_key": key},
    )
    claim = DebitClaim.objects.get()
    grant = f"{ADMIN}/debitclaim/{claim.pk}/grant/"
    answer = first.http.post(grant, {"request_key": key, "reason": "Seen"}).content.decode()
    assert "You asked for this yourself." in answer
    assert left(anna.account) == eur(70)
    second.http.post(grant, {"request_key": key})
    assert left(anna.account) == eur(70), "nothing is given back without a reason"
    second.http.post(grant, {"request_key": key, "reason": "Seen"})
    assert left(anna.account) == eur(100)


def test_staff_stop_a_mandate_and_block_a_creditor(anna):
    clerk = Staff("clerk")
    clerk.joins(identity.Role.OPERATIONS)
    mandate = DebitMandate.objects.get()
    key = {"request_key": "00000000-0000-0000-0000-000000000001"}
    for act in ("stop", "block"):
        clerk.http.post(f"{ADMIN}/debitmandate/{mandate.pk}/{act}/", key)
    mandate.refresh_from_db()
    assert mandate.stopped_at is not None
    assert CreditorRule.objects.get().creditor_id == mandate.creditor_id
    for name in ("collection", "debitclaim", "debitmandate", "debitrules", "creditorrule"):
        assert clerk.http.get(f"{ADMIN}/{name}/").status_code == 200
    assert clerk.http.get(f"{ADMIN}/debitmandate/{mandate.pk}/change/").status_code == 200
