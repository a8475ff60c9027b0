"""The patterns of launderers are found at a day's end, once, and told with what made them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts import public as accounts
from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from risk.cases.models import Alert, Case, CaseKind
from risk.crime import public as crime
from risk.crime.models import Flow, FoldedDay, Hit, HitFlow
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.risk.crime.books import (
    DAY,
    NEXT_DAY,
    account,
    at,
    bring,
    end_day,
    fetch,
    monitor,
    pay,
    rate,
    send,
)

pytestmark = pytest.mark.usefixtures("bank")
IRAN = "IR062960000000100324200001"


def hits(scenario: crime.Scenario) -> list[Hit]:
    return list(Hit.objects.filter(scenario=scenario).order_by("id"))


def moved(hit: Hit) -> list[int]:
    return [row.flow.transaction_id for row in hit.rows.order_by("id")]


def structured(amounts=(9_000, 9_500, 8_000)) -> tuple[accounts.AccountRef, list[int]]:
    """Bring cash on as many days, the last one being over."""
    held, made = account(), []
    for number, amount in enumerate(amounts):
        day = DAY + timedelta(days=number)
        made.append(bring(held, amount, now=at(10, day=day)))
        if number < len(amounts) - 1:
            end_day(day + timedelta(days=1))
    return held, made


def test_cash_in_parts_below_the_report_is_found_with_its_movements():
    held, made = structured()
    last = DAY + timedelta(days=2)
    assert hits(crime.Scenario.STRUCTURING) == []
    assert end_day(last + timedelta(days=1))["transaction monitoring"]["patterns"] == 1
    hit = hits(crime.Scenario.STRUCTURING)[0]
    assert (hit.customer_id, hit.day, hit.dollars) == (held.customer_id, last, 26_500_00)
    assert moved(hit) == made
    assert hit.explanation == (
        "3 times cash in of 8,000.00 USD to 9,500.00 USD on 3 days of the last 7, 26,500.00 USD in"
        " all; none above 10,000 USD."
    )
    alert = Alert.objects.get(pk=hit.alert_id)
    assert (alert.reason, alert.case.kind) == (hit.explanation, CaseKind.LAUNDERING)
    # As the screening of payments calls a payer: the two are found together.
    assert alert.case.subject == f"customer:{held.customer_id}"
    assert list(alert.case.links.values_list("entity", "name")) == [("payer", alert.case.subject)]


@pytest.mark.parametrize(
    "amounts",
    [(9_000, 9_500), (9_000, 9_500, 5_999), (10_001, 10_002, 10_003), (9_000, 9_000, 200)],
)
def test_cash_that_is_seldom_small_or_reported_anyway_is_no_structuring(amounts):
    held = account()
    for amount in amounts:
        bring(held, amount)
    monitor()
    assert hits(crime.Scenario.STRUCTURING) == []


def test_cash_in_and_cash_out_are_apart():
    held = account()
    for _ in range(2):
        bring(held, 9_000)
        fetch(held, 8_500)
    monitor()
    assert hits(crime.Scenario.STRUCTURING) == []


def test_parts_that_joint_holders_bring_on_several_accounts_are_one_pattern():
    one = factories.customer("Demo Person 01")
    two = factories.customer("Demo Person 02")
    joint, own = account(one), account(two)
    accounts.add_holder(
        account_id=joint.account_id,
        customer_id=two.customer_id,
        valid_from=DAY,
        actor=TESTER,
        now=NOW,
    )
    for held in (joint, joint, own):
        bring(held, 9_000)
    monitor()
    found = hits(crime.Scenario.STRUCTURING)
    assert [each.customer_id for each in found] == [two.customer_id]


def test_cash_in_other_currencies_counts_at_the_days_rate():
    rate("USD", "1.25")
    held = account(currency="EUR")
    for amount in (7_000, 7_500, "7999.99"):
        bring(held, eur(amount))
    monitor()
    assert hits(crime.Scenario.STRUCTURING)[0].dollars == 8_750_00 + 9_375_00 + 9_999_99


def test_what_was_reversed_has_not_happened():
    held = account()
    made = [bring(held, 9_000) for _ in range(3)]
    with_reversal(made[0])
    monitor()
    assert Flow.objects.count() == 2
    assert hits(crime.Scenario.STRUCTURING) == []


def with_reversal(transaction: int) -> None:
    use_case(ledger.reverse)(
        txn_id=transaction,
        reason="Mistaken",
        request=factories.request_key(),
        actor=TESTER,
        now=NOW,
    )


def test_money_that_is_gone_within_two_days_is_found():
    rich, poor, third = account(), account(), account()
    bring(rich, 20_000, now=at(8))
    send(rich, poor, 10_000, now=at(9))
    end_day()
    sent = send(poor, third, 9_100, now=at(9, day=NEXT_DAY))
    end_day(NEXT_DAY + timedelta(days=1))
    found = hits(crime.Scenario.RAPID_MOVEMENT)
    assert [(each.customer_id, each.day) for each in found] == [(poor.customer_id, NEXT_DAY)]
    assert moved(found[0])[-1] == sent
    assert "10,000.00 USD came, and 9,100.00 USD of it went within 48 hours" in found[0].explanation


def test_money_that_stays_or_goes_later_or_to_oneself_is_not():
    rich = account()
    owner = factories.customer("Demo Person 03")
    keeps, saves, own = account(), account(owner), account(owner)
    bring(rich, 40_000, now=at(7))
    for held in (keeps, saves):
        send(rich, held, 10_000, now=at(8))
    send(keeps, rich, 8_900, now=at(9))  # less than nine tenths
    send(saves, own, 10_000, now=at(9))
    monitor()
    found = {each.customer_id for each in hits(crime.Scenario.RAPID_MOVEMENT)}
    assert not found & {keeps.customer_id, owner.customer_id}
    late = at(9) + timedelta(hours=49)
    held = account()
    send(rich, held, 9_000, now=at(8))
    day = DAY
    while day < late.date():
        end_day(day + timedelta(days=1))
        day += timedelta(days=1)
    send(held, keeps, 9_000, now=late)
    monitor(late.date())
    assert held.customer_id not in {e.customer_id for e in hits(crime.Scenario.RAPID_MOVEMENT)}


def test_moving_what_is_left_to_oneself_the_day_after_is_not_found_again():
    rich = account()
    owner = factories.customer("Demo Person 04")
    held, own = account(owner), account(owner)
    bring(rich, 40_000, now=at(7))
    send(rich, held, 10_000, now=at(8))
    send(held, rich, 9_500, now=at(9))
    end_day()
    send(held, own, 100, now=at(9, day=NEXT_DAY))
    monitor(NEXT_DAY)
    found = [each for each in hits(crime.Scenario.RAPID_MOVEMENT) if each.about]
    assert [each.day for each in found if each.customer_id == owner.customer_id] == [DAY]


def test_money_that_comes_back_by_way_of_others_is_found():
    first, second, third = account(), account(), account()
    bring(first, 50_000, now=at(7))
    made = [
        send(first, second, 5_000, now=at(8)),
        send(second, third, 4_800, now=at(9)),
        send(third, first, 4_500, now=at(10)),
    ]
    monitor()
    found = hits(crime.Scenario.ROUND_TRIP)
    assert [each.customer_id for each in found] == [first.customer_id]
    assert moved(found[0]) == made
    assert "came back by 3 transfers" in found[0].explanation


def test_what_comes_back_before_it_went_or_much_smaller_is_no_round_trip():
    first, second = account(), account()
    bring(first, 50_000, now=at(7))
    bring(second, 50_000, now=at(7))
    send(second, first, 5_000, now=at(8))
    send(first, second, 3_500, now=at(9))  # second gets back less than four fifths
    monitor()
    assert hits(crime.Scenario.ROUND_TRIP) == []


def test_a_way_of_more_steps_than_are_looked_at_is_no_round_trip():
    held = [account() for _ in range(5)]
    bring(held[0], 50_000, now=at(7))
    for hour, (sender, receiver) in enumerate(zip(held, [*held[1:], held[0]], strict=True), 8):
        send(sender, receiver, 5_000, now=at(hour))
    monitor()
    assert hits(crime.Scenario.ROUND_TRIP) == []


def test_an_account_that_wakes_after_long_is_found_and_a_new_one_is_not():
    old, new = account(), account()
    later = DAY + timedelta(days=200)
    end_day(later)
    bring(old, 6_000, now=at(9, day=later))
    young = opened(later)
    bring(young, 6_000, now=at(9, day=later))
    bring(new, 4_999, now=at(9, day=later))
    end_day(later + timedelta(days=1))
    found = hits(crime.Scenario.DORMANT_ACTIVE)
    assert [each.customer_id for each in found] == [old.customer_id]
    assert "after none in 180 days" in found[0].explanation


def opened(day) -> accounts.AccountRef:
    order = accounts.AccountOrder(
        customer_id=factories.customer().customer_id,
        product="CURRENT",
        currency=Currency.of("USD"),
        opened_on=day,
    )
    return accounts.open_accounts(orders=[order], actor=TESTER, now=NOW)[0]


def test_an_account_that_was_used_meanwhile_is_not_woken():
    held = account()
    bring(held, 10)
    middle, later = DAY + timedelta(days=100), DAY + timedelta(days=200)
    end_day(middle)
    bring(held, 10, now=at(9, day=middle))
    end_day(later)
    bring(held, 6_000, now=at(9, day=later))
    monitor(later)
    assert hits(crime.Scenario.DORMANT_ACTIVE) == []


def test_payments_to_countries_of_high_risk_are_found():
    held, other = account(), account()
    bring(held, 5_000)
    bring(other, 5_000)
    paid = pay(held, IRAN, 1_200)
    pay(other, IRAN, 999)
    pay(other, "DE89370400440532013000", 2_000)
    monitor()
    found = hits(crime.Scenario.HIGH_RISK_COUNTRY)
    assert [each.customer_id for each in found] == [held.customer_id]
    assert moved(found[0]) == [paid]
    assert "1,200.00 USD to IR" in found[0].explanation


def test_looking_at_a_day_again_adds_nothing():
    held = account()
    for _ in range(3):
        bring(held, 9_000)
    assert monitor()["patterns"] == 1
    before = [each.objects.count() for each in (Flow, FoldedDay, Hit, HitFlow, Alert, Case)]
    audits = AuditEntry.objects.count()
    again = monitor()
    assert (again["patterns"], again["cash reports"]) == (0, 0)
    assert [each.objects.count() for each in (Flow, FoldedDay, Hit, HitFlow, Alert, Case)] == before
    assert AuditEntry.objects.count() == audits


def test_a_movement_without_a_rate_is_told_of():
    bring(account(currency="JPY"), Money.of(3_000_000, "JPY"))
    assert monitor()["movements without a rate"] == 1
    assert AuditEntry.objects.filter(action="crime.rate.missing").count() == 1
    monitor()
    assert AuditEntry.objects.filter(action="crime.rate.missing").count() == 1


def test_once_there_is_a_rate_the_day_is_looked_at_again():
    held = account(currency="EUR")
    for _ in range(3):
        bring(held, eur(7_000))
    assert monitor()["patterns"] == 0
    rate("USD", "1.25")
    found = monitor(NEXT_DAY)
    assert (found["patterns"], found["cash reports"]) == (1, 1)
    hit = hits(crime.Scenario.STRUCTURING)[0]
    assert (hit.day, hit.dollars) == (DAY, 26_250_00)
    again = monitor(NEXT_DAY)
    assert (again["patterns"], again["cash reports"]) == (0, 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Flow.objects.update(dollars=1)


def test_the_first_day_takes_over_what_was_before_it():
    held = account()
    bring(held, 9_000)
    bring(held, 9_500)
    monitor(NEXT_DAY)
    assert Flow.objects.filter(day=DAY).count() == 2
    assert set(FoldedDay.objects.values_list("day", flat=True)) == {DAY, NEXT_DAY}
    assert not Hit.objects.exists()
