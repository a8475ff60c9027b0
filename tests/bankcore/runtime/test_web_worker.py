"""The web server answers what it can, and says at once where that is too much."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

from bankcore.runtime import overload
from bankcore.settings import env
from tests.conftest import in_threads

THREADS, WAITING = 2, 3


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Run the server with two threads, before which three requests may wait."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        found = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "tests.bankcore.runtime.slow_application"),
        *("--bind", f"127.0.0.1:{found}", "--worker-class", overload.WEB_WORKER),
        *("--workers", "1", "--threads", str(THREADS)),
    ]
    log = tmp_path_factory.mktemp("web") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=env.REPOSITORY,
            env={**os.environ, "WEB_WAITING": str(WAITING)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + 30
            while (
                overload.WEB_ANSWERS.encode() not in log.read_bytes() and time.monotonic() < until
            ):
                time.sleep(0.05)
            yield found
        finally:
            process.terminate()
            process.wait()


def ask(connection: http.client.HTTPConnection) -> tuple[int, str | None]:
    send(connection)
    return answer_of(connection)


def send(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/", b"x" * 100)


def answer_of(connection: http.client.HTTPConnection) -> tuple[int, str | None]:
    with connection.getresponse() as answer:
        answer.read()
        return answer.status, answer.headers["Retry-After"]


def opened(port) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)


def test_what_finds_no_place_is_told_at_once_to_come_back(port):
    """All are sent by one thread: who has connected and says nothing yet takes no place."""
    crowd = [opened(port) for _ in range(20)]

    def run(number: int) -> tuple[int, str | None, float]:
        with closing(crowd[number]):
            return (*answer_of(crowd[number]), time.monotonic() - began)

    began = time.monotonic()
    for each in crowd:
        send(each)
    found = in_threads(20, run)
    answered = [seconds for status, _, seconds in found if status == 200]
    refused = [(after, seconds) for status, after, seconds in found if status == 503]
    assert len(answered) + len(refused) == 20
    assert len(answered) >= THREADS + WAITING
    assert len(refused) >= 5
    assert {after for after, _ in refused} == {"1"}
    # Nobody waits behind more than the queue holds: three rounds of two, each 0.4 s.
    assert sorted(seconds for _, seconds in refused)[len(refused) // 2] < max(answered)


def test_a_refused_connection_stays_open_and_is_answered_later(port):
    enough = threading.Event()

    def press() -> None:
        until = time.monotonic() + 30
        while not enough.is_set() and time.monotonic() < until:
            with closing(opened(port)) as connection:
                ask(connection)

    with closing(opened(port)) as kept:
        assert ask(kept) == (200, None)
        socket_before = kept.sock
        crowd = [threading.Thread(target=press) for _ in range(12)]
        for each in crowd:
            each.start()
        answers = iter(lambda: ask(kept), (503, "1"))
        assert set(answers) <= {(200, None)}  # Ends with the first refusal.
        enough.set()
        for each in crowd:
            each.join(30)
        assert kept.sock is socket_before
        assert ask(kept) == (200, None)
