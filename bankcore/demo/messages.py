"""A customer asks, the bank answers, and the customer hears by e-mail that the answer waits."""

from __future__ import annotations

import contextlib
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.demo import staff
from bankcore.demo.bank import CUSTOMER_LOGIN, STAFF_LOGIN, demo_accounts, demo_id
from bankcore.demo.day import Day
from bankcore.identity import public as identity
from payments.correspondence import public as correspondence

_ADDRESS: Final = "demo-customer@example.com"
_ASKED: Final = (
    "Why is there no statement yet? I need one for my landlord; this is what they sent me."
)
_ANSWERED: Final = (
    "Statements come at the end of each month. Until then a confirmation of balances may do:"
    " you write one yourself on the page of statements and letters."
)
_PAPER: Final = b"%PDF-1.4\n% A demonstration, not a real document\n%%EOF\n"
_MAY: Final = frozenset({"correspondence.write_to_bank", "correspondence.choose_notices"})


def exchange(day: Day) -> None:
    """Write once and answer once, whatever the day: each has a key of its own."""
    user_id = identity.user_id_of(username=CUSTOMER_LOGIN[0])
    clerk = identity.user_id_of(username=STAFF_LOGIN[0])
    if user_id is None or clerk is None:
        return
    customer = Actor(ActorKind.USER, str(user_id), Rights(permissions=_MAY, self_service=True))
    with contextlib.suppress(accounts.CustomerNotFound):
        _reach(day)
    thread_id = correspondence.write(
        letter=correspondence.Letter(
            subject="Statement for my landlord",
            body=_ASKED,
            request_key=demo_id("message/asked"),
            files=[correspondence.Upload(name="letter-of-landlord.pdf", content=_PAPER)],
        ),
        actor=customer,
        now=day.now,
    )
    correspondence.answer(
        thread_id=thread_id,
        letter=correspondence.Letter(body=_ANSWERED, request_key=demo_id("message/answered")),
        actor=identity.staff_actor(user_id=clerk),
        now=day.now,
    )


def _reach(day: Day) -> None:
    """Let the bank have the customer's e-mail address, unless it has it."""
    customer_id = demo_id(demo_accounts()[0].customer)
    if _ADDRESS in accounts.mail_addresses(customer_id=customer_id):
        return
    accounts.add_contact(
        customer_id=customer_id,
        contact=accounts.Contact(kind=accounts.ContactKind.EMAIL, value=_ADDRESS),
        actor=staff.at(None),
        now=day.now,
    )
