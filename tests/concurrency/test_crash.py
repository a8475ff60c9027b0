"""A process that dies leaves all of a booking or nothing of it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from bankcore.settings import env
from tests.bankcore.ledger.books import book, broken, customer_account, posted, state
from tests.factories import request_key

DIES = """
import os, sys, uuid
import django
django.setup()
from django.db import connections
database, anna, ben, key, moment = sys.argv[1:]
for alias in ("default", "owner"):
    connections[alias].settings_dict["NAME"] = database
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests.factories import posting, request_key, NOW

request = request_key(key=uuid.UUID(key))
order = posting((int(anna), -30), (int(ben), 30), request=request)

@use_case
def post_and_wait():
    ledger.post(postings=[order], now=NOW)
    if moment == "before the commit":
        wait()

def wait():
    print("booked", flush=True)
    sys.stdin.read()

post_and_wait()
wait()
"""


def killed(database: str, anna: int, ben: int, key, moment: str) -> None:
    """Run a process that posts, and kill it at that moment."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bankcore.settings.test"}
    process = subprocess.Popen(
        [sys.executable, "-c", DIES, database, str(anna), str(ben), str(key), moment],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=env.REPOSITORY,
    )
    with process:
        assert process.stdout.readline() == b"booked\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=10) == -signal.SIGKILL


def wait_until_alone() -> None:
    """Wait until the server has noticed that the other process is gone."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)
    pytest.fail("the dead process's session is still there")


def test_killed_before_the_commit_nothing_is_booked_and_no_lock_stays(committed_bank):
    anna, ben = customer_account(funds=100), customer_account()
    key = request_key().key
    before = state()
    killed(committed_bank, anna, ben, key, "before the commit")
    wait_until_alone()
    assert state() == before
    assert not book((anna, -30), (ben, 30), request=request_key(key=key)).replayed
    assert (posted(anna), posted(ben)) == (70, 30)
    assert broken() == []


def test_killed_after_the_commit_the_booking_stays_and_is_replayed(committed_bank):
    anna, ben = customer_account(funds=100), customer_account()
    key = request_key().key
    killed(committed_bank, anna, ben, key, "after the commit")
    wait_until_alone()
    assert (posted(anna), posted(ben)) == (70, 30)
    again = book((anna, -30), (ben, 30), request=request_key(key=key))
    assert again.replayed
    assert (posted(anna), posted(ben)) == (70, 30)
    assert broken() == []
