"""Our books and a network's advice, item by item; every difference is a figure with a name."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind
from payments.reconciliation import public as reconciliation
from payments.reconciliation.models import ReconException, ReconRun
from tests.payments.reconciliation.books import DAY, EUR, NOW, SYSTEM, Network

pytestmark = pytest.mark.usefixtures("bank")


def compare(day=DAY, network="visa") -> reconciliation.RunView:
    (run,) = reconciliation.compare_day(network=network, day=day, actor=SYSTEM, now=NOW)
    return run


def found() -> dict[str, tuple[str, int]]:
    return {
        each.reference: (each.verdict, each.difference.minor)
        for each in reconciliation.inbox(network="visa")
    }


def test_a_day_on_which_both_sides_agree_has_no_exception():
    visa = Network()
    visa.sale(10_000, "A1")
    visa.sale(2_500, "A2", kind="REFUND")
    visa.chargeback(4_000, "A0")
    visa.told(("A1", 10_000), ("A2:REFUND", -2_500), ("A0:CHARGEBACK", -4_000))
    run = compare()
    assert (run.items, run.matched_items, run.exceptions) == (3, 3, 0)
    assert (run.ours.minor, run.theirs.minor, run.matched.minor) == (3_500, 3_500, 3_500)
    assert (run.difference.minor, run.unexplained.minor, found()) == (0, 0, {})


def test_each_way_of_not_agreeing_has_its_verdict_and_its_difference():
    visa = Network()
    for minor, arn in ((100, "alike"), (200, "ours"), (300, "differs"), (400, "twice")):
        visa.sale(minor, arn)
    told = [("alike", 100), ("theirs", 900), ("differs", 301), ("twice", 400), ("twice", 400)]
    visa.told(*told)
    run = compare()
    assert found() == {
        "ours": ("MISSING_AT_NETWORK", -200),
        "theirs": ("MISSING_HERE", 900),
        "differs": ("DIFFERING", 1),
        "twice": ("DUPLICATE", 400),
    }
    assert (run.items, run.matched_items) == (5, 1)
    assert (run.difference.minor, run.explained.minor, run.unexplained.minor) == (1_101, 1_101, 0)


def test_the_same_reference_is_another_item_for_another_kind_or_network():
    visa, mastercard = Network(), Network("mastercard")
    visa.sale(100, "A1")
    visa.sale(100, "A1", kind="REPRESENTMENT")
    visa.told(("A1", 100), ("A1:REPRESENTMENT", 100))
    mastercard.told(("A1", 100))
    assert compare().exceptions == 0
    assert compare(network="mastercard").exceptions == 1


def test_what_the_network_tells_a_day_later_is_cleared_then_and_not_before():
    visa = Network()
    visa.sale(100, "late")
    assert compare().exceptions == 1
    visa.day = DAY + timedelta(1)
    visa.told(("late", 100))
    run = compare(DAY + timedelta(1))
    assert (run.items, run.exceptions, found()) == (1, 0, {})
    row = ReconException.objects.get()
    assert (row.state, row.since, row.closed_at) == ("CLEARED", DAY, NOW)


def test_an_item_told_again_on_a_later_day_is_a_duplicate_and_no_stranger():
    visa = Network()
    visa.sale(100, "A1")
    visa.told(("A1", 100))
    assert compare().exceptions == 0
    visa.day = DAY + timedelta(1)
    visa.told(("A1", 100), reference="S2")
    assert compare(DAY + timedelta(1)).difference.minor == 100
    assert found() == {"A1": ("DUPLICATE", 100)}


def test_an_exception_keeps_its_age_while_it_changes():
    visa = Network()
    visa.sale(100, "A1")
    compare()
    visa.day = DAY + timedelta(2)
    visa.told(("A1", 90))
    compare(visa.day)
    (there,) = reconciliation.inbox()
    assert (there.verdict, there.difference.minor) == ("DIFFERING", -10)
    assert there.age(visa.day) == 2


def test_comparing_again_changes_nothing_but_the_version():
    visa = Network()
    visa.sale(100, "A1")
    visa.told(("A2", 70))
    first, second = compare(), compare()
    assert (first.version, second.version) == (1, 2)
    assert (first.difference, first.exceptions) == (second.difference, second.exceptions)
    assert ReconException.objects.count() == 2


def test_a_comparison_is_never_changed_or_removed():
    visa = Network()
    visa.sale(100, "A1")
    compare()
    for change in (
        lambda: ReconRun.objects.update(explained_minor=5),
        lambda: ReconRun.objects.all().delete(),
        lambda: ReconException.objects.all().delete(),
        lambda: ReconException.objects.update(since=DAY - timedelta(1)),
    ):
        refused = pytest.raises(DatabaseError, match=r"permission denied|refused")
        with refused, transaction.atomic():
            change()


def test_who_lacks_the_right_compares_nothing():
    Network().sale(100, "A1")
    with pytest.raises(NotPermitted):
        reconciliation.compare_day(
            network="visa", day=DAY, actor=Actor(ActorKind.USER, "7"), now=NOW
        )
    assert not ReconRun.objects.exists()


def test_a_network_that_is_none_is_refused():
    with pytest.raises(reconciliation.UnknownNetwork):
        reconciliation.compare_day(network="amex", day=DAY, actor=SYSTEM, now=NOW)


_SIDE = st.dictionaries(
    st.sampled_from([f"A{number}" for number in range(6)]), st.integers(1, 5), max_size=6
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ours=_SIDE, theirs=_SIDE)
def test_every_difference_is_the_sum_of_its_exceptions(ours, theirs):
    before = transaction.savepoint()
    try:
        visa = Network()
        for arn, minor in ours.items():
            visa.sale(minor, arn, book=False)
        visa.told(*theirs.items())
        runs = reconciliation.compare_day(network="visa", day=DAY, actor=SYSTEM, now=NOW)
        difference = sum(theirs.values()) - sum(ours.values())
        assert sum(run.difference.minor for run in runs) == difference
        assert sum(run.unexplained.minor for run in runs) == 0
        assert sum(each.difference.minor for each in reconciliation.inbox()) == difference
        alike = sum(minor for arn, minor in ours.items() if theirs.get(arn) == minor)
        assert sum(run.matched.minor for run in runs) == alike
    finally:
        transaction.savepoint_rollback(before)


def test_the_ledger_owes_what_the_items_add_up_to_at_every_stage():
    visa = Network()
    control = lambda: reconciliation.control_of(network="visa", currency=EUR, today=DAY)  # noqa: E731
    visa.operation(700)
    visa.book(700)
    assert (control().ledger.minor, control().uncleared.minor) == (700, 700)
    visa.sale(1_000, "A1")
    visa.sale(300, "A2")
    assert control().unadvised.minor == 1_300
    visa.told(("A1", 990), ("A3", 50), fees=20)
    now = control()
    assert (now.uncleared.minor, now.unadvised.minor) == (700, 300)
    assert (now.unpaid.minor, now.differing.minor) == (1_020, -40)
    assert (now.ledger.minor, now.unexplained.minor) == (1_980, 0)


def test_a_booking_that_no_item_stands_for_is_shown_as_unexplained():
    visa = Network()
    visa.sale(1_000, "A1")
    visa.book(77)
    control = reconciliation.control_of(network="visa", currency=EUR, today=DAY)
    assert control.unexplained.minor == 77
