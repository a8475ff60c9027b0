"""Write the collection of requests for Postman."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from bankcore.developers.services import collection


class Command(BaseCommand):
    help = (
        "Write every request of the API as a Postman collection (2.1), from the schema."
        " Example: manage.py make_postman --file dist/bankcore.postman_collection.json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, required=True)
        parser.add_argument("--base-url", default=settings.PUBLIC_ADDRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        made = collection.made(base_url=options["base_url"])
        options["file"].parent.mkdir(parents=True, exist_ok=True)
        options["file"].write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        folders = len(made["item"])
        self.stdout.write(f"{options['file']}: {folders} folders")
