"""Staff who read dashboards, and a bank with something to read."""

from __future__ import annotations

from django.test import Client

from accounts.models import Customer
from bankcore.actor import Actor
from bankcore.identity import public as identity
from bankcore.identity.models import User
from tests import factories
from tests.conftest import NOW
from tests.staff import PASSWORD

ROLE = identity.Role


def reader(name: str, *roles: ROLE, branch: str | None = None, email: str = "") -> Actor:
    """Return a member of staff, with an address if one is given."""
    user_id = identity.ensure_user(
        username=name, password=PASSWORD, roles=roles, branch=branch, email=email
    )
    return identity.staff_actor(user_id=user_id)


def browser(actor: Actor, **options) -> Client:
    """Return the browser of a member of staff."""
    client = Client(**options)
    client.force_login(User.objects.get(pk=actor.id))
    return client


def branches(**funds: int):
    """Open an account with so many euros at each branch; returns their references by branch."""
    made = {}
    for code, amount in funds.items():
        identity.ensure_branch(
            code=code, name=f"Demo Branch {code.title()}", actor=factories.TESTER, now=NOW
        )
        made[code] = factories.account(funds=amount)
        held = Customer.objects.filter(accounts__public_id=made[code].account_id)
        held.update(branch_code=code)
    return made
