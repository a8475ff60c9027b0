"""One customer lives years with the bank, and at no day's end a cent is amiss."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts import public as accounts
from bankcore.endofday import public as endofday
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.journeys.life import (
    DEPOSIT_RATE,
    EUR,
    EXCESS_RATE,
    FEE,
    OVERDRAFT_RATE,
    SAVINGS_RATE,
    TARGET,
    TAX,
    Life,
    following,
    loans,
)
from tests.journeys.reckoning import DAY

FIRST_QUARTERS_END = date(2026, 7, 3)
LAST_DAY = date(2029, 3, 1)
SPENT = 1_600_00
WITHOUT_WORK = {(2027, 9), (2027, 10), (2027, 11)}


def offer_terms() -> None:
    """Introduce interest from the day after the opening day on, and a fee from that day."""
    by = {"actor": TESTER, "now": NOW}
    rates = (
        ("SAVINGS", accounts.Side.CREDIT, SAVINGS_RATE, accounts.PostingPeriod.YEARLY),
        ("TERM_DEPOSIT", accounts.Side.CREDIT, DEPOSIT_RATE, accounts.PostingPeriod.AT_MATURITY),
        ("CURRENT", accounts.Side.DEBIT, OVERDRAFT_RATE, accounts.PostingPeriod.QUARTERLY),
    )
    for product, side, rate, period in rates:
        credit = side is accounts.Side.CREDIT
        order = accounts.TermsOrder(
            product=product,
            currency=EUR,
            side=side,
            effective_from=OPENING_DAY + DAY,
            day_count=accounts.DayCount.ACT_365F,
            tiers=[(0, rate)],
            posting_period=period,
            tax_rate=TAX if credit else Decimal(0),
            excess_rate=Decimal(0) if credit else EXCESS_RATE,
        )
        accounts.introduce_interest_terms(order=order, **by)
    accounts.add_fee_terms(
        version=accounts.TermsVersion(product="CURRENT", currency=EUR, effective_from=OPENING_DAY),
        event=accounts.FeeEvent.MONTHLY_MAINTENANCE,
        schedule=accounts.FeeSchedule(rate=accounts.FeeRate(fixed=FEE)),
        **by,
    )


def overspend(life: Life) -> None:
    life.agree_overdraft()
    life.spend(3_000_00)


def in_arrears(life: Life) -> None:
    view = loans.get(loan_id=life.loan_id)
    assert (view.state, view.days_past_due) == (
        "IN_ARREARS",
        (life.day - date(2027, 10, 1)).days - 1,
    )
    assert view.due.minor == sum(line.total for line in life.loan.due(life.day))


def certify(year: int, *figures: int):
    """Have the interest of a year certified: earned, tax withheld of it, and charged."""

    def check(life: Life) -> None:
        assert life.certificate(year) == life.reckoned_year(year) == list(figures)

    return check


STORY = {
    date(2026, 3, 3): Life.save_monthly,
    date(2026, 3, 4): Life.lock_away,
    date(2026, 5, 11): overspend,
    date(2026, 7, 1): Life.borrow,
    date(2026, 7, 2): lambda life: life.spend(9_900_00),
    date(2027, 1, 5): certify(2026, 122_04, 30_51, 11_39),
    date(2027, 9, 2): Life.lose_work,
    date(2027, 12, 14): in_arrears,
    date(2027, 12, 15): Life.restructure,
    date(2028, 1, 3): Life.find_work,
    date(2028, 1, 5): certify(2027, 445_85, 111_47, 19),
    date(2028, 11, 15): Life.repay_all,
    date(2029, 1, 5): certify(2028, 306_59, 76_65, 0),
    LAST_DAY: Life.leave,
}


def live(life: Life, day: date) -> None:
    """Do what the customer does on this day: what recurs, and what the story tells."""
    month = (day.year, day.month)
    if day == following(day.replace(day=10)) and month not in {*WITHOUT_WORK, (2027, 12)}:
        life.spend(SPENT)
    if day in STORY:
        STORY[day](life)
    if day == TARGET.last_business_day(day) and month not in WITHOUT_WORK:
        life.be_paid()
    if day == date(2027, 1, 4):
        life.current.limit = 0


def lived(until: date) -> Life:
    """Let the customer live until the end of a day, each of which must agree to the cent."""
    with connection.cursor() as cursor:
        # It is not about surviving a crash, and 770 days wait for the disk many times each.
        cursor.execute("SET synchronous_commit TO off")
    offer_terms()
    life = Life()
    life.join()
    while (day := life.day) <= until:
        live(life, day)
        life.close_day()
    assert [check for check in endofday.verify_books() if not check.holds] == []
    return life


@pytest.mark.usefixtures("committed_bank")
def test_a_customer_saves_borrows_and_overspends_and_pays_a_quarters_interest():
    assert lived(FIRST_QUARTERS_END).loan_id


@pytest.mark.long
@pytest.mark.usefixtures("committed_bank")
def test_a_customer_lives_three_years_with_the_bank():
    life = lived(LAST_DAY)
    assert (life.paid_out, life.loan.paid) == ([15_359_63, 24_597_59], 11_005_62)
    assert str(accounts.get_customer(customer_id=life.customer_id).status) == "CLOSED"
