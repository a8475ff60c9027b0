"""What PostgreSQL itself refuses about staff, as in production: past all of the bank's code."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connections

from bankcore.approvals import public as approvals
from bankcore.identity import public as identity
from bankcore.identity.domain.segregation import CONFLICTS
from bankcore.identity.models import RoleConflict, User
from bankcore.identity.public import Role
from tests.conftest import NOW
from tests.staff import PASSWORD, staff

# One database for all that is refused: each statement is taken back.
REFUSED = {
    "a role given": "INSERT INTO identity_user_groups (user_id, group_id)"
    " SELECT {customer}, id FROM auth_group WHERE name = 'Teller'",
    "a role taken": "DELETE FROM identity_user_groups WHERE user_id = {teller}",
    "a role moved": "UPDATE identity_user_groups SET user_id = {customer}",
    "a permission of one's own": "INSERT INTO identity_user_user_permissions"
    " (user_id, permission_id) SELECT {teller}, min(id) FROM auth_permission",
    "a role with more permissions": "INSERT INTO auth_group_permissions (group_id, permission_id)"
    " SELECT min(g.id), max(p.id) FROM auth_group g, auth_permission p",
    "a role with fewer": "DELETE FROM auth_group_permissions",
    "a new role": "INSERT INTO auth_group (name) VALUES ('Owner')",
    "a role renamed": "UPDATE auth_group SET name = 'X' WHERE name = 'Teller'",
    "a permission renamed": "UPDATE auth_permission SET codename = 'x'",
    "a superuser": "UPDATE identity_user SET is_superuser = true WHERE id = {teller}",
    "a member of staff": "UPDATE identity_user SET is_staff = true WHERE id = {customer}",
    "staff blocked": "UPDATE identity_user SET is_active = false WHERE id = {teller}",
    "a branch": "UPDATE identity_user SET branch_id = 'NORTH' WHERE id = {teller}",
    "staff removed": "DELETE FROM identity_user WHERE id = {staff_alone}",
    "a superuser made": "INSERT INTO identity_user (username, password, first_name, last_name,"
    " email, is_staff, is_active, is_superuser, date_joined)"
    " VALUES ('x', 'x', '', '', '', false, true, true, now())",
    "the owner's way": "SELECT identity_bootstrap({customer}, '{{Teller}}', true, true, NULL, 'x',"
    " now())",
    "half of the owner's way": "SELECT identity_make({customer}, '{{}}'::jsonb)",
    "a request not approved": "SELECT identity_carry_out({request})",
    "no request": "SELECT identity_carry_out(0)",
    "a history of its own": "INSERT INTO identity_rolechange (user_id, before, after, maker,"
    " reason, at) VALUES ({teller}, '{{}}', '{{}}', 'x', 'x', now())",
    "the history emptied": "DELETE FROM identity_rolechange",
    "the history changed": "UPDATE identity_rolechange SET maker = 'x'",
    "conflicts forgotten": "DELETE FROM identity_roleconflict",
}


@pytest.fixture
def people(committed_bank, closed_doors) -> dict[str, int]:
    administrator = staff("administrator", Role.ADMINISTRATOR)
    identity.add_branch(code="NORTH", name="Demo North", actor=administrator, now=NOW)
    teller = int(staff("teller", Role.TELLER).id)
    customer = identity.ensure_user(username="customer", password=PASSWORD)
    alone = identity.ensure_user(username="alone", password=PASSWORD, is_staff=True)
    order = identity.RoleOrder(user_id=customer, give=(Role.TELLER,))
    request = identity.request_roles(order=order, reason="Joins", actor=administrator, now=NOW)
    closed_doors()
    return {"teller": teller, "customer": customer, "staff_alone": alone, "request": request}


def run(statement: str, alias: str = "default") -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


def test_nothing_of_this_is_done_by_the_application_itself(people):
    passed = []
    for name, statement in REFUSED.items():
        try:
            run(statement.format(**people))
        except ProgrammingError as refusal:
            if "InsufficientPrivilege" not in type(refusal.__cause__).__name__:
                raise
        else:
            passed.append(name)
    assert passed == []


def test_the_application_makes_customers_log_ins_and_two_people_make_staff(people):
    checker_id = identity.ensure_user(
        username="administrator-2", password=PASSWORD, roles=(Role.ADMINISTRATOR,)
    )  # by the owner's connection: the application's cannot
    made = approvals.approve(
        request_id=people["request"], actor=identity.staff_actor(user_id=checker_id), now=NOW
    )
    assert made.state is approvals.State.EXECUTED
    assert identity.roles_of(user_id=people["customer"]) == ("Teller",)
    with pytest.raises(ProgrammingError, match="agreed on"):
        run(f"SELECT identity_carry_out({people['request']})")
    customer = identity.ensure_user(username="another", password=PASSWORD)
    User.objects.filter(pk=customer).update(is_active=False)
    assert not User.objects.get(pk=customer).is_active
    identity.ensure_roles()


def test_not_even_the_owner_rewrites_the_history(people):
    for statement in (
        "DELETE FROM identity_rolechange",
        "UPDATE identity_rolechange SET maker = 'x'",
    ):
        with pytest.raises(DatabaseError, match=r"append-only|not change|never"):
            run(statement, "owner")


@pytest.mark.parametrize("pair", CONFLICTS, ids=lambda pair: "/".join(sorted(pair)))
def test_not_even_the_owner_gives_roles_that_are_to_be_apart(bank, pair):
    one, other = sorted(pair)
    staff("both", Role(one))
    with pytest.raises(IntegrityError, match="together"):
        staff("both", Role(other))


def test_postgresql_holds_the_same_conflicts_as_the_page(bank):
    held = {frozenset({each.one, each.other}) for each in RoleConflict.objects.all()}
    assert held == {frozenset(map(str, pair)) for pair in CONFLICTS}


def approved_by_hand(*, person: int, maker: int, role_before: str = "") -> int:
    """Write an approved request by SQL alone, as the application's role could; returns its id."""
    before = {"roles": [role_before] if role_before else []}
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO approvals_request (kind, subject, payload, reason, maker, requested_at,
              expires_at, state, decision_reason, result)
            SELECT 'identity.role_change', 'user:x', jsonb_build_object('user', %s::bigint,
                'before', identity_standing(%s) || %s::jsonb,
                'after', identity_standing(%s) || '{"roles": ["Teller"]}')::text,
              'r', %s, now(), now() + interval '1 day', 'REQUESTED', '', '' RETURNING id""",
            [person, person, json.dumps(before), person, f"user:{maker}"],
        )
        asked: int = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE approvals_request SET state = 'APPROVED', checker = 'user:987654',"
            " decided_at = now() WHERE id = %s",
            [asked],
        )
    return asked


def test_postgresql_changes_nobody_who_asked_for_it_themselves(people):
    asked = approved_by_hand(person=people["customer"], maker=people["customer"])
    with pytest.raises(ProgrammingError, match="themselves"):
        run(f"SELECT identity_carry_out({asked})")
    assert identity.roles_of(user_id=people["customer"]) == ()


def test_postgresql_changes_nobody_who_is_no_longer_what_the_request_says(people):
    asked = approved_by_hand(
        person=people["customer"], maker=people["teller"], role_before="Auditor"
    )
    with pytest.raises(DatabaseError, match="no longer"):
        run(f"SELECT identity_carry_out({asked})")
    assert identity.roles_of(user_id=people["customer"]) == ()


def test_a_request_by_hand_with_two_names_is_carried_out(people):
    """Show that the two refusals above are of what they say, and not of how the request came."""
    asked = approved_by_hand(person=people["customer"], maker=people["teller"])
    run(f"SELECT identity_carry_out({asked})")
    assert identity.roles_of(user_id=people["customer"]) == ("Teller",)
