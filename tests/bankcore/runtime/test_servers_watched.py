"""The supervisor over the embedded servers: one that was killed is started again."""

import os
import signal
import subprocess
import sys
import tempfile

import pytest
from redis import Redis

from bankcore.runtime import redis
from bankcore.settings import env

SCRIPT = """
import errno, sys
from functools import partial
from pathlib import Path
from bankcore.runtime import embedded, redis
from bankcore.runtime.processes import Program, Server, Supervisor
from bankcore.settings import env

GOOD = "import time; print('ready'); time.sleep(600)"
environment = env.read({"BANKCORE_DATA": sys.argv[1]})

def fail():
    raise RuntimeError("It is broken.\\nAnd this is its log.")

def fill():
    raise OSError(errno.ENOSPC, "No space left on device")

with embedded.broker(environment):
    Supervisor(
        programs=[Program("good", [sys.executable, "-uc", GOOD], "ready")],
        servers=[
            Server("other", fail),
            Server("disk", fill),
            Server("broker", partial(redis.start, environment)),
        ],
        log_folder=Path(sys.argv[1]),
        say=lambda line: print(line, flush=True),
        on_all_up=lambda: print("all up", flush=True),
    ).run()
"""


@pytest.fixture
def environment():
    with tempfile.TemporaryDirectory(prefix="bk-", dir="/tmp") as folder:
        yield env.read({"BANKCORE_DATA": folder})


def process_of(environment: env.Environment) -> int:
    path = str(environment.socket_folder / "redis.sock")
    with Redis(unix_socket_path=path) as client:
        return client.info("server")["process_id"]


def read_until(process: subprocess.Popen, text: str) -> None:
    for line in process.stdout:
        if text in line:
            return
    pytest.fail(f"it ended without saying {text!r}")


def test_a_killed_server_is_started_again_and_one_that_cannot_be_is_told_of(environment):
    command = [sys.executable, "-c", SCRIPT, str(environment.data_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            read_until(process, "other    cannot be started: It is broken.")
            read_until(process, "disk     cannot be started: [Errno 28] No space left on device")
            first = process_of(environment)
            os.kill(first, signal.SIGKILL)
            read_until(process, "broker   had ended; started again")
            assert process_of(environment) != first
            process.send_signal(signal.SIGINT)
            read_until(process, "good     stopped")
            assert process.wait(20) == 0
        finally:
            process.kill()
    assert not redis.is_running(environment)
