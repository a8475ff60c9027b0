"""Giving the database's roles what they are declared to have."""

from typing import Any

from django.core.management.base import BaseCommand

from bankcore.db import rights


class Command(BaseCommand):
    help = (
        "Grant the reading and the sealing role what bankcore/db/rights.txt declares, after"
        " manage.py migrate --database owner. May be run again at any time."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{rights.grant()} rights are granted.")
