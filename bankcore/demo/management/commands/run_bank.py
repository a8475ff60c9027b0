"""The whole bank in the foreground."""

import socket
import sys
from contextlib import closing
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from bankcore.demo import migrated, welcome
from bankcore.runtime import embedded, overload, postgres, redis
from bankcore.runtime.processes import Program, Server, Supervisor
from bankcore.settings import env

# One worker takes all on one machine; compose.yaml has a worker for each.
_QUEUES = "default,mail,payments,risk,seal,settlement,warehouse"
_LOOPBACK = {"127.0.0.1", "localhost"}


class Command(BaseCommand):
    help = (
        "Start web, worker, beat, relay and the card networks' programs, and keep them running"
        " until Ctrl-C. Example: manage.py run_bank"
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        environment = settings.ENVIRONMENT
        migrated.require()
        _refuse_a_taken_address(environment.web_address)
        supervisor = Supervisor(
            programs=_programs(environment),
            servers=_servers(environment),
            log_folder=environment.data_folder / "logs",
            say=self._say,
            on_all_up=self._greet,
        )
        supervisor.stop_on_signals()
        with embedded.broker(environment):
            self._say_of_servers(environment)
            supervisor.run()
        self._say("The bank has stopped.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _say_of_servers(self, environment: env.Environment) -> None:
        if environment.database_is_embedded:
            self._say(f"database up, log {environment.postgres_folder / 'log'}")
        if environment.broker_is_embedded:
            self._say(f"broker   up, log {environment.redis_folder / 'log'}")

    def _greet(self) -> None:
        address = f"http://{settings.ENVIRONMENT.web_address}"
        told = welcome.text(address) if settings.DEMO_BANK else f"The bank answers at {address}/"
        self._say(f"\n{told}\n\nCtrl-C stops the bank.")


def _servers(environment: env.Environment) -> list[Server]:
    """Return the embedded servers; one that an operator gives is the operator's to watch."""
    found = []
    if environment.database_is_embedded:
        found.append(Server("database", partial(postgres.start, environment)))
    if environment.broker_is_embedded:
        found.append(Server("broker", partial(redis.start, environment)))
    return found


def _programs(environment: env.Environment) -> list[Program]:
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "bankcore"]
    web = [
        *(python, "-m", "gunicorn", "bankcore.wsgi", "--bind", environment.web_address),
        *("--worker-class", overload.WEB_WORKER, "--workers", str(environment.web_workers)),
        *("--threads", str(environment.web_threads)),
        *("--worker-tmp-dir", "/dev/shm"),  # noqa: S108 - gunicorn's heartbeat, in memory
    ]
    worker = [*celery, "worker", "-l", "INFO", "-Q", _QUEUES]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "-l", "INFO", "--pidfile="]
    beat += ["--schedule", str(environment.data_folder / "beat")]
    relay = [python, "manage.py", "run_outbox_relay"]
    webhooks = [python, "manage.py", "run_webhooks"]
    return [
        Program("web", web, ready=overload.WEB_ANSWERS),
        Program("worker", worker, ready=" ready."),
        Program("beat", beat, ready="beat: Starting"),
        Program("relay", relay, ready="relay is running"),
        Program("webhooks", webhooks, ready="webhooks are running"),
        *_counterparties(environment),
    ]


def _counterparties(environment: env.Environment) -> list[Program]:
    """Return the link to the card networks, and the outside world where it is played here.

    Networks at addresses of other machines are the operator's: none is played then.
    """
    manage = [sys.executable, "manage.py"]
    network = [*manage, "run_card_network", "--watch", "5"]
    for name, (_, port) in environment.card_networks.items():
        network += [f"--{name}-port", str(port)]
    network += ["--control-port", str(environment.card_network_control_port)]
    network += ["--pages-port", str(environment.card_network_pages_port)]
    house = [*manage, "run_clearing_house", "--state-at-once"]
    house += ["--control-port", str(environment.clearing_house_control_port)]
    house += ["--instant-port", str(urlsplit(environment.instant_address).port or 8686)]
    hosts = {host for host, _ in environment.card_networks.values()}
    plays_networks = hosts <= _LOOPBACK
    found = []
    if plays_networks:
        found.append(Program("network", network, ready="card network is listening"))
    # One alone: two would take each other's files. A demo bank clears by it in any case.
    if plays_networks or (settings.DEMO_BANK and environment.cleared_by_exchange):
        found.append(Program("house", house, ready="clearing house is listening"))
    link = Program("link", [*manage, "run_card_link"], ready="card link is running")
    instant = Program("instant", [*manage, "run_instant_link"], ready="instant link is running")
    return [*found, link, *([instant] if settings.INSTANT_ADDRESS else [])]


def _refuse_a_taken_address(address: str) -> None:
    host, _, port = address.rpartition(":")
    with closing(socket.socket()) as probe:
        if probe.connect_ex((host, int(port))) == 0:
            message = (
                f"Something answers at {address} already. Stop it, or choose another address:"
                " WEB_ADDRESS=127.0.0.1:8001 make run"
            )
            raise CommandError(message)
