"""Cards of customers, and networks that ask about them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments.issuing import public as issuing
from payments.issuing.models import Authorisation, Card, CardStateChange, Presentment
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import TESTER, eur

_NUMBERS = count(1)
SHOP = issuing.Merchant(name="DEMO BAKERY", category="5462", country="DE")
EATERY = issuing.Merchant(name="DEMO EATERY", category="5812", country="DE")
ABROAD = issuing.Merchant(name="DEMO SHOP PARIS", category="5732", country="FR")
BY = {"actor": TESTER, "now": NOW}


@dataclass(frozen=True, slots=True)
class Held:
    """A customer's account and the card that draws on it."""

    account: object
    card: issuing.CardView

    @property
    def token(self) -> str:
        return Card.objects.get(public_id=self.card.card_id).token

    def balance(self) -> ledger.AccountBalance:
        return ledger.balance(account_id=self.account.ledger_account_id)


def card(*, funds: str | int = 100, account=None) -> Held:
    """Open an account with money and order a card for it."""
    opened = account or factories.account(funds=funds)
    return Held(opened, issuing.order(account_id=opened.account_id, **BY))


def reference() -> issuing.Reference:
    """Return a reference that no other authorisation has."""
    number = next(_NUMBERS)
    return issuing.Reference(network="visa", stan=f"{number:06}", rrn=f"6061{number:08}")


def ask(held: Held, amount=None, *, at=NOW, **changes) -> issuing.Request:
    """Return what a network asks: by default, whether the card may pay 10 euros in a shop."""
    del at
    told = {
        "reference": reference(),
        "amount": eur(10) if amount is None else amount,
        "channel": issuing.Channel.CHIP,
        "merchant": SHOP,
        "token": held.token,
    }
    return issuing.Request(**{**told, **changes})


def use(held: Held, amount=None, *, now=NOW, **changes) -> issuing.Answer:
    """Use a card; returns the bank's answer."""
    return issuing.authorise(request=ask(held, amount, **changes), actor=TESTER, now=now)


def present(asked: issuing.Request, amount=None, *, now=NOW, **changes) -> issuing.Cleared:
    """Present what was authorised; by default all of it, once and for all."""
    told = {
        "authorisation": asked.reference,
        "reference": f"arn-{asked.reference.rrn}",
        "amount": asked.amount if amount is None else amount,
    }
    return issuing.present(
        presentment=issuing.Presentment(**{**told, **changes}), actor=TESTER, now=now
    )


def paid(held: Held, amount=None, **changes) -> issuing.Request:
    """Have the bank approve a use of a card; returns what was asked."""
    asked = ask(held, amount, **changes)
    answer = issuing.authorise(request=asked, **BY)
    assert answer.is_approved, answer
    return asked


def state_of(asked: issuing.Request) -> str:
    return Authorisation.objects.get(rrn=asked.reference.rrn).state


def picture() -> tuple:
    """Return everything that a card or a use of it may change."""
    return (
        books.state(),
        Event.objects.count(),
        sorted(Card.objects.values_list("public_id", "state", "online", "purchases_day_minor")),
        CardStateChange.objects.count(),
        sorted(Authorisation.objects.values_list("public_id", "state", "cleared_minor")),
        Presentment.objects.count(),
    )


def ties() -> bool:
    """Return whether cards, money set aside and books agree."""
    return all(check.holds for check in issuing.verify_cards()) and books.broken() == []
