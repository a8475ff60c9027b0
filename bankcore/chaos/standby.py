"""The database's first server is lost, and its standby takes over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from bankcore.backups import public as backups
from bankcore.chaos import processes
from bankcore.chaos.fault import Fault
from bankcore.chaos.whole_bank import WholeBank
from bankcore.runtime import postgres
from bankcore.settings import env
from bankcore.settings.env import Environment


def faults() -> list[Fault]:
    """Return what can happen to one of two database servers."""
    return [Fault("PostgreSQL lost, its standby promoted", _lose_the_first, place=_two_servers)]


def _second(bank: WholeBank) -> Environment:
    return env.read({"BANKCORE_DATA": str(bank.environment.data_folder / "standby")})


@contextmanager
def _two_servers(bank: WholeBank) -> Iterator[None]:
    """Run the bank on servers as an operator has them: nobody starts a lost one again.

    Afterwards the second server's data is the bank's, as after a real loss.
    """
    bank.stop()
    first, second = bank.environment, _second(bank)
    postgres.start(first)
    try:
        backups.make_standby(first, second)
        bank.start(
            {
                "DATABASE_URL": _address("bankcore_app", first, second),
                "DATABASE_OWNER_URL": _address("bankcore_owner", first, second),
            }
        )
        yield
        bank.stop()
    finally:
        bank.end()
        for server in (first, second):
            postgres.stop(server)
    shutil.rmtree(first.postgres_folder)
    second.postgres_folder.rename(first.postgres_folder)
    shutil.rmtree(second.data_folder)


def _address(user: str, *servers: Environment) -> str:
    """Return one address of both: a program goes to the one that is written to."""
    hosts = ",".join(quote(str(each.socket_folder), safe="") for each in servers)
    return f"postgresql://{user}@{hosts}/bankcore?target_session_attrs=primary"


def _lose_the_first(bank: WholeBank) -> None:
    processes.kill_server(bank.postmaster())
    postgres.promote(_second(bank))
