"""Note what the API promises, to hold later descriptions against it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bankcore.developers.domain import api_record
from bankcore.developers.services import description
from bankcore.settings.env import REPOSITORY


class Command(BaseCommand):
    help = (
        "Note in docs/openapi.released.json what the API promises; refuses what breaks clients of"
        " what was promised before. Run it with each release."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        path = REPOSITORY / "docs" / description.RELEASED
        record = api_record.record_of(description.schema())
        if path.exists():
            released = json.loads(path.read_text(encoding="utf-8"))
            if found := api_record.breaks(released=released, described=record):
                raise CommandError("\n".join(found))
        text = json.dumps(record, sort_keys=True, separators=(",", ":"))
        # One operation or schema a line, so that a change is seen in review.
        text = text.replace('},"', '},\n"')
        path.write_text(f"{text}\n", encoding="utf-8")
        self.stdout.write(f"{len(record['operations'])} operations")
