"""Fuzz the API."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from bankcore import clock
from bankcore.benchmark import fuzzing


class Command(BaseCommand):
    help = (
        "Send the API what its schema allows and what it does not, against a demo bank in a"
        " database that is dropped at the end. Exits 1 for an answer that is not as the schema"
        " says, for a 5xx, or if the books do not hold. Example: manage.py fuzz_api --seed 7"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=int, default=600, help="(default 600)")
        parser.add_argument("--seed", type=int, default=None, help="of a run to be repeated")
        parser.add_argument("--operation", action="append", default=[], help="only these, by id")

    def handle(self, *_args: Any, **options: Any) -> None:
        seed = options["seed"]
        asked = fuzzing.Fuzzing(
            seconds=options["seconds"],
            seed=secrets.randbelow(2**31) if seed is None else seed,
            operations=tuple(options["operation"]),
        )
        self.stdout.write(f"Seed {asked.seed}, {asked.seconds} seconds")
        self.stdout.flush()
        status, books_hold = fuzzing.run(settings.ENVIRONMENT, asked, now=clock.now())
        self.stdout.write(f"Seed {asked.seed}: the books {'hold' if books_hold else 'DO NOT HOLD'}")
        if status or not books_hold:
            raise SystemExit(1)
