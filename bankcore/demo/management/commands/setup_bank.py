"""Making the demo bank."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from bankcore import clock
from bankcore.demo import opening
from payments.cards import public as cards


class Command(BaseCommand):
    help = (
        "Migrate the database, collect static files and make the demo bank where it is missing."
        " Example: manage.py setup_bank"
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO_BANK:
            message = (
                "This would make demo log-ins with published passwords. In production, run"
                " manage.py migrate --database owner and manage.py collectstatic instead."
            )
            raise CommandError(message)
        call_command("migrate", database="owner", verbosity=0)
        call_command("grant_rights", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        cards.make_zone_key()
        now = clock.now()
        count = opening.ensure(day=now.date(), now=now)
        self.stdout.write(
            f"The bank is set up: {count} demo accounts, data in {settings.STATIC_ROOT.parent}"
        )
