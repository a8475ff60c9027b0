"""The bank is killed on the way to the processor: nothing is charged twice or forgotten."""

import os
import signal
import subprocess
import sys

from bankcore.benchmark import scratch
from bankcore.settings import env
from payments.gateway.public import OperationKind
from payments.processors.repositories import calls

PERFORM = """
import sys, uuid
import django
django.setup()
from payments.processors import public
public.STRIPE.perform(uuid.UUID(sys.argv[1]), seconds=30)
"""


def killed_while_it_waits(operation, peer, server, database):
    """Perform in a process of its own, and kill that while the processor has not answered."""
    found = env.read()
    urls = {
        "DATABASE_URL": scratch.url(found.database, database),
        "DATABASE_OWNER_URL": scratch.url(found.database_owner, database),
    }
    variables = (
        os.environ
        | urls
        | {
            "DJANGO_SETTINGS_MODULE": "bankcore.settings.test",
            "STRIPE_API_BASE": server.address,
            "STRIPE_API_KEY": "sk_test_bankcore",
        }
    )
    process = subprocess.Popen(
        [sys.executable, "-c", PERFORM, str(operation)], cwd=env.REPOSITORY, env=variables
    )
    try:
        assert peer.reached.wait(30), "the request has not come"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    peer.let_go.set()


def test_killed_after_the_charge_and_before_its_answer(committed_bank, shop, server, peer, told):
    peer.faults["confirm"] = ["hang"]
    operation = shop.queue()
    killed_while_it_waits(operation, peer, server, committed_bank)
    assert calls.get(operation).state == "SENT"
    assert told.verdicts == []
    shop.ask(operation)
    shop.ask(operation)
    assert told.verdicts == ["APPROVED"]
    assert (peer.charged, len(peer.payments)) == (1, 1)


def test_killed_before_the_payment_was_kept_nothing_is_charged(
    committed_bank, shop, server, peer, told
):
    peer.faults["payment_intents"] = ["hang"]
    operation = shop.queue()
    killed_while_it_waits(operation, peer, server, committed_bank)
    shop.ask(operation)
    assert told.verdicts == ["NOT_SENT"]
    assert peer.charged == 0


def test_killed_while_it_refunds_the_payer_is_paid_once(committed_bank, shop, server, peer, told):
    shop.bring()
    payment = told.last.network_reference
    shop.bring(OperationKind.CAPTURE, of=payment)
    peer.faults["refunds"] = ["hang"]
    operation = shop.queue(OperationKind.REFUND, 400, of=payment)
    killed_while_it_waits(operation, peer, server, committed_bank)
    shop.ask(operation)
    assert told.verdicts == ["APPROVED"] * 3
    assert [each["amount"] for each in peer.refunds.values()] == [400]


def test_two_processes_that_bring_one_operation_charge_once(committed_bank, shop, peer, told):
    from payments.processors import public as processors
    from tests.conftest import in_threads

    operation = shop.queue()
    in_threads(4, lambda _: processors.STRIPE.perform(operation, seconds=10))
    assert told.verdicts == ["APPROVED"]
    assert (peer.charged, len(peer.payments)) == (1, 1)


def test_who_asks_while_it_is_on_its_way_and_who_brings_it_do_not_both_win(
    committed_bank, shop, peer, told
):
    """Asked about too early, it is given up; the one that brings it finds that out in time."""
    from payments.processors import public as processors
    from tests.conftest import in_threads

    peer.faults["payment_intents"] = ["hang"]
    operation = shop.queue()

    def run(number):
        if number == 0:
            processors.STRIPE.perform(operation, seconds=10)
            return
        assert peer.reached.wait(10)
        shop.ask(operation)
        peer.let_go.set()

    assert in_threads(2, run) == [None, None]
    assert told.verdicts == ["NOT_SENT"]
    assert peer.charged == 0
