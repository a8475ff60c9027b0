"""The link goes down, comes back, changes its key, and passes to another process."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from bankcore import clock
from payments.cards.models import Link
from payments.cards.services import connection
from tests.payments.cards import till
from tests.payments.cards.test_network import open_at


def is_up() -> bool:
    return till.VISA.health(now=clock.now()).is_up


def echoed_at():
    return Link.objects.get(connector="visa").last_echo_at


@pytest.fixture
def quick(standing_bank, network, tmp_path, monkeypatch):
    """Run a link to the Visa-like network that looks for echoes five times a second."""
    monkeypatch.setattr(connection, "_ANSWER_SECONDS", 0.5)
    zone = bytes.fromhex(network.zone_key_file.read_text().strip())
    ports = {"visa": network.port("visa")}
    running = till.RunningLink(ports, zone, tmp_path / "codes.sock", echo_seconds=0.2).start()
    yield running.wait_until_on()
    running.stop()


@pytest.mark.usefixtures("quick")
def test_after_three_missed_echoes_the_link_is_down_and_signs_on_anew(shop, network):
    since = Link.objects.get(connector="visa").connected_since
    network.fault("drop_answer", on="0800", count=5)
    till.wait_for(lambda: not is_up())
    link = Link.objects.get(connector="visa")
    assert (link.signed_on, link.connected_since) == (False, None)
    till.wait_for(is_up)
    assert Link.objects.get(connector="visa").connected_since > since
    payment = till.pay(shop, till.card(shop))
    assert till.operation_states(payment) == [("AUTHORISE", "SUCCEEDED")]
    assert network.state()["signed_on"] == 1


@pytest.mark.usefixtures("quick")
def test_two_missed_echoes_are_forgiven(network):
    since = Link.objects.get(connector="visa").connected_since
    network.fault("drop_answer", on="0800", count=2)
    till.wait_for(lambda: network.order("GET", "/state")["faults_waiting"] == 0)
    missed = clock.now()
    till.wait_for(lambda: (echoed_at() or missed) > missed)
    assert Link.objects.get(connector="visa").connected_since == since


@pytest.mark.usefixtures("quick")
def test_payments_go_on_while_the_key_changes(shop, network):
    method = till.card(shop)
    threads = []
    for _ in range(4):
        threads.append(till.pay_in_background(shop, method))
        network.order("POST", "/key-change", {"network": "visa"})
        threads.append(till.pay_in_background(shop, method))
    for each in threads:
        each.join(timeout=30)
    made = till.Operation.objects.filter(payment_method=method)
    assert set(made.values_list("state", flat=True)) == {"SUCCEEDED"}
    assert made.count() == len(threads)


def wait_until_it_waits(folder: Path, process: subprocess.Popen) -> None:
    """Wait until a link's process has found the link to be another's."""
    log = folder / f"codes.sock.{process.pid}.log"
    said = "another process has the link to visa"
    till.wait_for(lambda: log.exists() and said in log.read_text(), seconds=60)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_second_process_waits_until_the_first_is_gone_and_then_takes_over(
    start,
    shop,
    network,
    end,
    tmp_path,
):
    first = start()
    till.wait_for(is_up, seconds=60)
    second = start()
    wait_until_it_waits(tmp_path, second)
    payment = till.pay(shop, till.card(shop))
    assert till.operation_states(payment) == [("AUTHORISE", "SUCCEEDED")]
    assert (second.poll(), network.state()["connections"]) == (None, 1)
    since = Link.objects.get(connector="visa").connected_since
    os.kill(first.pid, end)
    first.wait(timeout=20)
    till.wait_for(
        lambda: is_up() and Link.objects.get(connector="visa").connected_since > since, seconds=60
    )
    payment = till.pay(shop, till.card(shop))
    assert till.operation_states(payment) == [("AUTHORISE", "SUCCEEDED")]
    assert network.state()["connections"] == 1


@pytest.mark.usefixtures("impatient")
def test_while_the_first_hangs_nobody_writes_and_its_end_lets_the_second_in(
    start,
    shop,
    network,
    tmp_path,
):
    first = start()
    till.wait_for(is_up, seconds=60)
    wait_until_it_waits(tmp_path, start())
    method = till.card(shop)
    os.kill(first.pid, signal.SIGSTOP)
    try:
        seen = network.state()["messages"].get("0100", 0)
        till.pay_in_background(shop, method)
        payment = till.latest()
        time.sleep(2)  # longer than the payment may wait: a second writer would have written
        assert network.state()["messages"].get("0100", 0) == seen
        assert network.state()["connections"] == 1
    finally:
        os.kill(first.pid, signal.SIGKILL)
    first.wait(timeout=20)
    till.wait_for(lambda: till.operation_states(payment) == [("AUTHORISE", "NOT_SENT")], seconds=60)
    till.wait_for(is_up, seconds=60)
    assert open_at(network, payment) == 0
    assert till.operation_states(till.pay(shop, method)) == [("AUTHORISE", "SUCCEEDED")]
