"""A server that is killed while it answers: the same request again gets the same payment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
import stripe

from bankcore import clock
from bankcore.settings import env
from payments.gateway.models import Operation, PaymentIntent, SentRequest
from tests.live import live_bank
from tests.payments.gateway.presentation.merchants import Shop

SERVER = """
import sys, time
import django
django.setup()
from django.db import connections
database, moment = sys.argv[1:]
for alias in ("default", "owner"):
    connections.settings[alias]["NAME"] = database
    connections[alias].settings_dict["NAME"] = database
from payments.gateway.services import bringing, requests
from tests.live import live_bank

def stop(*_args, **_named):
    print("reached", flush=True)
    time.sleep(60)

bring = bringing.bring
if moment == "before the wire":
    bringing.bring = stop
elif moment == "after the wire":
    def bring_and_stop(*args, **named):
        bring(*args, **named)
        stop()
    bringing.bring = bring_and_stop
else:
    requests.finish = stop
with live_bank() as bank:
    print(bank.url, flush=True)
    time.sleep(60)
"""
MOMENTS = ["before the wire", "after the wire", "before the answer is kept"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_servers_request_is_gone_on_with(committed_bank, moment):
    shop = Shop()
    order = {"amount": 2_500, "currency": "eur", "payment_method": shop.card(), "confirm": True}
    options = {"idempotency_key": "order-7"}
    _killed_while_it_takes(shop, order, options, committed_bank, moment)
    with live_bank() as bank:
        api = shop.stripe(bank)
        with pytest.raises(stripe.APIError) as waits:
            api.v1.payment_intents.create(order, options)
        assert waits.value.http_status == 409
        SentRequest.objects.filter(key="order-7").update(
            lease_until=clock.now() - timedelta(seconds=1)
        )
        again = api.v1.payment_intents.create(order, options)
    assert (again.id, again.status) == (PaymentIntent.objects.get().object_id, "succeeded")
    kinds = sorted(Operation.objects.values_list("kind", "state"))
    assert kinds == [("AUTHORISE", "SUCCEEDED"), ("CAPTURE", "SUCCEEDED")]


def _killed_while_it_takes(shop, order, options, database: str, moment: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, database, moment],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bankcore.settings.test"},
        cwd=env.REPOSITORY,
    )
    with process:
        try:
            url = process.stdout.readline().decode().strip()
            assert url.startswith("http://127.0.0.1:")
            sending = subprocess.Popen(
                [sys.executable, "-c", SENDER, url, shop.key, order["payment_method"]]
            )
            reached = process.stdout.readline()
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=10)
        assert reached == b"reached\n"
        assert sending.wait(timeout=20) == 0


SENDER = """
import sys
import stripe
url, key, card = sys.argv[1:]
api = stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=0)
order = {"amount": 2500, "currency": "eur", "payment_method": card, "confirm": True}
try:
    api.v1.payment_intents.create(order, {"idempotency_key": "order-7"})
except stripe.APIConnectionError:
    sys.exit(0)
sys.exit("it was answered")
"""
