"""The card networks' process."""

import asyncio
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore.counterparties.card_network.program import Options, Program
from bankcore.settings import env

_PORTS = {"visa": 8583, "mastercard": 8584}


class Command(BaseCommand):
    help = (
        "Play the card networks until stopped by SIGTERM or Ctrl-C: they authorise, clear and pay."
        " Example: manage.py run_card_network --folder .data/exchange"
    )
    # Nothing of the bank is used, so nothing of it is checked.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--network", choices=[*_PORTS, "both"], default="both")
        parser.add_argument("--port", type=int, help="of a single network")
        parser.add_argument("--visa-port", type=int, default=_PORTS["visa"])
        parser.add_argument("--mastercard-port", type=int, default=_PORTS["mastercard"])
        parser.add_argument("--control-port", type=int, default=8683)
        parser.add_argument("--pages-port", type=int, default=8783, help="cardholders' banks")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--folder", type=Path, help="exchange of files: <network>/in and /out")
        parser.add_argument("--database", type=Path, help="the networks' own file of SQLite")
        parser.add_argument("--zone-key-file", type=Path)
        parser.add_argument("--daily-limit", type=int, default=5_000_000, help="minor units a card")
        parser.add_argument(
            "--watch",
            type=float,
            default=0.0,
            help="end the day by itself when a file has come; look every so many seconds",
        )

    def handle(self, *_args: Any, **given: Any) -> None:
        environment = env.read()
        folder = given["folder"] or environment.exchange_folder
        options = Options(
            ports=_ports(given),
            control_port=given["control_port"],
            pages_port=given["pages_port"],
            folder=folder,
            database=given["database"] or folder.parent / "card-network.sqlite3",
            zone_key_file=given["zone_key_file"] or environment.card_zone_key_file,
            host=given["host"],
            daily_limit=given["daily_limit"],
            watch_seconds=given["watch"],
            ready=self._say,
        )
        asyncio.run(Program(options).run())

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _ports(given: dict[str, Any]) -> dict[str, int]:
    chosen = given["network"]
    if chosen == "both":
        if given["port"] is not None:
            message = "--port is for a single network; give --visa-port and --mastercard-port."
            raise CommandError(message)
        return {name: given[f"{name}_port"] for name in _PORTS}
    port = given["port"]
    return {chosen: given[f"{chosen}_port"] if port is None else port}
