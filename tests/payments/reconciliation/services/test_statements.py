"""Bank statements: a network's payment is booked when it is seen, and not before."""

import pytest
from django.db import DatabaseError, transaction

from payments.interbank import public as interbank
from payments.reconciliation import public as reconciliation
from payments.reconciliation.models import ReconException, StatementEntry, StatementFile
from tests.payments.reconciliation.books import (
    DAY,
    EUR,
    NOW,
    SYSTEM,
    Network,
    balance,
    statement,
)

pytestmark = pytest.mark.usefixtures("bank")


def take(content: bytes) -> reconciliation.StatementTaken:
    return reconciliation.take_statement(network="visa", content=content, actor=SYSTEM, now=NOW)


def advised() -> Network:
    """Return a network that owes 1,000, keeps 20 of it, and has advised 980."""
    visa = Network()
    visa.sale(1_000, "A1")
    visa.told(("A1", 1_000), fees=20, reference="S1")
    return visa


def verdicts() -> list[tuple[str, int]]:
    return [(each.verdict, each.difference.minor) for each in reconciliation.inbox()]


def test_a_payment_that_was_advised_is_booked_on_the_nostro_account():
    advised()
    nostro = balance("1100")
    taken = take(statement(("S1", 980)))
    assert (taken.lines, taken.matched, taken.exceptions) == (1, 1, 0)
    assert (balance("1100") - nostro, balance("1410")) == (980, 0)
    assert StatementEntry.objects.get().txn_id
    control = reconciliation.control_of(network="visa", currency=EUR, today=DAY)
    assert (control.ledger.minor, control.unpaid.minor, control.unexplained.minor) == (0, 0, 0)


def test_the_same_file_taken_again_books_nothing():
    advised()
    take(statement(("S1", 980)))
    nostro = balance("1100")
    again = take(statement(("S1", 980)))
    assert (again.is_repeat, again.lines, balance("1100")) == (True, 0, nostro)
    assert StatementFile.objects.count() == 1


@pytest.mark.parametrize("minor", [979, 981, -980])
def test_a_payment_of_another_amount_is_booked_nowhere_and_shown(minor):
    advised()
    nostro = balance("1100")
    assert take(statement(("S1", minor))).exceptions == 1
    assert verdicts() == [("PAID_DIFFERENTLY", minor - 980)]
    assert balance("1100") == nostro


def test_money_that_nobody_advised_waits_and_is_booked_when_the_advice_comes():
    visa = Network()
    visa.sale(500, "A1")
    take(statement(("S9", 500)))
    assert verdicts() == [("NOT_ADVISED", 500)]
    visa.told(("A1", 500), reference="S9")
    nostro = balance("1100")
    matched = reconciliation.match_waiting_lines(network="visa", actor=SYSTEM, now=NOW)
    assert (matched, verdicts(), balance("1100") - nostro) == (1, [], 500)
    assert ReconException.objects.get().state == "CLEARED"


def test_one_advice_is_paid_once_however_often_the_money_comes():
    advised()
    nostro = balance("1100")
    taken = take(statement(("S1", 980), ("S1", 980)))
    assert (taken.matched, taken.exceptions) == (1, 1)
    assert balance("1100") - nostro == 980
    assert verdicts() == [("NOT_ADVISED", 980)]
    assert take(statement(("S1", 980), name="ST2", opening=1_960)).matched == 0
    assert verdicts() == [("NOT_ADVISED", 980)] * 2


def test_an_advice_without_its_money_is_seen_and_closed_by_the_money():
    advised()
    look = lambda: reconciliation.look_for_missing_payments(  # noqa: E731
        network="visa", until=DAY, actor=SYSTEM, now=NOW
    )
    assert (look(), look(), verdicts()) == (1, 1, [("NOT_PAID", -980)])
    take(statement(("S1", 980)))
    assert (look(), verdicts()) == (0, [])


def test_a_statement_that_does_not_add_up_is_refused_whole():
    advised()
    with pytest.raises(reconciliation.StatementDoesNotAddUp):
        take(statement(("S1", 980), off=1))
    assert not StatementFile.objects.exists()
    assert balance("1410") == 980


def test_a_second_statement_of_the_same_name_is_refused_whole():
    advised()
    take(statement(("S1", 980)))
    with pytest.raises(reconciliation.StatementKnown):
        take(statement(("S1", 980), ("S2", 5)))
    assert StatementEntry.objects.count() == 1


def test_what_is_no_statement_is_refused_whole():
    for content in (b"", b"<Document/>", statement(("S1", 980))[:-40]):
        with pytest.raises(interbank.UnreadableMessage):
            take(content)
    assert not StatementFile.objects.exists()


def test_a_line_is_matched_once_and_never_changed():
    advised()
    take(statement(("S1", 980)))
    for change in (
        lambda: StatementEntry.objects.update(txn_id=None),
        lambda: StatementEntry.objects.update(amount_minor=1),
        lambda: StatementEntry.objects.all().delete(),
        lambda: StatementFile.objects.update(closing_minor=1),
    ):
        refused = pytest.raises(DatabaseError, match=r"permission denied|refused")
        with refused, transaction.atomic():
            change()
