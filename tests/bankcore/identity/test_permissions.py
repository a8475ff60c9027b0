"""Every permission that a page names exists, and every permission that exists is some role's."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from bankcore.identity.public import Role
from bankcore.roles import CUSTOMER, PERMISSIONS, VIEWS
from bankcore.scopes import SCOPES

pytestmark = pytest.mark.usefixtures("bank")

# Customers have these by bankcore/roles.py alone: no role is given them, so no model names them.
BY_CODE_ALONE = {"accounts.sign_order", "payments.order_for_oneself"}
STOCK = ("add_", "change_", "delete_", "view_")


def existing() -> set[str]:
    return {
        f"{each.content_type.app_label}.{each.codename}"
        for each in Permission.objects.select_related("content_type")
    }


def by_code_alone(name: str) -> bool:
    return name in BY_CODE_ALONE


def test_every_permission_that_is_named_exists():
    named = {*PERMISSIONS, *CUSTOMER, *(each for some in SCOPES.values() for each in some)}
    assert {each for each in named - existing() if not by_code_alone(each)} == set()


def test_every_permission_of_the_banks_own_is_given_to_a_role():
    own = {
        name
        for name in existing()
        if not name.split(".")[1].startswith(STOCK) and name not in PERMISSIONS
    }
    assert {each for each in own if not by_code_alone(each)} == set()


def test_roles_have_in_the_database_what_the_page_gives_them():
    for role in Role:
        group = Group.objects.get(name=role.value)
        held = {
            f"{each.content_type.app_label}.{each.codename}"
            for each in group.permissions.select_related("content_type")
        }
        given = {name for name, roles in PERMISSIONS.items() if role in roles} & existing()
        assert {name for name in held if ".view_" not in name} == given
        assert {name.split(".")[0] for name in held if ".view_" in name} <= set(VIEWS[role])


def test_syncing_takes_what_a_role_should_not_have():
    group = Group.objects.get(name=Role.TELLER.value)
    extra = Permission.objects.get(codename="manage_staff")
    group.permissions.add(extra)
    call_command("sync_roles")
    assert not group.permissions.filter(pk=extra.pk).exists()
