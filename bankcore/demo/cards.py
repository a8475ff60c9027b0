"""Cards of the demo bank's customers, and what they buy with them on a day.

Merchants are made up, references and amounts are the day's: a day gone on with repeats nothing.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.demo.bank import demo_accounts
from bankcore.demo.day import Day
from bankcore.money import Money
from payments.issuing import public as issuing

_ACTOR: Final = Actor.system("demo-cards")
# The demo customer and two more, none of whose accounts takes two signatures.
_HOLDERS: Final = (0, 3, 4)
_C = issuing.Channel


@dataclass(frozen=True, slots=True)
class _Use:
    """One use of a card: what it asks for, what of it is presented, and whether it is reversed."""

    merchant: str
    category: str
    channel: issuing.Channel
    asked: str
    presented: str = ""
    country: str = "DE"
    reversed: bool = False


# A pending one, one above the day's limit, one taken back, a tip, a part.
_USES: Final = (
    _Use("DEMO BAKERY", "5462", _C.CONTACTLESS, "4.20", "4.20"),
    _Use("DEMO SUPERMARKET", "5411", _C.CHIP, "38.65", "38.65"),
    _Use("DEMO EATERY", "5812", _C.CHIP, "25.00", "27.50"),
    _Use("DEMO PARTS ONLINE", "5732", _C.ONLINE, "60.00", "45.10"),
    _Use("DEMO CASH MACHINE", "6011", _C.ATM, "50.00", "50.00"),
    _Use("DEMO BOOKS PARIS", "5942", _C.ONLINE, "17.90", country="FR"),
    _Use("DEMO CINEMA", "7832", _C.ONLINE, "12.00", reversed=True),
    _Use("DEMO JEWELLER", "5944", _C.CHIP, "1200.00"),
)


def ensure(*, now: datetime) -> list[issuing.CardView]:
    """Return the cards of the first demo people, each ordered once."""
    known, found = demo_accounts(), []
    for each in (known[place] for place in _HOLDERS):
        account = accounts.resolve(account_ids=[each.account_id])[each.account_id]
        with contextlib.suppress(issuing.CardThereAlready):
            issuing.order(account_id=account.account_id, actor=_ACTOR, now=now)
        found += [
            card
            for card in issuing.of_customer(customer_id=account.customer_id)
            if card.is_live and card.account_id == account.account_id
        ]
    return found


def buy(day: Day) -> None:
    """Use the cards as on any day; what nobody presented in time is given back first."""
    issuing.expire_authorisations(actor=_ACTOR, now=day.now)
    for holder, card in enumerate(ensure(now=day.now)):
        for number, use in enumerate(_USES):
            _use(day, card.card_id, use, holder * len(_USES) + number)


def use_once(
    card_id: UUID, *, amount: Money, channel: issuing.Channel, number: int, now: datetime
) -> issuing.Answer:
    """Use a card in a made-up shop, as a network would ask; nothing of it is presented."""
    merchant = issuing.Merchant(name="DEMO SHOP", category="5999", country="DE")
    reference = issuing.Reference(network="demo", stan=f"{number % 10**6:06}", rrn=f"{number:012}")
    return _ask(card_id, reference, merchant, channel, amount, now)


def present_once(number: int, *, amount: Money, now: datetime) -> issuing.Cleared:
    """Present what `use_once` asked for under this number."""
    reference = issuing.Reference(network="demo", stan=f"{number % 10**6:06}", rrn=f"{number:012}")
    return _present(reference, amount, now)


def _use(day: Day, card_id: UUID, use: _Use, number: int) -> None:
    reference = issuing.Reference(
        network="visa", stan=f"{number:06}", rrn=f"{day.day:%y%m%d}{number:06}"
    )
    merchant = issuing.Merchant(name=use.merchant, category=use.category, country=use.country)
    asked = Money.of(use.asked, "EUR")
    answer = _ask(card_id, reference, merchant, use.channel, asked, day.now)
    if not answer.is_approved:
        return
    if use.reversed:
        issuing.reverse(reference=reference, actor=_ACTOR, now=day.now)
    elif use.presented:
        _present(reference, Money.of(use.presented, "EUR"), day.now)


def _ask(
    card_id: UUID,
    reference: issuing.Reference,
    merchant: issuing.Merchant,
    channel: issuing.Channel,
    amount: Money,
    now: datetime,
) -> issuing.Answer:
    request = issuing.Request(
        reference=reference,
        amount=amount,
        channel=channel,
        merchant=merchant,
        token=issuing.token_of(card_id=card_id),
    )
    return issuing.authorise(request=request, actor=_ACTOR, now=now)


def _present(reference: issuing.Reference, amount: Money, now: datetime) -> issuing.Cleared:
    presentment = issuing.Presentment(
        authorisation=reference, reference=f"{reference}"[:40], amount=amount
    )
    return issuing.present(presentment=presentment, actor=_ACTOR, now=now)
