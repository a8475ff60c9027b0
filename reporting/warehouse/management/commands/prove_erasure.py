"""Proof that an erased customer cannot be told from anything in the warehouse."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore.errors import BankError
from reporting.warehouse import public as warehouse


class Command(BaseCommand):
    help = (
        "Read every file of the warehouse, of every version, and say what leads to an erased"
        " customer; exits 1 where words are found that must not be there."
        " Example: manage.py prove_erasure 0190d1a5-... 'Demo Person 01' 'Example Street 1'"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("customer", type=UUID, help="the customer's public id")
        parser.add_argument("words", nargs="*", help="name, address, number as they were")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            proof = warehouse.prove_erased(customer_id=options["customer"], words=options["words"])
        except BankError as error:
            message = f"{error} {error.cure}"
            raise CommandError(message) from error
        self.stdout.write(f"{proof.files} files were read.")
        for dataset, rows in sorted(proof.rows.items()):
            columns = ", ".join(proof.columns[dataset])
            self.stdout.write(
                f"{dataset}: {rows} rows with the customer's id, and of it: {columns}"
            )
        for each in proof.found:
            self.stdout.write(f"FOUND {each}")
        if proof.found:
            raise SystemExit(1)
        self.stdout.write("Nothing personal was found.")
