"""What the authenticator app of a demo person shows."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser
from django.core.management.base import BaseCommand

from bankcore import clock
from bankcore.identity import public as identity


class Command(BaseCommand):
    help = "Show the code of a demo person's app. Example: manage.py one_time_code demo-risk"

    def add_arguments(self, parser: CommandParser) -> None:
        # Every demo person's app holds the same secret: one code is good for all of them.
        parser.add_argument("username", nargs="?", default="demo-customer")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        if not settings.DEMO_BANK:
            message = "Only a demo bank shows codes: elsewhere they are on their owner's phone."
            raise CommandError(message)
        user_id = identity.user_id_of(username=username)
        code = None if user_id is None else identity.code_now(user_id=user_id, now=clock.now())
        if code is None:
            message = f"Nobody called {username} has an authenticator app."
            raise CommandError(message)
        self.stdout.write(code)
