"""The process that speaks to the card networks."""

import asyncio
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore import clock
from bankcore.errors import BankError
from payments.cards import public as cards

_BOTH = "both"


class Command(BaseCommand):
    help = (
        "Keep the links to the card networks until stopped by SIGTERM or Ctrl-C: a second process"
        " waits until the first is gone. Example: manage.py run_card_link --network both"
    )
    # It serves no page: the pages' checks would load all of them, for who migrates and who serves.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--network", choices=[*cards.NETWORKS, _BOTH], default=_BOTH)
        parser.add_argument(
            "--status",
            action="store_true",
            help="say how the links are doing and end: with 1 where one is not signed on",
        )

    def handle(self, *_args: Any, **given: Any) -> None:
        chosen = given["network"]
        networks = cards.NETWORKS if chosen == _BOTH else (chosen,)
        if given["status"]:
            self._tell(networks)
            return
        socket = Path(settings.CARD_LINK_SOCKET)
        if chosen != _BOTH:
            socket = socket.with_stem(f"{socket.stem}-{chosen}")
        try:
            asyncio.run(_run(networks, socket))
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from None

    def _tell(self, networks: tuple[str, ...]) -> None:
        found = [each for each in cards.link_statuses(now=clock.now()) if each.network in networks]
        for each in found:
            self.stdout.write(f"{each.network} {each.words}")
        if not all(each.is_up for each in found):
            raise SystemExit(1)


async def _run(networks: tuple[str, ...], socket: Path) -> None:
    process = cards.link_process(networks=networks, socket_path=socket)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, process.stop)
    await process.run()
