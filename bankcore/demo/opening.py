"""Opening the demo bank: customers and accounts, and what its products promise."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bankcore.actor import Actor
from bankcore.calendars import Calendar, Convention
from bankcore.demo import bank, cards, customers, interest, shop, statements, use, waiting
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger

_ACTOR = Actor.system("demo")
_NETWORKS = Calendar.target() | Calendar.of_country("US")


def ensure(*, day: date, now: datetime) -> int:
    """Make the demo bank where it is missing; returns how many accounts it has.

    Its first day is `day`, or the last one before it on which every network settles: a newcomer
    sees all of them at work on a holiday as well. A ledger that is not open yet opens on the eve of
    that day, which is closed at once: terms begin on a later day than the one they are introduced
    on, and so they hold on the first day already. What is there already stays as it is.
    """
    day = first_day(day)
    eve = day - timedelta(days=1)
    ledger.open_first_business_day(day=eve)
    count = bank.ensure(day=ledger.business_date(), now=now)
    _ensure_promises(day=ledger.business_date(), now=now)
    if ledger.last_closed_day() is None and ledger.business_date() == eve:
        endofday.close_business_day(next_day=day, actor=_ACTOR, now=now)
        waiting.leave(day=day, now=now)
    return count


def first_day(day: date) -> date:
    """Return a day, or the last one before it, on which euros and dollars are settled."""
    return _NETWORKS.adjust(day, Convention.PRECEDING)


def _ensure_promises(*, day: date, now: datetime) -> None:
    use.ensure_use(day=day, now=now)
    interest.ensure_terms(day=day, now=now)
    customers.complete_file(customer_id=bank.demo_id("Demo Person 01"), day=day, now=now)
    statements.choose_cycles(now=now)
    cards.ensure(now=now)
    shop.ensure_sandbox(now=now)
