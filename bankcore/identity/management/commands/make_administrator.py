"""Make the first administrators: `manage.py make_administrator <user name>`."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore.errors import BankError
from bankcore.identity import public as identity


class Command(BaseCommand):
    """Two of them can make all others by four eyes, so a third is refused.

    Run where the database owner's name and password are known, and nowhere else.
    """

    help = "Make one of the bank's first two administrators."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user's name; the password is asked for."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the user where there is none, and give them the role."""
        try:
            user_id = identity.make_first_administrator(
                username=options["username"], password=lambda: getpass("New password: ")
            )
        except BankError as refusal:
            message = f"{refusal.message} {refusal.cure}"
            raise CommandError(message) from refusal
        self.stdout.write(f"User {user_id} is an administrator.")
