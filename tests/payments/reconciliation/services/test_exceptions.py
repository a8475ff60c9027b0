"""The inbox of what does not agree: looked after by one, booked away by two."""

import pytest

from bankcore.approvals import public as approvals
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from payments.reconciliation import public as reconciliation
from payments.reconciliation.models import ReconException
from tests.conftest import NOW
from tests.payments.reconciliation.books import (
    DAY,
    EUR,
    SYSTEM,
    Network,
    balance,
    statement,
)
from tests.staff import staff

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def clerk():
    return staff("clerk", Role.OPERATIONS)


@pytest.fixture
def treasurer():
    return staff("treasurer", Role.FINANCE)


def compare(visa: Network) -> None:
    reconciliation.compare_day(network=visa.name, day=visa.day, actor=SYSTEM, now=NOW)


def only() -> reconciliation.ExceptionView:
    (there,) = reconciliation.inbox()
    return there


def ask(actor, against: str = "5410", reason: str = "Lost"):
    return reconciliation.request_adjustment(
        exception_id=only().exception_id, against=against, reason=reason, actor=actor, now=NOW
    )


def approve(asked, actor):
    return approvals.approve(request_id=asked.request_id, actor=actor, now=NOW)


def unexplained() -> int:
    control = reconciliation.control_of(network="visa", currency=EUR, today=DAY)
    return control.unexplained.minor


@pytest.fixture
def short() -> Network:
    """Return a network that has told of 10 less than was captured."""
    visa = Network()
    visa.sale(1_000, "A1")
    visa.told(("A1", 990))
    compare(visa)
    return visa


def test_two_people_book_a_difference_away(short, clerk, treasurer):
    asked = ask(clerk)
    assert only().state == "ADJUSTING"
    assert balance("1410") == 1_000
    approve(asked, treasurer)
    assert (balance("1410"), balance("5410")) == (990, 10)
    row = ReconException.objects.get()
    assert (row.state, row.txn_id is not None) == ("ADJUSTED", True)
    assert AuditEntry.objects.filter(action="reconciliation.exception.adjusted").exists()
    assert unexplained() == 0


def test_what_was_booked_away_stays_away_when_the_day_is_compared_again(short, clerk, treasurer):
    approve(ask(clerk), treasurer)
    (run,) = reconciliation.compare_day(network="visa", day=DAY, actor=SYSTEM, now=NOW)
    assert (run.difference.minor, run.unexplained.minor) == (-10, 0)
    assert reconciliation.inbox() == []


def test_nobody_books_a_difference_away_alone(short, clerk):
    asked = ask(clerk)
    with pytest.raises(approvals.OwnRequest):
        approve(asked, clerk)
    assert (balance("1410"), only().state) == (1_000, "ADJUSTING")


def test_an_amount_above_a_roles_limit_takes_somebody_higher(clerk, treasurer):
    visa = Network()
    visa.sale(9_000_000, "A1")
    compare(visa)
    asked = ask(treasurer)
    with pytest.raises(approvals.AboveDecisionLimit):
        approve(asked, clerk)
    approve(asked, staff("treasurer-2", Role.FINANCE))
    assert balance("1410") == 0


def test_a_refused_adjustment_opens_the_exception_again(short, clerk, treasurer):
    asked = ask(clerk)
    reopen = lambda: reconciliation.reopen_refused(actor=SYSTEM, now=NOW)  # noqa: E731
    assert (reopen(), only().state) == (0, "ADJUSTING")
    approvals.refuse(request_id=asked.request_id, reason="Ask them", actor=treasurer, now=NOW)
    assert reopen() == 1
    assert (only().state, balance("1410")) == ("OPEN", 1_000)


def test_an_exception_that_is_being_adjusted_keeps_the_amounts_that_were_agreed_on(
    short, clerk, treasurer
):
    asked = ask(clerk)
    short.told(("A1", 5), reference="S2")
    compare(short)
    assert only().difference.minor == -10
    approve(asked, treasurer)
    assert balance("1410") == 990


@pytest.mark.parametrize(("against", "reason"), [("4400", "Lost"), ("1100", "Lost"), ("", "x")])
def test_an_adjustment_against_another_line_is_refused(short, clerk, against, reason):
    with pytest.raises(reconciliation.CannotAdjust):
        ask(clerk, against, reason)
    assert only().state == "OPEN"


def test_an_adjustment_without_a_reason_is_refused(short, clerk):
    with pytest.raises(approvals.ReasonMissing):
        ask(clerk, reason="  ")
    assert only().state == "OPEN"


def test_money_that_nobody_advised_is_put_on_the_nostro_account_and_into_suspense(clerk, treasurer):
    nostro = balance("1100")
    content = statement(("S9", 500))
    reconciliation.take_statement(network="visa", content=content, actor=SYSTEM, now=NOW)
    approve(ask(clerk, "2900"), treasurer)
    assert (balance("1100") - nostro, balance("2900")) == (500, 500)


def test_somebody_looks_after_an_exception(short, clerk):
    reconciliation.assign_exception(
        exception_id=only().exception_id, owner="clerk", note="Called them", actor=clerk, now=NOW
    )
    assert only().owner == "clerk"
    with pytest.raises(reconciliation.ExceptionNotFound):
        reconciliation.assign_exception(exception_id=0, owner="x", note="", actor=clerk, now=NOW)


def test_the_other_side_of_a_mistyped_reference_is_suggested():
    visa = Network()
    visa.sale(1_234, "A1")
    visa.told(("A7", 1_234), ("A8", 99))
    compare(visa)
    ours = next(each for each in reconciliation.inbox() if each.reference == "A1")
    (found,) = reconciliation.suggestions(exception_id=ours.exception_id)
    assert (found.reference, found.amount.minor) == ("A7", 1_234)


def test_a_line_of_the_missing_amount_is_suggested():
    visa = Network()
    visa.sale(1_000, "A1")
    visa.told(("A1", 1_000), reference="S1")
    reconciliation.take_statement(
        network="visa", content=statement(("TYPO", 1_000), ("OTHER", 7)), actor=SYSTEM, now=NOW
    )
    reconciliation.look_for_missing_payments(network="visa", until=DAY, actor=SYSTEM, now=NOW)
    missing = next(each for each in reconciliation.inbox() if each.verdict == "NOT_PAID")
    found = reconciliation.suggestions(exception_id=missing.exception_id)
    assert [each.reference for each in found] == ["TYPO"]
