"""Terms of products: versions that are added ahead of their day."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from accounts.models import FeeTerms, UsageTerms
from accounts.services import terms
from accounts.services.accounts import UnknownProduct
from tests.accounts import use
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")
TOMORROW = OPENING_DAY + timedelta(days=1)


def add_limits(day) -> None:
    use.limits(day, daily_limit=1)


def add_fee(day) -> None:
    use.fee(use.EVENTS.DORMANCY, day=day, fixed=1)


@pytest.mark.parametrize("add", [add_limits, add_fee])
def test_the_first_version_may_begin_today_and_the_others_later(add):
    add(OPENING_DAY)
    add(TOMORROW)
    for day in (OPENING_DAY, TOMORROW):
        with pytest.raises(terms.TermsNotAhead):
            add(day)


@pytest.mark.parametrize("add", [add_limits, add_fee])
def test_no_version_begins_in_the_past(add):
    with pytest.raises(terms.TermsNotAhead):
        add(OPENING_DAY - timedelta(days=1))
    assert UsageTerms.objects.count() + FeeTerms.objects.count() == 0


def test_fees_for_other_events_have_versions_of_their_own():
    add_fee(TOMORROW)
    use.fee(use.EVENTS.STATEMENT_COPY, fixed=1)
    assert FeeTerms.objects.count() == 2


@pytest.mark.parametrize(
    "limits",
    [{"daily_limit": 0}, {"transaction_limit": -1}, {"dormancy_days": 0}, {"overdraft_cap": -1}],
)
def test_limits_that_mean_nothing_are_refused(limits):
    with pytest.raises(terms.InvalidTerms):
        use.limits(**limits)
    assert not UsageTerms.objects.exists()


@pytest.mark.parametrize(
    "fee",
    [{"fixed": -1}, {"percentage": "-0.1"}, {"lowest": 2, "highest": 1}, {"within_days": 0}],
)
def test_a_fee_that_contradicts_itself_is_refused(fee):
    with pytest.raises(terms.InvalidTerms):
        use.fee(use.EVENTS.EARLY_CLOSING, **fee)
    assert not FeeTerms.objects.exists()


def test_an_unknown_product_has_no_terms():
    version = use.version(product="NONE")
    with pytest.raises(UnknownProduct):
        accounts.add_usage_terms(
            version=version, limits=accounts.UsageLimits(), actor=TESTER, now=NOW
        )
