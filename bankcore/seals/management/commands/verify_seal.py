"""Finding out whether somebody has changed what was sealed."""

import json
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore.seals import public as seals


class Command(BaseCommand):
    help = (
        "Recompute every seal from the rows; name each row that was changed, removed or inserted."
        " Exit code 1 where one was. Example: manage.py verify_seal --heads /sealed/heads.jsonl"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", help="File of exported heads, which must all still be there")
        parser.add_argument(
            "--keys",
            help='JSON file of the trusted public keys, {"key id": "64 hexadecimal digits"}, kept'
            " outside the database",
        )
        parser.add_argument(
            "--since", type=int, default=0, help="Take rows under seals up to this number as sound"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            trusted = options["keys"] and _keys(options["keys"])
            found = seals.verify(
                exported=options["heads"], trusted=trusted or None, since=options["since"]
            )
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        for finding in found.findings:
            self.stdout.write(str(finding))
        self.stdout.write(
            f"{found.rows} rows under {found.seals} seals, newest {found.newest[:16] or 'none'}:"
            f" {'all as sealed' if found.holds else f'{len(found.findings)} findings'}"
        )
        if not found.holds:
            raise SystemExit(1)


def _keys(path: str) -> dict[str, bytes]:
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    return {str(key_id): bytes.fromhex(key) for key_id, key in told.items()}
