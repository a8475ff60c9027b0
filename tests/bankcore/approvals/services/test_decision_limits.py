"""Decision limits: changed by two people who do not gain by it."""

import pytest
from django.db import ProgrammingError, connection

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from bankcore.money import Money
from tests.conftest import NOW
from tests.staff import staff

pytestmark = pytest.mark.usefixtures("bank")
HIGHER = approvals.Limit(role=Role.OPERATIONS, up_to=Money.of(60_000, "EUR"))


def ask(actor, limit=HIGHER, reason="More staff"):
    return approvals.request_limit(limit=limit, reason=reason, actor=actor, now=NOW)


def approve(asked, actor):
    return approvals.approve(request_id=asked.request_id, actor=actor, now=NOW)


def limit_of(role: str, currency: str) -> Money | None:
    found = [
        each.up_to
        for each in approvals.decision_limits()
        if (each.role, each.up_to.currency.code) == (role, currency)
    ]
    return found[0] if found else None


def test_two_people_raise_a_limit():
    asked = ask(staff("treasurer", Role.FINANCE))
    assert limit_of("Operations", "EUR") == Money.of(50_000, "EUR")
    approve(asked, staff("administrator", Role.ADMINISTRATOR))
    assert limit_of("Operations", "EUR") == HIGHER.up_to
    kept = AuditEntry.objects.get(action="approvals.limit.changed")
    assert (kept.detail["before"], kept.detail["after"]) == (5_000_000, 6_000_000)


def test_a_currency_gets_its_first_limit():
    first = approvals.Limit(role=Role.FINANCE, up_to=Money.of(900, "PLN"))
    asked = ask(staff("administrator", Role.ADMINISTRATOR), first)
    approve(asked, staff("another", Role.ADMINISTRATOR))
    assert limit_of("Finance", "PLN") == first.up_to


def test_nobody_asks_for_or_agrees_to_a_limit_of_their_own_role():
    own = approvals.Limit(role=Role.FINANCE, up_to=Money.of(9_000_000, "EUR"))
    one, two = staff("treasurer", Role.FINANCE), staff("treasurer-2", Role.FINANCE)
    with pytest.raises(approvals.InvalidLimit, match="their own"):
        ask(one, own)
    asked = ask(staff("administrator", Role.ADMINISTRATOR), own)
    with pytest.raises(approvals.PartyToRequest):
        approve(asked, two)
    assert limit_of("Finance", "EUR") == Money.of(1_000_000, "EUR")


@pytest.mark.parametrize(
    ("role", "amount"), [("Gardener", Money.of(1, "EUR")), (Role.OPERATIONS, Money.of(-1, "EUR"))]
)
def test_what_is_no_limit_is_not_asked_for(role, amount):
    with pytest.raises(approvals.InvalidLimit):
        ask(staff("treasurer", Role.FINANCE), approvals.Limit(role=role, up_to=amount))
    assert not Request.objects.exists()


def test_another_limit_needs_a_reason_and_the_right_to_ask():
    with pytest.raises(approvals.ReasonMissing):
        ask(staff("treasurer", Role.FINANCE), reason=" ")
    with pytest.raises(NotPermitted):
        ask(staff("clerk", Role.OPERATIONS))
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE approvals_decisionlimit SET up_to_minor = 1",
        "DELETE FROM approvals_decisionlimit",
        "INSERT INTO approvals_decisionlimit (role, currency, up_to_minor) VALUES ('X', 'EUR', 1)",
    ],
)
def test_the_application_itself_writes_no_limits(statement):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_postgresql_sets_no_limit_that_nobody_has_approved():
    asked = ask(staff("treasurer", Role.FINANCE))
    with pytest.raises(ProgrammingError, match="agreed on"), connection.cursor() as cursor:
        cursor.execute("SELECT approvals_set_limit(%s)", [asked.request_id])


def test_postgresql_sets_no_limit_that_somebody_has_refused():
    asked = ask(staff("treasurer", Role.FINANCE))
    approvals.refuse(
        request_id=asked.request_id,
        reason="No",
        actor=staff("administrator", Role.ADMINISTRATOR),
        now=NOW,
    )
    with pytest.raises(ProgrammingError, match="agreed on"), connection.cursor() as cursor:
        cursor.execute("SELECT approvals_set_limit(%s)", [asked.request_id])
