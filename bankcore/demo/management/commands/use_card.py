"""A purchase with a customer's card, as its network would ask the bank about it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import CommandError, CommandParser
from django.core.management.base import BaseCommand

from bankcore import clock
from bankcore.actor import Actor
from bankcore.demo import cards
from bankcore.errors import BankError
from bankcore.money import parse_amount
from payments.issuing import public as issuing


class Command(BaseCommand):
    help = (
        "Use a customer's card in a made-up shop and print what the network is answered."
        " The card's id is in the address of its page."
        " Example: manage.py use_card 0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11 12.50 --present"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("card_id", type=UUID)
        parser.add_argument("amount", help="In the currency of the card's account.")
        parser.add_argument(
            "--channel", choices=[each.value.lower() for each in issuing.Channel], default="chip"
        )
        parser.add_argument("--present", action="store_true", help="Book it at once.")

    def handle(
        self, *_args: Any, card_id: UUID, amount: str, channel: str, present: bool, **_more: Any
    ) -> None:
        if not settings.DEMO_BANK:
            message = "This makes purchases up: it is for the demo bank only."
            raise CommandError(message)
        now = clock.now()
        number = int(now.timestamp() * 1_000) % 10**12
        try:
            card = issuing.get(card_id=card_id, actor=Actor.system("use-card"))
            wanted = parse_amount(amount, card.limits.cash_day.currency)
            answer = cards.use_once(
                card_id,
                amount=wanted,
                channel=issuing.Channel(channel.upper()),
                number=number,
                now=now,
            )
            self.stdout.write(f"{answer.code} {answer.reason.lower()} {answer.approval_code}")
            if present and answer.is_approved:
                cleared = cards.present_once(number, amount=wanted, now=now)
                self.stdout.write(f"booked by transaction {cleared.transaction_id}")
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from error
