"""Direct debits on demo customers' accounts: one is booked, one returned, one given back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.demo import colleagues, outside
from bankcore.demo.bank import DemoAccount, demo_accounts
from bankcore.demo.day import Day
from bankcore.identity import public as identity
from payments.interbank import public as interbank

_CREDITOR: Final = "DE98ZZZ09999999999"
_BOOKED, _GIVEN_BACK, _TOO_MUCH = 4_290, 1_999, 99_999_900


class NotDrawn(RuntimeError):
    """The day's direct debits did not come to what they are to show."""


def ask(day: Day, world: outside.Outside) -> list[tuple[str, str]]:
    """Have a utility collect three times; returns message and transaction of each."""
    payers = [each for each in demo_accounts() if each.product == "CURRENT"][:3]
    return [
        world.collect(
            account=_iban(payer),
            amount_minor=minor,
            date=day.day.isoformat(),
            name="Demo Utility",
            creditor=_CREDITOR,
            mandate=f"DEMO-{number}",
        )
        for number, (payer, minor) in enumerate(
            zip(payers, (_BOOKED, _TOO_MUCH, _GIVEN_BACK), strict=True), 1
        )
    ]


def have_back(day: Day, asked: list[tuple[str, str]]) -> None:
    """Give the last of the three back, by two people; raises NotDrawn where it was not booked."""
    message, transaction = asked[-1]
    found = interbank.find_collection(
        network=interbank.Network.SEPA, message_id=message, transaction_id=transaction
    )
    if found is None:
        words = f"{message} has not come."
        raise NotDrawn(words)
    _claim(day, found)


def _claim(day: Day, collection_id: UUID) -> None:
    clerk, second = colleagues.pair("operations", identity.Role.OPERATIONS)
    claimed = interbank.claim_back(
        collection_id=collection_id,
        kind=interbank.ClaimKind.NO_QUESTIONS,
        words="Demo: the customer wants it back.",
        actor=clerk,
        now=day.now,
    )
    interbank.decide_claim(claim_id=claimed.claim_id, grant=True, actor=second, now=day.now)


def _iban(payer: DemoAccount) -> str:
    return accounts.get_account(account_id=payer.account_id).iban
