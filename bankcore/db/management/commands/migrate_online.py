"""Migrating while the bank serves."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore.db import online


class Command(BaseCommand):
    help = (
        "Migrate as the owner while the bank serves: a change that has to wait for a table gives up"
        " soon, lets the bank work, and is tried again. Example: manage.py migrate_online ledger"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", nargs="*", help="app and migration, as for migrate")
        parser.add_argument(
            "--lock-seconds", type=float, default=2.0, help="how long it may wait (default 2)"
        )
        parser.add_argument(
            "--pause-seconds", type=float, default=2.0, help="between two tries (default 2)"
        )
        parser.add_argument("--tries", type=int, default=60, help="at most (default 60)")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            online.migrate(
                *options["target"],
                lock_seconds=options["lock_seconds"],
                pause_seconds=options["pause_seconds"],
                tries=options["tries"],
                say=self.stdout.write,
            )
        except online.TablesInUse as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Migrated. Next: manage.py grant_rights")
