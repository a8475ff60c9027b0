"""Removing what of the warehouse's files nobody can read."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from reporting.warehouse import public as warehouse


class Command(BaseCommand):
    help = (
        "Say which months are in too many files and which files no version within the retention"
        " reads; with --remove, write the months once and remove the files."
        " Example: manage.py tidy_warehouse --remove"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="do it; else only say it")

    def handle(self, *_args: Any, **options: Any) -> None:
        day, now = ledger.business_date(), clock.now()
        try:
            found = (
                warehouse.tidy(day=day, actor=Actor.system("tidy-warehouse"), now=now)
                if options["remove"]
                else warehouse.needless(day=day, now=now)
            )
        except BankError as error:
            message = f"{error} {error.cure}"
            raise CommandError(message) from error
        self._say(found, done=options["remove"])

    def _say(self, found: warehouse.Tidied, *, done: bool) -> None:
        for dataset, month, files in found.months:
            self.stdout.write(f"{dataset} of {month:%Y-%m}: {files} files become one")
        sizes: Counter[tuple[str, str]] = Counter()
        counts: Counter[tuple[str, str]] = Counter()
        for each in found.files:
            place = each.path.split("/", 1)[0], each.kind
            sizes[place] += each.size
            counts[place] += 1
        for (name, kind), count in sorted(counts.items()):
            self.stdout.write(f"{name}: {count} files {kind}, {sizes[name, kind]:,} bytes")
        kept = "every version" if found.oldest is None else f"versions from load {found.oldest} on"
        did = "Removed" if done else "Would remove"
        self.stdout.write(f"{did} {len(found.files)} files; {kept} can be read.")
