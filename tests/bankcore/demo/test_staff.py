"""The demo bank's staff: somebody for each role, none with everything, and a role by two."""

import random

import pytest

from accounts.models import Customer
from bankcore.demo import bank as demo_bank
from bankcore.demo import roles, staff
from bankcore.demo.day import Day
from bankcore.identity import public as identity
from bankcore.identity.models import User
from tests.conftest import NOW, OPENING_DAY

pytestmark = pytest.mark.usefixtures("bank")


def roles_of(name: str) -> tuple[str, ...]:
    return identity.roles_of(user_id=User.objects.get(username=name).pk)


def test_every_role_has_somebody_and_nobody_is_a_superuser():
    staff.ensure(now=NOW)
    staff.ensure(now=NOW)
    assert {roles_of(name)[0] for name in staff.PEOPLE} == {role.value for role in identity.Role}
    assert not User.objects.filter(is_superuser=True).exists()
    assert User.objects.get(username="demo-teller-north").branch_id == staff.NORTH


def test_two_branches_have_customers_of_their_own():
    demo_bank.ensure(day=OPENING_DAY, now=NOW)
    found = set(Customer.objects.values_list("branch_code", flat=True))
    assert found == {None, staff.NORTH, staff.SOUTH}


def test_two_administrators_change_a_role_every_day():
    staff.ensure(now=NOW)
    day = Day(day=OPENING_DAY, now=NOW, chance=random.Random(0))
    for expected in (("Teller",), (), ("Teller",)):
        roles.change(day)
        assert roles_of(staff.TRAINEE) == expected
    history = identity.role_history(user_id=User.objects.get(username=staff.TRAINEE).pk)
    assert {each.maker != each.checker for each in history} == {True}
    assert len(history) == 3
