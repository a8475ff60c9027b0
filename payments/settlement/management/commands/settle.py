"""One step of settlement, by hand."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from bankcore import clock
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from payments.settlement import public as settlement

_ACTOR: Final = Actor.system("settlement")


class Command(BaseCommand):
    help = (
        "Do one step of settlement up to a business day: clear (write the networks' files), take"
        " (take theirs in), merchants, release (reserves), pay. A step that was stopped is done"
        " again; nothing is done twice. Example: manage.py settle merchants --day 2026-03-02"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=sorted(_STEPS))
        parser.add_argument(
            "--day", type=date.fromisoformat, help="a business day (default: the open one)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        day = options["day"] or ledger.business_date()
        for line in _STEPS[options["step"]](day, clock.now()):
            self.stdout.write(str(line))


def _clear(day: date, now: datetime) -> list[object]:
    made = [
        settlement.make_file(network=network, day=day, actor=_ACTOR, now=now)
        for network in settlement.ClearingNetwork
    ]
    return [each for each in made if each is not None]


def _take(day: date, now: datetime) -> list[object]:
    del day
    return [
        settlement.take_network_files(network=network, actor=_ACTOR, now=now)
        for network in settlement.ClearingNetwork
    ]


def _merchants(day: date, now: datetime) -> list[object]:
    return [*settlement.settle_merchants(day=day, actor=_ACTOR, now=now)]


def _release(day: date, now: datetime) -> list[object]:
    return [f"{settlement.release_reserves(day=day, actor=_ACTOR, now=now)} reserves released"]


def _pay(day: date, now: datetime) -> list[object]:
    ordered = settlement.schedule_payouts(day=day, actor=_ACTOR, now=now)
    paid, failed = settlement.pay_out(actor=_ACTOR, now=now)
    return [f"{ordered} ordered, {paid} paid, {failed} failed"]


_STEPS: Final[dict[str, Callable[[date, datetime], list[object]]]] = {
    "clear": _clear,
    "take": _take,
    "merchants": _merchants,
    "release": _release,
    "pay": _pay,
}
