"""Two hands at one day's end: where one fails, the day goes on later as if it had not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections

from accounts.models import InterestPosting
from accounts.services import interest_postings
from bankcore.db.transactions import use_case
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts.interest_days import STEPS, terms
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("committed_bank")


def end_of(day, next_day) -> list:
    return [step(day=day, next_day=next_day, actor=TESTER, now=NOW) for step in STEPS]


def test_a_range_that_fails_stops_the_posting_and_what_others_posted_stays(settings, monkeypatch):
    settings.WORKING_HANDS = 2
    monkeypatch.setattr(interest_postings, "POSTED_AT_ONCE", 2)
    terms((0, "0.0365"), tax_rate=Decimal("0.25"))
    opened = [factories.account(funds=1_000) for _ in range(8)]
    use_case(ledger.cut_off)(next_day=OPENING_DAY + timedelta(days=29))
    end_of(OPENING_DAY, OPENING_DAY + timedelta(days=29))
    use_case(ledger.close_period)(actor=TESTER, now=NOW)
    last, following = use_case(ledger.cut_off)(next_day=OPENING_DAY + timedelta(days=30))
    bad = opened[3].ledger_account_id
    with connections["owner"].cursor() as owner:
        owner.execute(
            "ALTER TABLE accounts_interestposting ADD CONSTRAINT none_of_this"
            f" CHECK (account_id <> {bad})"
        )
    with pytest.raises(IntegrityError, match="none_of_this"):
        end_of(last, following)
    posted = set(InterestPosting.objects.values_list("account_id", flat=True))
    assert bad not in posted
    assert len(posted) < 8
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE accounts_interestposting DROP CONSTRAINT none_of_this")
    end_of(last, following)
    found = InterestPosting.objects.order_by("account_id").values_list("account_id", "gross", "tax")
    assert list(found) == [(account.ledger_account_id, 290, 73) for account in opened]
    assert all(check.holds for check in endofday.verify_books())
