"""A newcomer starts the whole bank, uses it, breaks a part of it, and stops it."""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

import psycopg
import pytest

from bankcore.demo import bank
from bankcore.settings import env
from tests import in_memory
from tests.journeys import set_up


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="bk-", dir=in_memory.folder()) as path:
        Path(path).chmod(0o755)
        yield Path(path)


@pytest.fixture
def own_redis(folder):
    """Return the URL of a Redis server of an operator's own, from the distribution."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    port = free_port()
    process = subprocess.Popen([program, "--port", str(port), "--save", "", "--dir", str(folder)],
                               stdout=subprocess.DEVNULL)  # fmt: skip
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """`make run` without make."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder = folder / "data"
        self.address = f"127.0.0.1:{free_port()}"
        variables = os.environ | {
            "BANKCORE_DATA": str(self.folder),
            "WEB_ADDRESS": self.address,
            "DJANGO_SETTINGS_MODULE": "bankcore.settings.development",
            "WORKER_PROCESSES": "1",
            "VISA_ADDRESS": f"127.0.0.1:{free_port()}",
            "MASTERCARD_ADDRESS": f"127.0.0.1:{free_port()}",
            "CARD_NETWORK_CONTROL_PORT": str(free_port()),
            "CLEARING_HOUSE_CONTROL_PORT": str(free_port()),
            "INSTANT_ADDRESS": f"http://127.0.0.1:{free_port()}",
        }
        variables |= more
        self.variables = variables
        set_up.copy_to(self.folder)
        assert set_up.run(self.folder, **variables) == ""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_bank"],
            env=variables,
            cwd=env.REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.pids: dict[str, int] = {}
        self.read_until("Ctrl-C stops the bank")

    def read_until(self, text: str) -> None:
        for line in self.process.stdout:
            up = re.match(r"(\w+) +up, process (\d+)", line)
            if up:
                self.pids[up[1]] = int(up[2])
            if text in line:
                return
        pytest.fail(f"the bank ended without saying {text!r}")

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://{self.address}{path}", timeout=20) as answer:
            return answer.status

    def post(self, path: str, body: dict, key: str) -> dict:
        request = urllib.request.Request(
            f"http://{self.address}{path}",
            json.dumps(body).encode(),
            {
                "Authorization": f"Bearer {bank.API_KEY}",
                "Idempotency-Key": key,
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - our own address
            return json.load(answer)

    def log_in(self, username: str, password: str) -> str:
        """Log in as people do, over both steps; returns the page that one is led to."""
        cookies = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))

        def send(path: str, **fields: str) -> str:
            page = browser.open(f"http://{self.address}{path}", timeout=20).read().decode()
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
            body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
            with browser.open(f"http://{self.address}{path}", body, timeout=20) as answer:
                return answer.read().decode()

        assert "Second step" in send("/login/", username=username, password=password)
        shown = subprocess.run(
            [sys.executable, "manage.py", "one_time_code", username],
            env=self.variables, cwd=env.REPOSITORY, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return send("/login/second-step/", code=shown.stdout.strip())

    def is_flagged(self, movement: dict) -> bool:
        """Return whether the fraud rule has flagged the movement, as the database has it."""
        database = env.read({"BANKCORE_DATA": str(self.folder)}).database
        where = {"host": database.host, "user": database.user, "dbname": database.name}
        with psycopg.connect(**where) as connection:
            found = connection.execute(
                "SELECT count(*) FROM risk_paymentflag WHERE reference = %s",
                [f"transaction:{movement['id']}"],
            ).fetchone()
        return found == (1,)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.read_until("The bank has stopped")
        self.process.communicate(timeout=20)
        assert self.process.returncode == 0
        for pid in self.pids.values():
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(folder):
    running = []

    def start(**more: str) -> Running:
        running.append(Running(folder, **more))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.kill()


def big_transfer() -> dict:
    """Return a transfer that the fraud rule flags."""
    payer, payee = bank.demo_accounts()[16:18]
    return {
        "debit_account_id": str(payer.account_id),
        "credit_account_id": str(payee.account_id),
        "amount": "10000.01",
        "currency": "EUR",
    }


def wait_for(condition, *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.2)


def test_the_bank_serves_survives_a_killed_worker_and_stops_cleanly(start, own_redis, folder):
    """On a Redis of the operator's own; the bank's own has tests/journeys/test_canary.py."""
    running = start(BROKER_URL=own_redis)
    assert set(running.pids) == {
        *("web", "worker", "beat", "relay", "webhooks", "network", "house", "link", "instant"),
    }
    for path in ("/login/", "/admin/login/", "/api/v1/docs/", "/api/v1/schema/"):
        assert running.get(path) == 200
    assert "Demo Person 01" in running.log_in(*bank.CUSTOMER_LOGIN)
    assert "Back office" in running.log_in(*bank.STAFF_LOGIN)
    killed = running.pids["worker"]
    os.kill(killed, signal.SIGKILL)
    # What the broker hands to a process that is still dying comes again after a quarter of an hour.
    wait_for(lambda: not Path(f"/proc/{killed}").exists())
    told = running.post("/api/v1/transfers", big_transfer(), "journey-1")
    assert running.post("/api/v1/transfers", big_transfer(), "journey-1") == told
    running.read_until("worker   up")
    wait_for(lambda: running.is_flagged(told))
    assert not (folder / "data" / "redis").exists()
    running.stop()
