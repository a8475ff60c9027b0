"""Writing a proof that somebody else can check."""

import json
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore.errors import BankError
from bankcore.seals import public as seals


class Command(BaseCommand):
    help = (
        "Write the proof, as JSON, that a row is sealed as it is or one seal continues another."
        " Examples: manage.py prove_seal AUDIT 42; manage.py prove_seal --between 3 9"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("log", nargs="?", choices=[log.name for log in seals.Log])
        parser.add_argument("row", nargs="?", type=int, help="The row's id")
        parser.add_argument(
            "--between", nargs=2, type=int, metavar=("FIRST", "SECOND"), help="Numbers of two seals"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["between"]:
                first, second = options["between"]
                proof = seals.consistency(first=first, second=second)
            elif options["log"] and options["row"] is not None:
                proof = seals.inclusion(log=seals.Log[options["log"]], row_id=options["row"])
            else:
                message = "Name a log and a row, or two seals with --between."
                raise CommandError(message)
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from error
        self.stdout.write(json.dumps(proof))
