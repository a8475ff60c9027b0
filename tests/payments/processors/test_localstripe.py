"""Against a server that others wrote: what it has of Stripe's API is used as it is.

It has no idempotency keys, no amounts of captures, no disputes and no reports by day; those are
tried against the peer of these tests.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from bankcore import clock
from payments.gateway.public import OperationKind, Verdict
from payments.processors import public as processors
from payments.processors.services import connector, wire
from payments.vault import public as vault
from tests.payments.processors.conftest import Shop

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture(scope="module")
def address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    found = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{found}/js.stripe.com/v3/", timeout=5).close()  # noqa: S310
                break
            except OSError:
                assert process.poll() is None, "localstripe ended"
                time.sleep(0.05)
        yield found
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def there(address, settings, told, tmp_path, monkeypatch):
    settings.STRIPE_API_BASE, settings.STRIPE_API_KEY = address, "sk_test_12345"
    settings.SECURITY_CODES_SOCKETS = f"{tmp_path}/codes*.sock"
    for name in ("_claimed", "_applied", "_taken_back"):
        monkeypatch.setattr(connector, name, getattr(connector, name).__wrapped__)
    with vault.SecurityCodes(tmp_path / "codes.sock"):
        yield Shop()
    wire._pool().clear()


def authorise(shop, number="4242424242424242"):
    vault.send_security_code(token=shop.token(number), code="123")
    return shop.bring(number=number)


def test_a_payment_is_authorised_captured_in_part_and_refunded(there, told):
    authorise(there)
    payment = told.last.network_reference
    assert (told.last.verdict, told.last.amount.minor) == (Verdict.APPROVED, 1000)
    there.bring(OperationKind.CAPTURE, 700, of=payment)
    assert told.last.verdict is Verdict.APPROVED
    there.bring(OperationKind.REFUND, 300, of=payment)
    assert (told.last.verdict, told.last.amount.minor) == (Verdict.APPROVED, 300)


def test_a_payment_is_cancelled(there, told):
    authorise(there)
    there.bring(OperationKind.VOID, of=told.last.network_reference)
    there.bring(OperationKind.VOID, of=told.last.network_reference)
    assert told.verdicts == ["APPROVED"] * 3  # the second was cancelled already


def test_a_card_is_declined(there, told):
    authorise(there, number="4000000000000341")
    assert (told.last.verdict, told.last.code) == (Verdict.DECLINED, "generic_decline")
    assert told.last.raw_code == "card_declined"


def test_a_card_that_the_payer_must_confirm_is_given_up(there, told):
    authorise(there, number="4000002760003184")
    assert (told.last.verdict, told.last.code) == (Verdict.DECLINED, "authentication_required")


def test_what_it_cannot_read_was_not_sent(there, told):
    there.bring()  # it insists on a security code
    assert told.verdicts == ["NOT_SENT"]


def test_an_answer_that_was_lost_is_learnt_by_asking(there, told, monkeypatch):
    plain = wire.post

    def lost(path, form, **more):
        plain(path, form, **more)
        raise wire.NoAnswer if path.endswith(("confirm", "capture", "refunds")) else AssertionError

    def lose(path, form, **more):
        kept = path.endswith(("confirm", "capture", "refunds"))
        return lost(path, form, **more) if kept else plain(path, form, **more)

    monkeypatch.setattr(wire, "post", lose)
    operations = [authorise(there)]
    assert told.verdicts == ["UNKNOWN"]
    there.ask(operations[0])
    payment = told.last.network_reference
    for kind in (OperationKind.CAPTURE, OperationKind.REFUND):
        there.ask(there.bring(kind, of=payment))
    # It has no idempotency keys: that each happened once is what asking first is for.
    assert told.verdicts == ["UNKNOWN", "APPROVED"] * 3
    assert processors.inquire_due(now=clock.now() + there.later) == 0
