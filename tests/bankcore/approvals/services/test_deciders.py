"""Who may decide: somebody with the right, within their limit, and with no part in the matter."""

import pytest
from django.db import DatabaseError, connection

from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind
from bankcore.approvals import public as approvals
from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import use_case
from bankcore.identity.public import Role
from bankcore.money import Money
from tests.conftest import NOW
from tests.staff import staff, superuser

pytestmark = pytest.mark.usefixtures("bank", "executors")
MAKER = Actor(ActorKind.USER, "987654321")
WITHIN, ABOVE = Money.of(50_000, "EUR"), Money.of("50000.01", "EUR")


@use_case
def ask(maker: Actor = MAKER, subject: str = "errand:1", **fields) -> approvals.RequestView:
    order = approvals.NewRequest(
        kind="test.errand", subject=subject, payload={"number": 1}, reason="It must.", **fields
    )
    return approvals.request(order=order, actor=maker, now=NOW)


def approve(asked, actor) -> approvals.RequestView:
    return approvals.approve(request_id=asked.request_id, actor=actor, now=NOW)


def refuse(asked, actor) -> approvals.RequestView:
    return approvals.refuse(request_id=asked.request_id, reason="No", actor=actor, now=NOW)


def waits(asked) -> bool:
    ran = AuditEntry.objects.filter(action="test.errand.run").exists()
    return approvals.get(request_id=asked.request_id).state is approvals.State.REQUESTED and not ran


def test_a_request_tells_its_amount_parties_and_chain():
    asked = ask(amount=WITHIN, parties=("user:8", "user:7", "user:8"), chain="loan:7")
    assert (asked.amount, asked.parties, asked.chain) == (WITHIN, ("user:7", "user:8"), "loan:7")


def test_up_to_the_limit_of_a_role_its_holder_decides():
    done = approve(ask(amount=WITHIN), staff("clerk", Role.OPERATIONS))
    assert done.state is approvals.State.EXECUTED


def test_above_the_limit_the_request_waits_for_somebody_with_a_higher_one():
    asked = ask(amount=ABOVE)
    with pytest.raises(approvals.AboveDecisionLimit, match=r"50,?000\.01"):
        approve(asked, staff("clerk", Role.OPERATIONS))
    assert waits(asked)
    assert approve(asked, staff("treasurer", Role.FINANCE)).state is approvals.State.EXECUTED


def test_the_highest_of_somebodys_roles_counts():
    both = staff("both", Role.OPERATIONS, Role.FINANCE)
    assert approve(ask(amount=ABOVE), both).state is approvals.State.EXECUTED


def test_where_no_role_has_a_limit_nobody_decides():
    asked = ask(amount=Money.of(1, "PLN"))
    with pytest.raises(approvals.AboveDecisionLimit, match="nothing"):
        approve(asked, staff("treasurer", Role.FINANCE))
    assert waits(asked)


def test_a_superuser_has_no_limit_of_their_own_and_so_decides_on_no_amount():
    asked = ask(amount=Money.of(1, "EUR"))
    with pytest.raises(approvals.AboveDecisionLimit):
        approve(asked, superuser("root"))
    assert waits(asked)


def test_a_superuser_does_not_decide_on_what_they_asked_for():
    root = superuser("root")
    asked = ask(root)
    with pytest.raises(approvals.OwnRequest):
        approve(asked, root)
    assert waits(asked)


def test_above_the_limit_a_request_can_be_refused():
    done = refuse(ask(amount=ABOVE), staff("clerk", Role.OPERATIONS))
    assert done.state is approvals.State.REFUSED


@pytest.mark.parametrize("decide", [approve, refuse])
def test_who_has_a_part_in_it_does_not_decide_and_the_attempt_is_kept(decide):
    clerk = staff("clerk", Role.OPERATIONS)
    asked = ask(parties=(str(clerk),))
    with pytest.raises(approvals.PartyToRequest):
        decide(asked, clerk)
    assert waits(asked)
    kept = AuditEntry.objects.get(action="approvals.request.own_attempt")
    assert (kept.actor, kept.subject) == (str(clerk), "errand:1")


@pytest.mark.parametrize("hand", ["maker", "checker"])
def test_who_had_a_hand_in_an_earlier_request_of_the_chain_does_not_decide(hand):
    clerk, other = staff("clerk", Role.OPERATIONS), staff("other", Role.OPERATIONS)
    approve(ask(clerk, chain="loan:7"), other)
    asked = ask(subject="errand:2", chain="loan:7")
    with pytest.raises(approvals.PartyToRequest):
        approve(asked, clerk if hand == "maker" else other)
    assert approvals.get(request_id=asked.request_id).state is approvals.State.REQUESTED
    assert approve(asked, staff("third", Role.OPERATIONS)).state is approvals.State.EXECUTED


def test_another_chain_and_a_refused_request_bind_nobody():
    clerk, other = staff("clerk", Role.OPERATIONS), staff("other", Role.OPERATIONS)
    refuse(ask(clerk, chain="loan:7"), other)
    approve(ask(clerk, subject="errand:2", chain="loan:8"), other)
    asked = ask(subject="errand:3", chain="loan:7")
    assert approve(asked, other).state is approvals.State.EXECUTED


def test_deciding_needs_the_permission_of_the_kind(settings):
    settings.APPROVAL_EXECUTORS = f"{__name__}.PRICED"
    asked = ask()
    with pytest.raises(NotPermitted, match=r"payments\.set_margins"):
        approve(asked, staff("clerk", Role.OPERATIONS))
    assert waits(asked)
    with pytest.raises(NotPermitted, match=r"approvals\.decide_request"):
        approve(asked, Actor(ActorKind.USER, "9"))
    assert waits(asked)


PRICED = {
    "test.errand": approvals.Kind(
        executor="tests.bankcore.approvals.errands.run", permission="payments.set_margins"
    )
}


@pytest.mark.parametrize("fields", [{"parties": ("user:2",)}, {"chain": "loan:7"}])
def test_postgresql_refuses_a_checker_with_a_part_in_it(fields):
    ask(Actor(ActorKind.USER, "2"), subject="errand:0", chain="loan:7")
    asked = ask(**fields)
    with pytest.raises(DatabaseError, match="has a part in"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE approvals_request SET state = 'APPROVED', checker = 'user:2', decided_at = %s"
            " WHERE id = %s",
            [NOW, asked.request_id],
        )
