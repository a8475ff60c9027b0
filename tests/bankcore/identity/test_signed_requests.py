"""Clients that sign every request: what was altered, replayed or reordered is refused."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.test import Client as Http

from bankcore import clock
from bankcore.audit.models import AuditEntry
from tests import factories
from tests.clients import SECRET, ApiClient
from tests.factories import eur
from tests.payments.services.movements import left
from tests.signing import signature_headers

pytestmark = pytest.mark.usefixtures("bank")
TRANSFERS = "/api/v1/transfers"


@pytest.fixture
def shop() -> ApiClient:
    return ApiClient("shop", signed_only=True)


class Order:
    """A transfer of one euro, as it is about to be sent."""

    def __init__(self, **changes) -> None:
        self.debit, self.credit = factories.account(funds=100), factories.account()
        self.body = json.dumps(
            {
                "debit_account_id": str(self.debit.account_id),
                "credit_account_id": str(self.credit.account_id),
                "amount": "1.00",
                "currency": "EUR",
            }
        ).encode()
        self.sent = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
        self.signed = signature_headers(
            **{
                "method": "POST",
                "path": TRANSFERS,
                "body": self.body,
                "headers": self.sent,
                "secret": SECRET,
                "keyid": "shop-1",
                "created": int(clock.now().timestamp()),
            }
            | changes
        )

    def send(self, shop: ApiClient, *, path: str = TRANSFERS, method: str = "POST", **changes):
        headers = {"Authorization": f"Bearer {shop._key}", **self.sent, **self.signed, **changes}
        return Http().generic(
            method, path, self.body, content_type=headers.pop("Content-Type"), headers=headers
        )


def refusals() -> list[dict]:
    found = AuditEntry.objects.filter(action="identity.request.refused", subject="client:shop")
    return [entry.detail for entry in found]


def assert_refused(answer, order: Order, *, booked: str = "0") -> None:
    assert (answer.status_code, answer.json()["code"]) == (401, "request_not_signed")
    assert left(order.debit) == eur(100) - eur(booked)
    assert refusals()[-1]["path"] == answer.wsgi_request.path


def test_a_request_that_is_signed_is_done(shop):
    order = Order()
    assert order.send(shop).status_code == 201
    assert left(order.debit) == eur(99)
    assert refusals() == []


def test_a_request_that_is_not_signed_is_refused(shop):
    order = Order()
    order.signed = {}
    assert_refused(order.send(shop), order)


def test_a_request_that_was_sent_before_is_refused(shop):
    order = Order()
    order.send(shop)
    assert_refused(order.send(shop), order, booked="1")


@pytest.mark.parametrize("header", ["Idempotency-Key", "Content-Digest", "Signature"])
def test_an_altered_header_is_refused(shop, header):
    order = Order()
    changed = {
        "Idempotency-Key": str(uuid4()),
        "Content-Digest": f"sha-256=:{'A' * 43}=:",
        "Signature": f"sig=:{'A' * 43}=:",
    }
    assert_refused(order.send(shop, **{header: changed[header]}), order)


def test_an_altered_body_is_refused(shop):
    order = Order()
    order.body = order.body.replace(b'"1.00"', b'"9.00"')
    assert_refused(order.send(shop), order)


@pytest.mark.parametrize("address", ["/api/v1/withdrawals", f"{TRANSFERS}?a=1"])
def test_another_address_is_refused(shop, address):
    order = Order()
    assert_refused(order.send(shop, path=address), order)


def test_a_query_in_another_order_is_refused(shop):
    signed = signature_headers(
        method="GET",
        path="/api/v1/accounts",
        query="limit=5&after=0",
        secret=SECRET,
        keyid="shop-1",
        created=int(clock.now().timestamp()),
    )
    headers = {"Authorization": f"Bearer {shop._key}", **signed}
    for query, status in (("after=0&limit=5", 401), ("limit=5&after=0", 200)):
        answer = Http().get(f"/api/v1/accounts?{query}", headers=headers)
        assert answer.status_code == status


def test_components_in_another_order_than_signed_are_refused(shop):
    order = Order()
    reordered = order.signed["Signature-Input"].replace('"@method" "@path"', '"@path" "@method"')
    assert_refused(order.send(shop, **{"Signature-Input": reordered}), order)


@pytest.mark.parametrize("missing", ["@method", "@path", "@query", "content-digest"])
def test_a_signature_that_leaves_something_out_is_refused(shop, missing):
    covered = ("@method", "@path", "@query", "content-digest", "content-type", "idempotency-key")
    order = Order(covered=tuple(name for name in covered if name != missing))
    assert_refused(order.send(shop), order)


def test_a_signature_that_leaves_the_idempotency_key_out_is_refused(shop):
    order = Order(covered=("@method", "@path", "@query", "content-digest", "content-type"))
    assert_refused(order.send(shop), order)


@pytest.mark.parametrize(("seconds", "status"), [(-290, 201), (290, 201), (-310, 401), (310, 401)])
def test_a_signature_holds_for_five_minutes_to_either_side(shop, seconds, status):
    order = Order(created=int(clock.now().timestamp()) + seconds)
    assert order.send(shop).status_code == status


@pytest.mark.parametrize(
    "changes", [{"secret": "another"}, {"keyid": "other-1"}, {"keyid": "none"}, {"nonce": "short"}]
)
def test_another_secret_or_no_real_nonce_is_refused(shop, changes):
    ApiClient("other")
    order = Order(**changes)
    assert_refused(order.send(shop), order)


def test_a_client_that_need_not_sign_and_does_is_held_to_it():
    client = ApiClient("shop")
    order = Order()
    assert order.send(client, Signature=f"sig=:{'A' * 43}=:").status_code == 401
    assert Order().send(client).status_code == 201
