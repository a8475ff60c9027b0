"""Who reconciles with a network is alone at it, and so is who decides about an exception."""

import pytest

from payments.reconciliation import public as reconciliation
from payments.reconciliation.repositories import exceptions
from tests import locks
from tests.payments.reconciliation.books import DAY, NOW, SYSTEM, Network, statement

pytestmark = pytest.mark.usefixtures("bank")


def compare() -> None:
    Network().sale(100, "A1", book=False)
    reconciliation.compare_day(network="visa", day=DAY, actor=SYSTEM, now=NOW)


def take() -> None:
    content = statement(("S1", 5))
    reconciliation.take_statement(network="visa", content=content, actor=SYSTEM, now=NOW)


def match() -> None:
    reconciliation.match_waiting_lines(network="visa", actor=SYSTEM, now=NOW)


def look() -> None:
    reconciliation.look_for_missing_payments(network="visa", until=DAY, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("work", [compare, take, match, look])
def test_one_at_a_time_reconciles_with_a_network(work):
    work()
    held = [locks.holds(f"reconciliation/{name}", hash="hashtext(%s)") for name in ("visa", "x")]
    assert held == [True, False]


@pytest.mark.parametrize(
    "read", [lambda: exceptions.get_locked(pk=0), exceptions.adjusting_locked], ids=["one", "all"]
)
def test_what_is_decided_about_is_kept_from_others(read):
    assert locks.locks_rows(read)
