"""One run: a whole bank under load, every fault in turn, and after each the books."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bankcore.chaos import judging, memory, whole_bank
from bankcore.chaos.clients import Clients, Payment
from bankcore.chaos.fault import Fault
from bankcore.chaos.judging import Verdict
from bankcore.demo import bank as demo

BACK_WITHIN: Final = 10.0
_WARM_UP: Final = 3.0
_LOOK: Final = 0.05
_GIVEN_UP_ON: Final = 120.0
# The demo client may call ten times a second; here it is many programs at once.
_UNLIMITED: Final = "UPDATE identity_apiclient SET rate_per_minute = 1000000, burst = 100000"


def run(
    faults: Sequence[Fault],
    *,
    clients: int,
    seed: int,
    seconds: float,
    say: Callable[[str], None],
) -> Iterator[Verdict]:
    """Let each fault happen to one bank under load, and give what became of it.

    `seconds` is for how long the clients pay on after each fault. The last verdict is of an orderly
    stop under load.
    """
    say("A whole bank is made and started")
    with whole_bank.running() as bank:
        with bank.connect() as session:
            session.execute(_UNLIMITED)
        accounts = [
            each.account_id for each in demo.demo_accounts() if each.opening.currency.code == "EUR"
        ]
        with memory.watched(bank) as watch:
            for number, fault in enumerate(faults):
                say(fault.name)
                if fault.hindrance():
                    yield not_tried(fault)
                    continue
                load = Clients(bank.address, accounts, clients, seed * 100 + number)
                with fault.place(bank):
                    bank.start_again()
                    yield _one(bank, fault, load, seconds)
            say("An orderly stop")
            bank.start_again()
            load = Clients(bank.address, accounts, clients, seed * 100 + len(faults))
            yield _stop_in_order(bank, load)
        for line in watch.lines():
            say(line)


def _one(bank: whole_bank.WholeBank, fault: Fault, load: Clients, seconds: float) -> Verdict:
    load.start()
    try:
        time.sleep(_WARM_UP)
        _wait_until_somebody_is_paid(load)
        fault.happen(bank)
        back = _seconds_until_back(load)
        time.sleep(seconds)
    finally:
        load.stop()
    verdict = _judge(bank, fault.name, load, back)
    more = fault.also(load.payments)
    return replace(verdict, broken=[*verdict.broken, *more.broken], figures=more.figures)


def not_tried(fault: Fault) -> Verdict:
    """Return the verdict of a fault that this machine does not allow."""
    return Verdict(
        fault=fault.name,
        acknowledged=0,
        unanswered=0,
        back_after=None,
        broken=(),
        not_tried=fault.hindrance(),
    )


def _wait_until_somebody_is_paid(load: Clients) -> None:
    """On a busy machine a bank that has just been started is not yet at work."""
    deadline = time.monotonic() + _GIVEN_UP_ON
    while not load.acknowledged() and time.monotonic() < deadline:
        time.sleep(_LOOK)


def _seconds_until_back(load: Clients) -> float | None:
    """Return how long after now the first payment that was sent after now was acknowledged.

    None where that did not come about in two minutes.
    """
    over = time.monotonic()
    while time.monotonic() < over + _GIVEN_UP_ON:
        if any(each.is_acknowledged and each.sent_at > over for each in list(load.payments)):
            return time.monotonic() - over
        time.sleep(_LOOK)
    return None


def _stop_in_order(bank: whole_bank.WholeBank, load: Clients) -> Verdict:
    """Stop under load: whoever was heard is answered."""
    load.start()
    time.sleep(_WARM_UP)
    bank.ask_to_stop()
    bank.wait_until_stopped()
    load.stop()
    bank.start()
    back = _seconds_until_somebody_pays(load)
    return _judge(bank, "stopped in order under load, and started", load, back)


def _seconds_until_somebody_pays(load: Clients) -> float | None:
    """Let one more client pay, whose payments are judged with the others'; returns how soon."""
    once = Clients(load.address, load.accounts, 1, load.seed + 1)
    once.start()
    try:
        return _seconds_until_back(once)
    finally:
        once.stop()
        load.payments.extend(once.payments)


def _judge(bank: whole_bank.WholeBank, name: str, load: Clients, back: float | None) -> Verdict:
    prefix = "chaos-"
    counts = judging.booked(bank, prefix)
    broken = judging.faults_of(load.payments, counts)
    unanswered = [each for each in load.payments if not each.is_acknowledged and not each.refused]
    _ask_again(load, unanswered)
    after = judging.booked(bank, prefix)
    broken += judging.keys_that_do_not_tell(unanswered, counts, after)
    if back is None or back > BACK_WITHIN:
        took = "not at all" if back is None else f"after {back:.1f} s"
        broken.append(f"the service was back {took}")
    for command in ("verify_ledger", "verify_seal"):
        is_clean, line = bank.manage(command)
        if not is_clean:
            broken.append(f"{command}: {line}")
    return Verdict(
        fault=name,
        acknowledged=load.acknowledged(),
        unanswered=len(unanswered),
        back_after=back,
        broken=broken,
    )


def _ask_again(load: Clients, unanswered: Sequence[Payment]) -> None:
    for each in unanswered:
        for _ in range(20):
            load.ask_again(each)
            if each.answered_at is not None:
                break
