"""The world outside the bank for one demo day: card networks, clearing houses, a processor.

Each is a process of its own, on ports of its own; they and the card link are started for as long
as the day needs them and ended by their numbers. Where the whole bank is running they are there
already, and are used as they are.
"""

from __future__ import annotations

import contextlib
import http
import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from bankcore.settings.env import REPOSITORY

_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0


class OutsideNotThere(RuntimeError):
    """A program that plays the outside world did not come up; its log says why."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Where the programs are told what to do, by the ports of their controls."""

    card_network: int
    clearing_house: int
    has_processor: bool

    def end_card_day(self, day: date) -> None:
        """Let the card networks read the bank's files, pay, and write their own."""
        _tell(self.card_network, "/clear", {"date": day.isoformat()})

    def pay_at_once(self, account: str, minor: int, day: date) -> dict[str, Any]:
        """Let another bank send an instant payment to an account; it waits for the bank."""
        order = {"account": account, "amount_minor": minor, "date": day.isoformat()}
        paid: dict[str, Any] = _tell(self.clearing_house, "/instant", order)
        return paid

    def recall(self, paid: dict[str, Any], minor: int, day: date) -> dict[str, Any]:
        """Let the other bank ask for a payment back that it has sent twice."""
        order = {**paid, "amount_minor": minor, "date": day.isoformat(), "reason": "DUPL"}
        asked: dict[str, Any] = _tell(self.clearing_house, "/recall", order)
        return asked

    def collect(self, **order: object) -> tuple[str, str]:
        """Have somebody collect by SEPA from a customer; returns message and transaction."""
        said = _tell(self.clearing_house, "/collect", {"network": "sepa", **order})
        return said["message"], said["transaction"]

    def end_clearing_day(self, day: date) -> None:
        """Let the clearing houses settle what is due, and write the statement of the account."""
        _tell(self.clearing_house, "/clear", {"date": day.isoformat()})


@contextlib.contextmanager
def running() -> Iterator[Outside]:
    """Give the outside world, started where it is not running; raises OutsideNotThere."""
    environment = settings.ENVIRONMENT
    controls = (environment.card_network_control_port, environment.clearing_house_control_port)
    if all(_answers(port) for port in controls):
        yield Outside(*controls, has_processor=bool(settings.STRIPE_API_KEY))
        return
    with contextlib.ExitStack() as stack:
        yield _start_all(stack)


def _start_all(stack: contextlib.ExitStack) -> Outside:
    logs = settings.ENVIRONMENT.data_folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    visa, mastercard, control, pages, house, instant, processor = free_ports(7)
    variables = {
        "VISA_ADDRESS": f"127.0.0.1:{visa}",
        "MASTERCARD_ADDRESS": f"127.0.0.1:{mastercard}",
    }
    manage = [sys.executable, "manage.py"]
    ports = ["--visa-port", str(visa), "--mastercard-port", str(mastercard)]
    network = [*manage, "run_card_network", *ports, "--control-port", str(control)]
    network += ["--pages-port", str(pages)]
    stack.enter_context(program(network, "card network is listening", logs / "network.log"))
    stack.enter_context(
        program(
            [
                *(*manage, "run_clearing_house", "--control-port", str(house)),
                *("--instant-port", str(instant)),
            ],
            "clearing house is listening",
            logs / "house.log",
        )
    )
    stack.enter_context(_instant_at(f"http://127.0.0.1:{instant}"))
    link = program([*manage, "run_card_link"], "card link is running", logs / "link.log", variables)
    stack.enter_context(link)
    has_processor = importlib.util.find_spec("localstripe") is not None
    if has_processor:
        stripe = [sys.executable, "-m", "localstripe", "--port", str(processor), "--from-scratch"]
        stack.enter_context(program(stripe, "Running on", logs / "processor.log"))
        stack.enter_context(_processor_at(f"http://127.0.0.1:{processor}"))
    return Outside(control, house, has_processor)


@contextlib.contextmanager
def _instant_at(address: str) -> Iterator[None]:
    """Have the bank send instant payments to this address meanwhile."""
    before = settings.INSTANT_ADDRESS
    settings.INSTANT_ADDRESS = address
    try:
        yield
    finally:
        settings.INSTANT_ADDRESS = before


@contextlib.contextmanager
def _processor_at(address: str) -> Iterator[None]:
    """Have the bank call the processor at this address meanwhile."""
    before = settings.STRIPE_API_BASE, settings.STRIPE_API_KEY
    settings.STRIPE_API_BASE, settings.STRIPE_API_KEY = address, "sk_test_12345"
    try:
        yield
    finally:
        settings.STRIPE_API_BASE, settings.STRIPE_API_KEY = before


@contextlib.contextmanager
def program(
    command: Sequence[str], ready: str, log: Path, variables: dict[str, str] | None = None
) -> Iterator[None]:
    """Run a program until the end of the block; raises OutsideNotThere where it does not start.

    It is there once its log, a file, has the words `ready`; `variables` are put into its
    environment.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            command,
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(variables or {})},
        )
    try:
        _wait_until_ready(process, ready, log)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], ready: str, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if ready in log.read_text(errors="replace"):
            return
        time.sleep(0.05)
    message = f"The program {log.stem} did not start; {log} says why."
    raise OutsideNotThere(message)


def free_ports(count: int) -> list[int]:
    """Return so many ports of this machine that nobody listens at."""
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in found]


def _answers(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _tell(port: int, path: str, order: dict[str, Any]) -> Any:
    call = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(call):
        try:
            call.request("POST", path, json.dumps(order), {"Content-Type": "application/json"})
            answer = call.getresponse()
            said = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            message = f"The program at port {port} does not answer {path}: {error}."
            raise OutsideNotThere(message) from error
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            message = f"The program at port {port} refused {path}: {said[:200]}."
            raise OutsideNotThere(message)
    return json.loads(said)
