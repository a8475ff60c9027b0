"""Handing the audit trail to a security information system."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bankcore.audit import public as audit

_BATCH = 1_000
_PAUSE_SECONDS = 2.0


class Command(BaseCommand):
    help = (
        "Write the audit trail's entries to a file or to the output, oldest first; how far it has"
        " come stands in a file beside. Example:"
        " manage.py export_audit --format cef --to /var/log/bank/audit.cef --follow"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=audit.SIEM_FORMATS, default="jsonl")
        parser.add_argument("--to", help="File to append to; without it, the output")
        parser.add_argument(
            "--after", type=int, default=0, help="Entries behind the one of this id"
        )
        parser.add_argument("--follow", action="store_true", help="Go on until stopped")

    def handle(self, *_args: Any, **options: Any) -> None:
        path = Path(options["to"]) if options["to"] else None
        place = path.with_name(f"{path.name}.place") if path else None
        after = int(place.read_text()) if place and place.exists() else options["after"]
        while True:
            after = self._write_all(audit.SIEM_FORMATS[options["format"]], path, place, after)
            if not options["follow"]:
                break
            time.sleep(_PAUSE_SECONDS)

    def _write_all(self, line: Any, path: Path | None, place: Path | None, after: int) -> int:
        """Write what there is. The place is noted behind the lines: a line may come twice."""
        while entries := audit.export(after=after, limit=_BATCH):
            lines = "".join(f"{line(entry)}\n" for entry in entries)
            after = entries[-1].entry_id
            if path is None or place is None:
                self.stdout.write(lines, ending="")
                continue
            with path.open("a", encoding="utf-8") as file:
                file.write(lines)
            place.write_text(str(after))
        return after
