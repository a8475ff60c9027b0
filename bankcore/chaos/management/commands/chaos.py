"""Break a bank of its own on purpose, and see whether its promises hold."""

import random
import time
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from bankcore.chaos import faults, run
from bankcore.chaos.judging import Verdict


class Command(BaseCommand):
    help = (
        "Start a whole bank in a folder of its own, let clients pay, kill, stop and silence its"
        " parts in turn, and hold the books against what clients were told after each. Exits 1"
        " where a promise is broken. Example: manage.py chaos --only Redis --seed 7"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, default=8, help="who pay at once (default 8)")
        parser.add_argument(
            "--seconds", type=float, default=10.0, help="of load after each fault (default 10)"
        )
        parser.add_argument("--seed", type=int, help="makes the same payments and kills again")
        parser.add_argument("--only", default="", help="faults whose name has this in it")

    def handle(self, *_args: Any, **options: Any) -> None:
        seed = options["seed"] or random.randrange(1, 10_000)  # noqa: S311 - printed, to be given again
        chosen = [each for each in faults.every(seed) if options["only"] in each.name]
        if not chosen:
            names = "; ".join(each.name for each in faults.every(seed))
            message = f"No fault has {options['only']!r} in its name. There are: {names}."
            raise CommandError(message)
        self._say(f"Seed {seed}, {options['clients']} clients")
        started = time.monotonic()
        found = []
        for verdict in run.run(
            chosen,
            clients=options["clients"],
            seed=seed,
            seconds=options["seconds"],
            say=self._say,
        ):
            found.append(verdict)
            self._say(f"  {'; '.join(verdict.broken) or verdict.not_tried or 'held'}")
        self._show(found)
        self._say(f"{time.monotonic() - started:.0f} s, seed {seed}")
        for each in found:
            if each.not_tried:
                self._say(f"Not tried: {each.fault}: {each.not_tried}")
            for line in each.figures:
                self._say(f"{each.fault}: {line}")
        broken = [(each.fault, line) for each in found for line in each.broken]
        for fault, line in broken:
            self._say(f"BROKEN: {fault}: {line}")
        if broken:
            raise SystemExit(1)

    def _show(self, found: list[Verdict]) -> None:
        table = Table(title="What was broken, and what became of it")
        table.add_column("Fault")
        for name in ("Acknowledged", "Unanswered", "Back after s", "Promises"):
            table.add_column(name, justify="right")
        for each in found:
            back = "never" if each.back_after is None else f"{each.back_after:.1f}"
            promises = f"{len(each.broken)} BROKEN" if each.broken else "held"
            if each.not_tried:
                back, promises = "-", "not tried"
            table.add_row(each.fault, str(each.acknowledged), str(each.unanswered), back, promises)
        console = Console(width=120)
        with console.capture() as text:
            console.print(table)
        self._say(text.get())

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
