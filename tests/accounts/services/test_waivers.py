"""Waivers of fees."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from accounts.models import FeeWaiver
from accounts.services import waivers
from tests import factories
from tests.accounts import use
from tests.accounts.services.test_fees import charge, waive
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur

pytestmark = pytest.mark.usefixtures("bank")
EVENTS = use.EVENTS


def end(waiver_id: int, last_day=OPENING_DAY) -> None:
    accounts.end_waiver(
        waiver_id=waiver_id, last_day=last_day, reason="Over", actor=TESTER, now=NOW
    )


def test_a_waiver_is_for_one_account_or_one_customer():
    anna = factories.account()
    with pytest.raises(ValueError, match="for one"):
        waive(EVENTS.DORMANCY)
    with pytest.raises(accounts.AccountNotFound):
        waive(EVENTS.DORMANCY, account_id=anna.customer_id)
    assert not FeeWaiver.objects.exists()


def test_a_waiver_that_is_ended_covers_its_last_day_and_no_other():
    use.fee(EVENTS.STATEMENT_COPY, fixed=500)
    anna = factories.account(funds=100)
    waiver_id = waive(EVENTS.STATEMENT_COPY, account_id=anna.account_id)
    end(waiver_id)
    assert charge(anna) is None
    assert charge(anna, reference="copy 2", day=OPENING_DAY + timedelta(days=1)) == eur(5)


def test_a_waiver_is_only_ever_made_shorter():
    waiver_id = waive(EVENTS.DORMANCY, account_id=factories.account().account_id)
    with pytest.raises(waivers.WaiverNotFound):
        end(waiver_id, OPENING_DAY - timedelta(days=1))
    end(waiver_id)
    for last_day in (OPENING_DAY, OPENING_DAY + timedelta(days=1)):
        with pytest.raises(waivers.WaiverNotFound):
            end(waiver_id, last_day)
    assert FeeWaiver.objects.get().to_day == OPENING_DAY
