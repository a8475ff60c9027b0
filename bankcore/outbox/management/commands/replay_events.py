"""Streams from the outbox, once more."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from bankcore.outbox import public as outbox


class Command(BaseCommand):
    help = (
        "Let every stream begin anew at a position, or at the first event since a time; the relay"
        " then adds the events again. The bank's own tasks hear of nothing twice."
        " Example: manage.py replay_events --from 2026-11-26T09:00:00+00:00"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="start",
            required=True,
            metavar="SEQ|TIME",
            help="a position, which is an entry's id without its -0, or a time with its offset",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        start = _position(options["start"])
        with import_string(settings.TASK_APP).producer_or_acquire() as producer:
            client = getattr(producer.channel, "client", None)
            if client is None:
                message = "There are streams in Redis only, and the broker is none."
                raise CommandError(message)
            count = outbox.rewind(
                client=client, domains=import_string(settings.EVENT_STREAMS), position=start
            )
        self.stdout.write(f"The streams begin at {start}; the relay adds {count:,} events again.")


def _position(text: str) -> int:
    if text.isdecimal():
        return max(1, int(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is neither a position nor a time."
        raise CommandError(message) from error
    if moment.tzinfo is None:
        message = f"{text!r} does not say which time zone it is of; add +00:00."
        raise CommandError(message)
    return outbox.position_at(moment)
