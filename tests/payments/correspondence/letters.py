"""Customers who write, and staff who answer, as tests have them."""

from __future__ import annotations

from uuid import UUID, uuid4

from accounts import public as accounts
from bankcore.identity.public import Role
from payments.correspondence import public as correspondence
from payments.correspondence.models import Thread
from tests import colleagues
from tests.conftest import NOW
from tests.factories import TESTER
from tests.factories.people import PDF


def letter(body: str = "Where is my card?", *, subject: str = "My card", files=(), key=None):
    return correspondence.Letter(
        subject=subject, body=body, request_key=key or uuid4(), files=files
    )


def upload(content: bytes = PDF, name: str = "invoice.pdf") -> correspondence.Upload:
    return correspondence.Upload(name=name, content=content)


def write(who, body: str = "Where is my card?", **more) -> UUID:
    return correspondence.write(letter=letter(body, **more), actor=who.actor, now=NOW)


def answer(thread_id: UUID, by, body: str = "It is on its way.", **more) -> None:
    correspondence.answer(
        thread_id=thread_id,
        letter=letter(body, subject=""),
        actor=by,
        now=NOW,
        **more,
    )


def read(who, thread_id: UUID) -> correspondence.Conversation:
    return correspondence.read_thread(thread_id=thread_id, actor=who.actor, now=NOW)


def row(thread_id: UUID) -> Thread:
    return Thread.objects.get(public_id=thread_id)


def clerk(name: str = "clara", role: Role = Role.OPERATIONS):
    return colleagues.member(name, role)


def reachable(who, address: str = "anna@example.org"):
    """Let the bank have an e-mail address of a customer."""
    accounts.add_contact(
        customer_id=who.customer.customer_id,
        contact=accounts.Contact(kind=accounts.ContactKind.EMAIL, value=address),
        actor=TESTER,
        now=NOW,
    )
    return who
