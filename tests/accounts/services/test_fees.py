"""Fees: charged once, waived for a reason, given back once."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from accounts.models import FeeCharge
from accounts.services import fees
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts import use
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.payments.services.movements import left, own, pay, picture, set_status, withdraw

pytestmark = pytest.mark.usefixtures("bank")
EVENTS = use.EVENTS


def charge(account, *, reference: str = "copy 1", base=None, day=OPENING_DAY):
    """Charge for a copy of a statement."""
    order = accounts.FeeOrder(
        account_id=account.account_id,
        event=EVENTS.STATEMENT_COPY,
        reference=reference,
        base=base or eur(0),
        day=day,
    )
    return use_case(accounts.charge_for_event)(order=order, actor=TESTER, now=NOW)


def waive(event, **whom) -> int:
    """Waive a fee from the opening day on."""
    order = accounts.WaiverOrder(
        event=event, from_day=OPENING_DAY, to_day=None, reason="Goodwill", **whom
    )
    return accounts.waive_fee(order=order, actor=TESTER, now=NOW)


def refund(account, reason="Charged by mistake") -> None:
    found, _ = accounts.page_of_fees(account_id=account.account_id, limit=1)
    accounts.refund_fee(charge_id=found[0].charge_id, reason=reason, actor=TESTER, now=NOW)


def test_an_outgoing_payment_is_charged_for_as_income_of_the_bank():
    use.fee(EVENTS.OUTGOING_PAYMENT, fixed=20, percentage="0.1", highest=100)
    anna = factories.account(funds=2_000)
    pay(anna, eur(100))
    pay(anna, eur(1_500))
    assert use.charges(anna) == [
        ("OUTGOING_PAYMENT", "charged", 100),
        ("OUTGOING_PAYMENT", "charged", 30),
    ]
    assert left(anna) == eur("398.70")
    assert own("4100") == 130


def test_a_payment_that_is_refused_costs_nothing():
    use.fee(EVENTS.OUTGOING_PAYMENT, fixed=20)
    anna = factories.account(funds=10)
    before = picture()
    with pytest.raises(Exception, match="not enough money"):
        pay(anna, eur(11))
    assert picture()[1:] == before[1:]
    assert use.charges(anna) == []


def test_a_payment_sent_again_is_charged_for_once():
    use.fee(EVENTS.OUTGOING_PAYMENT, fixed=20)
    anna, key = factories.account(funds=100), request_key()
    for _ in range(2):
        pay(anna, eur(10), request=key)
    assert left(anna) == eur("89.80")


def test_a_product_without_a_fee_for_the_event_charges_nothing():
    use.fee(EVENTS.CASH_WITHDRAWAL, fixed=20)
    anna = factories.account(funds=100)
    assert charge(anna) is None
    assert left(anna) == eur(100)


def test_the_same_thing_is_charged_for_once():
    use.fee(EVENTS.STATEMENT_COPY, fixed=500)
    anna = factories.account(funds=100)
    assert [charge(anna), charge(anna), charge(anna, reference="copy 2")] == [
        eur(5),
        None,
        eur(5),
    ]
    assert left(anna) == eur(90)


@pytest.mark.parametrize("whom", ["account", "customer"])
def test_a_waiver_is_written_down_with_its_reason_and_moves_no_money(whom):
    use.fee(EVENTS.STATEMENT_COPY, fixed=500)
    anna = factories.account(funds=100)
    one = {"account_id": anna.account_id, "customer_id": anna.customer_id}
    waive(EVENTS.STATEMENT_COPY, **{f"{whom}_id": one[f"{whom}_id"]})
    assert charge(anna) is None
    assert use.charges(anna) == [("STATEMENT_COPY", "waived", 500)]
    assert FeeCharge.objects.get().waived_reason == "Goodwill"
    assert left(anna) == eur(100)


def test_a_waiver_is_for_its_event_its_customer_and_its_days_only():
    use.fee(EVENTS.STATEMENT_COPY, fixed=500)
    anna, ben = factories.account(funds=100), factories.account(funds=100)
    waive(EVENTS.DORMANCY, account_id=anna.account_id)
    waive(EVENTS.STATEMENT_COPY, account_id=ben.account_id)
    later = accounts.WaiverOrder(
        event=EVENTS.STATEMENT_COPY,
        from_day=OPENING_DAY + timedelta(days=1),
        to_day=None,
        reason="Later",
        account_id=anna.account_id,
    )
    accounts.waive_fee(order=later, actor=TESTER, now=NOW)
    assert charge(anna) == eur(5)


def test_a_fee_may_take_an_account_below_its_floor_even_where_it_is_blocked():
    use.fee(EVENTS.STATEMENT_COPY, fixed=500)
    anna = factories.account(funds=1)
    set_status(anna, accounts.AccountStatus.FROZEN)
    charge(anna)
    assert use.charges(anna) == [("STATEMENT_COPY", "charged", 500)]
    assert left(anna) == eur(-4)


def test_a_fee_that_the_ledger_refuses_stays_due():
    use.fee(EVENTS.STATEMENT_COPY, fixed=500)
    anna = factories.account()
    set_status(anna, accounts.AccountStatus.CLOSED)
    charge(anna)
    assert use.charges(anna) == [("STATEMENT_COPY", "due", 500)]
    assert left(anna) == eur(0)


def test_a_refund_reverses_the_fee_with_its_value_date_and_its_reason():
    use.fee(EVENTS.CASH_WITHDRAWAL, fixed=50)
    anna = factories.account(funds=100)
    withdraw(anna, eur(10))
    ledger.close_business_day(actor=TESTER, now=NOW)
    refund(anna)
    assert use.charges(anna) == [("CASH_WITHDRAWAL", "refunded", 50)]
    assert (left(anna), own("4100")) == (eur(90), 0)
    line = ledger.entries(account_id=anna.ledger_account_id, chosen=ledger.EntryFilter(), limit=1)[
        0
    ]
    assert line.value_date == OPENING_DAY
    assert line.booking_date == OPENING_DAY + timedelta(days=1)


def test_a_fee_is_refunded_once():
    use.fee(EVENTS.CASH_WITHDRAWAL, fixed=50)
    anna = factories.account(funds=100)
    withdraw(anna, eur(10))
    refund(anna)
    before = picture()
    with pytest.raises(fees.FeeNotRefundable):
        refund(anna)
    assert picture() == before


def test_a_waived_fee_is_not_refunded_nor_one_that_is_not_there():
    use.fee(EVENTS.STATEMENT_COPY, fixed=500)
    anna = factories.account(funds=100)
    waive(EVENTS.STATEMENT_COPY, account_id=anna.account_id)
    charge(anna)
    with pytest.raises(fees.FeeNotRefundable):
        refund(anna)
    with pytest.raises(fees.FeeNotFound):
        accounts.refund_fee(charge_id=0, reason="x", actor=TESTER, now=NOW)


def test_fees_are_paged_newest_first():
    use.fee(EVENTS.STATEMENT_COPY, fixed=100)
    anna = factories.account(funds=100)
    for number in range(3):
        charge(anna, reference=f"copy {number}")
    first, before = accounts.page_of_fees(account_id=anna.account_id, limit=2)
    rest, end = accounts.page_of_fees(account_id=anna.account_id, before=before, limit=2)
    assert [each.period for each in [*first, *rest]] == ["copy 2", "copy 1", "copy 0"]
    assert end is None
