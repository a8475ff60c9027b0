"""The supervisor over the embedded servers: one that was killed is started again."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest
from redis import Redis
from redis.exceptions import ResponseError

from bankcore.runtime import redis
from bankcore.settings import env
from tests import in_memory

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
    with tempfile.TemporaryDirectory(prefix="bk-", dir=in_memory.folder()) as folder:
        yield env.read({"BANKCORE_DATA": folder})


def process_of(environment: env.Environment) -> int:
    with client_of(environment) as client:
        return client.info("server")["process_id"]


def client_of(environment: env.Environment) -> Redis:
    return Redis(unix_socket_path=str(environment.socket_folder / "redis.sock"))


def wait_until(condition) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


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


def test_a_server_that_cannot_write_is_left_alone_and_can_be_stopped(environment):
    redis.start(environment)
    first = process_of(environment)
    try:
        # A folder of that name cannot be replaced by what it saves: it answers as on a full disk.
        (environment.redis_folder / "dump.rdb").mkdir()
        with client_of(environment) as client:
            client.config_set("save", "1 1")
            client.set("a", "b")
            with contextlib.suppress(ResponseError):
                client.bgsave()
            wait_until(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err")
            with pytest.raises(ResponseError, match="MISCONF"):
                client.ping()
        assert redis.is_running(environment)
        assert not redis.start(environment)
        assert process_of(environment) == first
    finally:
        redis.stop(environment)
    assert not redis.is_running(environment)
    try:
        assert redis.start(environment)
    finally:
        redis.stop(environment)


def test_a_silent_server_keeps_its_socket(environment):
    redis.start(environment)
    first = process_of(environment)
    try:
        os.kill(first, signal.SIGSTOP)
        assert not redis.start(environment)
    finally:
        os.kill(first, signal.SIGCONT)
        assert process_of(environment) == first
        redis.stop(environment)
    assert not redis.is_running(environment)
