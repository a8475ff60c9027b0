"""The API, measured over loopback under the server that production runs."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from uuid import UUID, uuid4

from bankcore.benchmark import books, scratch
from bankcore.benchmark.timing import Timing, together, until
from bankcore.demo import outside
from bankcore.identity import public as identity
from bankcore.runtime import overload
from bankcore.settings import env

HOST = "127.0.0.1"
PATH = "/api/v1/transfers"
API_KEY = "bk_test_bench_not_a_secret"
_SIGNING_SECRET = "bs_bench_not_a_secret"  # noqa: S105 - of a database thrown away at the end
_START_SECONDS = 120.0
_WARM_UP = 5
# The first request waits until a worker of the server has loaded everything.
_ANSWER_SECONDS = 120.0
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class ServerFailed(RuntimeError):
    """The web server did not start; the message names its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOrder:
    """What `clients` of one session are to do: transfers between any of `accounts` at this port.

    All of them go to `hot`, where one is named.
    """

    port: int
    accounts: Sequence[UUID]
    seconds: float
    seed: int
    clients: int = 1
    hot: UUID | None = None


def add_client(*, now: datetime) -> None:
    """Add the program that will call, to the scratch database."""
    identity.ensure_api_client(
        client_id="bench",
        name="Benchmark",
        api_key=API_KEY,
        signing_secret=_SIGNING_SECRET,
        now=now,
        scopes=identity.all_scopes(),
    )


@contextmanager
def server(
    environment: env.Environment,
    database: str,
    *options: str,
    variables: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """Run the web server on the database of this name; the value is its port.

    `options` are further ones of the server's command, `variables` of its environment.
    """
    (port,) = outside.free_ports(1)
    log = environment.data_folder / "logs" / "bench.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program and arguments
            [*_command(environment, port), *options],
            cwd=env.REPOSITORY,
            env={**_variables(environment, database), **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(process, port, f"The web server did not start; see {log}.")
            yield port
        finally:
            process.terminate()
            process.wait()


def transfers(order: SessionOrder) -> Timing:
    """Post transfers, each client one after another over one connection; runs in a session."""
    with ThreadPoolExecutor(order.clients) as pool:
        return together(list(pool.map(partial(_client, order), range(order.clients))))


def _client(order: SessionOrder, number: int) -> Timing:
    chance = books.dice(order.seed * order.clients + number)
    with closing(_Line(order.port)) as line:

        def one(timing: Timing) -> None:
            debit, credit = chance.sample(order.accounts, 2)
            request = _request(debit, order.hot or credit)
            started = time.perf_counter()
            if line.ask(request) == HTTPStatus.CREATED:
                timing.add(1, time.perf_counter() - started)
            else:
                timing.errors += 1

        for _ in range(_WARM_UP):
            one(Timing())
        return until(order.seconds, one)


def _request(debit: UUID, credit: UUID) -> bytes:
    body = (
        f'{{"debit_account_id":"{debit}","credit_account_id":"{credit}",'
        '"amount":"0.01","currency":"EUR"}'
    ).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {API_KEY}\r\nIdempotency-Key: {uuid4()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    return head + body


class _Line:
    """A connection that is kept open.

    It reads no more of HTTP than this server writes: what the caller computes, on the same
    processors, is taken from the bank.
    """

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=_ANSWER_SECONDS)

    def ask(self, request: bytes) -> int:
        """Send a request, and return the status of the answer once all of it is there."""
        self._socket.sendall(request)
        received = b""
        while (end := received.find(_END)) < 0:
            received += self._part()
        length = _LENGTH.search(received)
        whole = end + len(_END) + int(length[1] if length else 0)
        while len(received) < whole:
            received += self._part()
        return int(received[9:12])  # after "HTTP/1.1 "

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _part(self) -> bytes:
        part = self._socket.recv(65_536)
        if not part:
            message = "The web server has hung up."
            raise ConnectionError(message)
        return part


def _command(environment: env.Environment, port: int) -> list[str]:
    """Return the command as the bank runs it, on a port of its own."""
    return [
        *(sys.executable, "-m", "gunicorn", "bankcore.wsgi", "--bind", f"{HOST}:{port}"),
        *("--worker-class", overload.WEB_WORKER, "--workers", str(environment.web_workers)),
        *("--threads", str(environment.web_threads), "--worker-tmp-dir", "/dev/shm"),  # noqa: S108 - gunicorn's heartbeat, in memory
    ]


def _variables(environment: env.Environment, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": scratch.url(environment.database, database),
        "RATE_LIMITS_URL": "off",
        "DATABASE_OWNER_URL": scratch.url(environment.database_owner, database),
    }


def _wait_for(process: subprocess.Popen[bytes], port: int, failure: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with closing(socket.socket()) as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise ServerFailed(failure)
