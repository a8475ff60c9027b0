"""Make a test client from the command line, for the first set-up of a bank."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.identity import public as identity


class Command(BaseCommand):
    help = "Make a test API client and print its key and signing secret, once"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("client_id")
        parser.add_argument("name")
        parser.add_argument("--scope", action="append", default=[], help="Such as accounts:read")
        parser.add_argument("--network", action="append", default=[], help="Such as 192.0.2.0/24")
        parser.add_argument("--customer", default=None, help="The only customer it reaches")
        parser.add_argument("--signed-only", action="store_true")
        parser.add_argument(
            *("--redirect-uri",),
            action="append",
            default=[],
            help="Makes it a third party, which customers let read their accounts",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        terms = identity.ClientTerms(
            name=options["name"],
            scopes=tuple(options["scope"]),
            networks=tuple(options["network"]),
            customer_id=UUID(options["customer"]) if options["customer"] else None,
            signed_only=options["signed_only"],
            redirect_uris=tuple(options["redirect_uri"]),
        )
        try:
            made = identity.register_client(
                client_id=options["client_id"],
                terms=terms,
                reason="Set up from the command line",
                actor=Actor.system("command-line"),
                now=clock.now(),
            )
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from error
        assert made is not None  # noqa: S101 - a test client takes one person
        self.stdout.write(f"key             {made.api_key}")
        self.stdout.write(f"signing secret  {made.signing_secret}  (keyid {made.secret_id})")
