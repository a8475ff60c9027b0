"""What docs/ says of the events, written from what is declared."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from bankcore.outbox import public as outbox
from bankcore.settings import env


class Command(BaseCommand):
    help = (
        "Write docs/events.md, docs/events.asyncapi.yaml and docs/events.released.json from the"
        " events that are declared, unless a change would break readers. With --check: write"
        " nothing, and fail where they are out of date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing")
        parser.add_argument("--folder", type=Path, default=env.REPOSITORY / "docs")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        kept = folder / outbox.RELEASED
        described = outbox.describe(
            catalogue=import_string(settings.OUTBOX_EVENTS),
            streams=import_string(settings.EVENT_STREAMS),
            released=json.loads(kept.read_text("utf-8")) if kept.exists() else {},
        )
        if described.changes.broken:
            raise CommandError("\n".join(["Readers would break:", *described.changes.broken]))
        stale = [name for name, text in described.files.items() if not _says(folder / name, text)]
        if stale and options["check"]:
            message = f"Out of date: {', '.join(stale)}. Run manage.py describe_events."
            raise CommandError("\n".join([message, *described.changes.news]))
        for name in stale:
            (folder / name).write_text(described.files[name], encoding="utf-8")
        self.stdout.write("\n".join([*described.changes.news, *(f"Written: {e}" for e in stale)]))


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text
