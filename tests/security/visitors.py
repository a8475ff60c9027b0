"""A bank with two customers, somebody at the counter and a program, for those who attack it."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from accounts import public as accounts
from bankcore.identity import public as identity
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER

PASSWORD = "a-long-demo-password"


@dataclass(frozen=True)
class Visitor:
    """A customer with a log-in and an account."""

    customer: accounts.CustomerView
    account: accounts.AccountRef
    user_id: int

    def browser(self, **options) -> Client:
        client = Client(**options)
        client.force_login(_user(self.user_id))
        return client


def visitor(username: str, *, name: str = "Demo Person 01", funds: int = 1_000) -> Visitor:
    """Return a customer who can log in."""
    user_id = identity.ensure_user(username=username, password=PASSWORD)
    customer = accounts.register_customer(
        kind="PERSON", name=name, user_id=user_id, actor=TESTER, now=NOW
    )
    return Visitor(customer, factories.account(funds=funds, owner=customer), user_id)


def staff(*roles: identity.Role, username: str = "staff", **options) -> Client:
    """Return the browser of a member of staff; without roles, of one who may everything."""
    user_id = identity.ensure_user(
        username=username, password=PASSWORD, roles=roles, is_admin=not roles
    )
    client = Client(**options)
    client.force_login(_user(user_id))
    return client


def _user(user_id: int):
    from bankcore.identity.models import User

    return User.objects.get(pk=user_id)
