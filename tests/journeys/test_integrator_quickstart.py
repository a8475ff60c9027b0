"""An integrator follows the quickstart: every block of the page, and the program beside it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from bankcore import clock
from bankcore.settings import env
from payments.gateway.models import PaymentIntent
from payments.webhooks import public as webhooks
from payments.webhooks.models import Event
from tests.live import live_bank
from tests.payments.gateway.presentation.merchants import Shop
from tests.payments.webhooks.receivers import Receiver, receiving

DOCS = env.REPOSITORY / "docs/gateway"
BLOCKS = re.findall(r"```sh\n(.*?)```", (DOCS / "quickstart.md").read_text(), re.DOTALL)


@pytest.fixture
def bank(committed_bank, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    with live_bank() as found:
        yield found


def deliver() -> int:
    return webhooks.deliver_due(
        most=50, jitter=lambda: 0.0, clock=lambda: clock.now() + timedelta(seconds=20)
    )


def test_every_block_of_the_page_runs(bank):
    shop = Shop()
    with receiving(Receiver()) as receiver:
        script = "set -euo pipefail\n" + "\n".join(BLOCKS)
        done = subprocess.run(
            ["bash", "-c", script],
            env={
                **os.environ,
                "BANK": bank.url,
                "KEY": shop.key,
                "RUN": uuid4().hex,
                "RECEIVER": receiver.url,
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(BLOCKS) == 8
    payment = PaymentIntent.objects.get()
    assert (payment.state, payment.captured_minor, payment.refunded_minor) == (
        "SUCCEEDED", 2_000, 500,
    )  # fmt: skip
    assert payment.metadata == {"order": "1001"}
    assert '"type":"payment_intent.succeeded"' in done.stdout.replace(" ", "")
    assert '"secret":"whsec_' in done.stdout.replace(" ", "")


def test_the_program_pays_and_hears_of_it(bank):
    shop = Shop()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    program = subprocess.Popen(
        [sys.executable, DOCS / "quickstart.py", bank.url, shop.key, str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with program:
        try:
            paid = program.stdout.readline().split()
            assert paid[:1] + paid[2:] == ["paid", "succeeded"], program.stderr.read()
            assert Event.objects.filter(type="payment_intent.succeeded").exists()
            for _ in range(50):
                if deliver():
                    break
                time.sleep(0.1)
            told, _ = program.communicate(timeout=20)
        finally:
            program.kill()
    assert told.split() == ["verified", "payment_intent.succeeded", paid[1]]
    lines = (DOCS / "quickstart.py").read_text().splitlines()
    assert len(lines) <= 46
