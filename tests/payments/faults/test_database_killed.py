"""kill -9 of PostgreSQL at every step of a payment: it is there once, or not at all."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError

from payments.settlement.models import ClearingFile, Payout
from tests.payments.cards import till
from tests.payments.faults import agreement, day
from tests.payments.faults.striking import once, strikes_at

GATEWAY = "payments.gateway.services"
# Where the web's process is when the database dies, and whether it has done the step by then.
STEPS = {
    "the request is not begun": (f"{GATEWAY}.requests.begin", False),
    "the operation is not committed": (f"{GATEWAY}.making.write", True),
    "the wire is not reached": (f"{GATEWAY}.bringing.bring", False),
    "the network has answered": (f"{GATEWAY}.bringing.bring", True),
    "the answer is not kept": (f"{GATEWAY}.requests.finish", False),
    "the answer is kept and not sent": (f"{GATEWAY}.requests.finish", True),
}
# The link lost its database before it had read the message: nothing left, and the shop may retry.
NOT_CHARGED = {"the wire is not reached"}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("step", STEPS)
def test_a_database_killed_while_the_web_authorises_charges_once_or_not_at_all(
    program, own_database, network, monkeypatch, step
):
    place, after = STEPS[step]
    kills, key = own_database.kills, f"authorise: {step}"
    strikes_at(monkeypatch, place, own_database.kill, after=after)
    paid = program.pay(key)
    program.repair()
    assert own_database.kills == kills + 1
    till.wait_for(till.all_acknowledged)
    if step in NOT_CHARGED:
        assert (paid["http_status"], paid["error"]["decline_code"]) == (402, "try_again_later")
        assert paid["error"]["payment_intent"]["amount_capturable"] == 0
    else:
        assert (paid["http_status"], paid["status"]) == (200, "requires_capture")
    assert program.pay(key) == paid
    agreement.everywhere(network)


POINTS = {
    "before_sent": "NOT_SENT",  # nothing was committed: queued still, and given up at the restart
    "sent": "REVERSED",  # the network says 25: never seen
    "written": "REVERSED",
    "answered": "REVERSED",
    "reversal_written": "REVERSED",
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("point", POINTS)
def test_a_database_killed_under_the_link_leaves_no_hold_and_no_false_success(
    program, own_database, network, link, point
):
    if point == "reversal_written":
        network.fault("drop_answer")
    strike = once(own_database.kill)
    link.at = lambda reached: strike() if reached == point else None
    kills, key = own_database.kills, f"link: {point}"
    paid = program.pay(key)
    program.repair()
    assert own_database.kills == kills + 1
    till.wait_for(till.all_acknowledged)
    assert till.operation_states(till.latest()) == [("AUTHORISE", POINTS[point])]
    assert program.pay(key) == paid
    # Told before the reversal was acknowledged, or after: never that it was paid.
    told = paid if paid["http_status"] == 200 else paid["error"]["payment_intent"]
    assert told["status"] in {"processing", "requires_payment_method"}
    assert program.read(told)["status"] == "requires_payment_method"
    agreement.everywhere(network)


# The steps of a capture or a refund, which the network hears of by file.
BY_FILE = {name: STEPS[name] for name in STEPS}
BY_FILE["the network's word is not committed"] = (f"{GATEWAY}.effects.follow", True)


@pytest.mark.parametrize("step", BY_FILE)
def test_a_database_killed_while_the_web_captures_captures_and_refunds_once(
    program, own_database, network, monkeypatch, step
):
    place, after = BY_FILE[step]
    kills = own_database.kills
    paid = program.pay(f"to capture: {step}")
    with monkeypatch.context() as patch:
        strikes_at(patch, place, own_database.kill, after=after)
        captured = program.capture(paid, f"capture: {step}")
    program.repair()
    assert (captured["http_status"], captured["status"]) == (200, "succeeded")
    assert program.capture(paid, f"capture: {step}") == captured
    with monkeypatch.context() as patch:
        strikes_at(patch, place, own_database.kill, after=after)
        refunded = program.refund(paid, f"refund: {step}", minor=1_500)
    program.repair()
    assert (refunded["http_status"], refunded["status"]) == (200, "succeeded")
    assert program.refund(paid, f"refund: {step}", minor=1_500) == refunded
    assert own_database.kills == kills + 2
    assert till.operation_states(paid["id"]) == [
        ("AUTHORISE", "SUCCEEDED"),
        ("CAPTURE", "SUCCEEDED"),
        ("REFUND", "SUCCEEDED"),
    ]
    agreement.everywhere(network)


FILES = "payments.settlement.repositories.clearing"
BATCHES = "payments.settlement.repositories.batches"
# Where each step of the day's end is when the database dies; it is done again as often.
DAY_END = {
    day.make_file: (
        (f"{FILES}.claim", True),
        ("payments.settlement.services.clearing._item", False),
        ("payments.settlement.services.clearing._note", False),
        (f"{FILES}.note_written", True),
    ),
    day.take_files: (
        (f"{FILES}.answer", True),
        ("payments.settlement.repositories.received.add_advice", True),
        ("payments.settlement.services.network_books.book_fees", True),
    ),
    day.reconcile: (
        ("payments.reconciliation.repositories.statements.add", True),
        ("payments.reconciliation.services.statements._take", True),
        ("payments.reconciliation.repositories.comparing.add_run", True),
    ),
    day.settle: (
        (f"{BATCHES}.settle", True),
        (f"{BATCHES}.note_reserves", True),
    ),
    day.pay: (
        ("payments.settlement.repositories.payouts.add", True),
        ("payments.settlement.repositories.payouts.decide", True),
    ),
}


def test_a_database_killed_at_every_step_of_the_days_end_settles_everything_once(
    program, own_database, network, monkeypatch, settings
):
    settings.GATEWAY_EXCHANGE_FOLDER = network.folder
    sold = [program.capture(program.pay(f"sale {each}"), f"take {each}") for each in range(3)]
    program.refund(sold[0], "give back", minor=2_000)
    for step, places in DAY_END.items():
        if step is day.take_files:
            day.clear(network)
        for place, after in places:
            with monkeypatch.context() as patch:
                strikes_at(patch, place, own_database.kill, after=after)
                with pytest.raises((OperationalError, InterfaceError)):
                    step()
            program.repair()
        step()
        step()
    assert ClearingFile.objects.count() == 1
    assert Payout.objects.filter(state="PAID").count() == 1
    agreement.everywhere(network)
    agreement.reconciled()
    day.settled_once()
