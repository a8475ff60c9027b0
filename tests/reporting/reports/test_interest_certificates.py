"""A year's interest by customer is what the letters say, and comes to profit and loss."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from accounts import public as accounts
from accounts.models import Letter
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from reporting.reports import public as reports
from tests import factories
from tests.accounts import interest_days
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending

AT = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
YEAR_END = date(2026, 12, 31)
STEPS = (
    accounts.collect_instalments,
    accounts.update_arrears,
    *interest_days.STEPS,
    accounts.accrue_loan_interest,
)


def test_interest_of_a_year_is_told_by_customer_and_ties_to_profit_and_loss(load):
    interest_days.terms(
        (0, "0.0365"),
        posting_period=accounts.PostingPeriod.YEARLY,
        tax_rate=Decimal("0.25"),
    )
    interest_days.terms(
        (0, "0.0730"), side=accounts.Side.DEBIT, posting_period=accounts.PostingPeriod.YEARLY
    )
    saver = factories.account(funds=10_000)
    overdrawn = factories.account()
    interest_days.overdraft(overdrawn, 1_000)
    interest_days.book(overdrawn, -500_00)
    mistaken = factories.account(funds=1)
    _taken_back(interest_days.book(mistaken, 5_00, kind=ledger.TransactionKind.INTEREST))
    lent = lending.lent(funds=50, first_due=OPENING_DAY + timedelta(days=30))
    interest_days.leap_to(date(2027, 1, 1), steps=STEPS)
    ledger.summarise_closed_days()
    load(day=YEAR_END, now=AT)

    made = reports.make(name="interest_certificates", day=YEAR_END)
    assert made.ties, [each for each in made.reconciliations if not each.agrees]
    (interest, items) = made.tables
    found = {row[0].value: [cell.value for cell in row[4:]] for row in interest.rows}
    # 304 days from 3 March on: 1.00 a day on 10,000 at 3.65 %, 0.10 a day on 500 at 7.30 %.
    assert found[str(saver.customer_id)] == [eur(304), eur(76), eur(0), eur(0)]
    assert found[str(overdrawn.customer_id)] == [eur(0), eur(0), eur("30.40"), eur(0)]
    assert found[str(mistaken.customer_id)][0] == eur("0.03")  # of its own euro alone
    paid = found[str(lent.customer.customer_id)][3]
    assert paid.minor > 0
    letter = _letter(saver.customer_id)
    assert letter == [304_00, 76_00, 0]
    named = {tuple(cell.value for cell in row[:3]): row[3].value for row in items.rows}
    assert named["4010", "EUR", "Paid by customers"] == paid


@use_case
def _taken_back(posted):
    outcome = ledger.reverse(
        txn_id=posted.txn_id,
        reason="Not theirs",
        request=factories.request_key(),
        actor=TESTER,
        now=NOW,
    )
    assert isinstance(outcome, ledger.Posted), outcome


def _letter(customer_id):
    """Return the figures of the account that a letter about the year tells of."""
    accounts.certify_interest(customer_id=customer_id, year=2026, actor=TESTER, now=AT)
    (row,) = json.loads(Letter.objects.get(customer__public_id=customer_id).content)["rows"]
    return row[3]
