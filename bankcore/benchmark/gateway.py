"""Card payments, measured through the whole path: web, risk, vault, link, network and back.

The bank's programs and the card networks' run as processes of their own, as they do in
production; clients authorise payments one after another over loopback. The network tells its own
share of the time, and every decision of risk is kept with its own.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.core.management import call_command
from django.db import connections

from bankcore import clock
from bankcore.actor import Actor
from bankcore.benchmark import api, scratch
from bankcore.benchmark.timing import Timing, together, until
from bankcore.demo import outside, shop
from bankcore.demo.day import Day
from bankcore.ledger import public as ledger
from bankcore.settings import env
from payments.gateway import public as gateway

_ACTOR: Final = Actor.system("bench")
_HOST: Final = "127.0.0.1"
_CARDS: Final = ("4242424242424242", "5555555555554444")
_METHODS: Final = 200
_LIMIT: Final = 10**12
_WARM_UP: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Path99:
    """Milliseconds that half, and 99 in 100, stayed within."""

    p50: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Authorisations by one client and by several, the network's share, and that of risk."""

    alone: Timing
    together: Timing
    network: Path99
    decision: Path99


def measure(
    environment: env.Environment,
    database: str,
    *,
    seconds: float,
    clients: int,
    say: Callable[[str], None],
) -> Measured:
    """Authorise card payments for so long, in a database that holds nothing yet.

    Raises outside.OutsideNotThere and api.ServerFailed where a program does not start.
    """
    call_command("setup_bank", stdout=StringIO())
    methods = _methods()
    with _programs(environment, database) as (port, control):
        say("Card payments, 1 client")
        alone = _pay(port, methods, seconds, 0)
        say(f"Card payments, {clients} clients")
        with ThreadPoolExecutor(clients) as crew:
            several = together(
                list(crew.map(partial(_pay, port, methods, seconds), range(1, clients + 1)))
            )
        return Measured(
            alone=alone, together=several, network=_of_network(control), decision=_of_risk()
        )


def _methods() -> list[str]:
    """Have the demo shop keep cards; returns the payment methods."""
    now = clock.now()
    day = Day(day=ledger.business_date(), now=now, chance=random.Random(0))  # noqa: S311 - no secret
    there = shop.agree_terms(day, shop.ensure(now=now))
    return [
        gateway.create_method(
            merchant=there,
            new=gateway.NewMethod(
                details=gateway.CardNumber(
                    number=_CARDS[number % len(_CARDS)],
                    expiry_month=12,
                    expiry_year=now.year + 4,
                    code="",
                ),
                holder_name="Demo Person 01",
            ),
            request_id=uuid4(),
            actor=_ACTOR,
            now=now,
        ).object_id
        for number in range(_METHODS)
    ]


@contextmanager
def _programs(environment: env.Environment, database: str) -> Iterator[tuple[int, int]]:
    """Run network, link and web; gives the web's port and that of the network's control."""
    logs = environment.data_folder / "logs"
    visa, mastercard, control = outside.free_ports(3)
    manage = [sys.executable, "manage.py"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bk-")))
        variables = {
            "DATABASE_URL": scratch.url(environment.database, database),
            "DATABASE_OWNER_URL": scratch.url(environment.database_owner, database),
            "VISA_ADDRESS": f"{_HOST}:{visa}",
            "MASTERCARD_ADDRESS": f"{_HOST}:{mastercard}",
            "CARD_LINK_SOCKET": str(folder / "codes.sock"),
        }
        network = [*manage, "run_card_network", "--visa-port", str(visa), "--pages-port", "0"]
        network += ["--mastercard-port", str(mastercard), "--control-port", str(control)]
        network += ["--folder", str(folder / "exchange"), "--daily-limit", str(_LIMIT)]
        network += ["--database", str(folder / "network.sqlite3")]
        listening = "card network is listening"
        stack.enter_context(outside.program(network, listening, logs / "bench-network.log"))
        link = [*manage, "run_card_link"]
        stack.enter_context(
            outside.program(link, "card link is running", logs / "bench-link.log", variables)
        )
        port = stack.enter_context(api.server(environment, database, variables=variables))
        yield port, control


def _pay(port: int, methods: list[str], seconds: float, seed: int) -> Timing:
    """Authorise payments one after another over one connection, for so long."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with closing(http.client.HTTPConnection(_HOST, port, timeout=60)) as connection:

        def one(timing: Timing) -> None:
            order = {
                "amount": chance.randrange(100, 99_999),
                "currency": "eur",
                "payment_method": chance.choice(methods),
                "confirm": "true",
                "capture_method": "manual",
            }
            started = time.perf_counter()
            if _authorise(connection, order) == "requires_capture":
                timing.add(1, time.perf_counter() - started)
            else:
                timing.errors += 1

        for _ in range(_WARM_UP):
            one(Timing())
        return until(seconds, one)


def _authorise(connection: http.client.HTTPConnection, order: dict[str, Any]) -> str:
    """Return the status that the payment comes to; empty where the bank refuses."""
    connection.request(
        "POST",
        "/v1/payment_intents",
        urlencode(order),
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"Bearer {shop.API_KEY}",
            "Idempotency-Key": str(uuid4()),
        },
    )
    with connection.getresponse() as answer:
        said = json.loads(answer.read())
        return str(said["status"]) if answer.status == HTTPStatus.OK else ""


def _of_network(control: int) -> Path99:
    """Return the networks' own time, from the slower of the two."""
    with closing(http.client.HTTPConnection(_HOST, control, timeout=60)) as connection:
        connection.request("GET", "/state?open=0")
        with connection.getresponse() as answer:
            told = json.loads(answer.read())["networks"].values()
    shares = [each["processing"] for each in told if each["processing"]["messages"]]
    return Path99(
        p50=max(each["p50_us"] for each in shares) / 1000,
        p99=max(each["p99_us"] for each in shares) / 1000,
    )


def _of_risk() -> Path99:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """SELECT percentile_cont(array[0.5, 0.99]) WITHIN GROUP (ORDER BY milliseconds)
            FROM risk_screeningdecision WHERE channel = 'gateway'"""
        )
        p50, p99 = cursor.fetchone()[0]
    return Path99(p50=float(p50), p99=float(p99))
