"""Capital against what could be lost: worked by hand, and tied to the books."""

from datetime import timedelta
from decimal import Decimal

from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from bankcore.money import Money
from reporting.reports import public as reports
from reporting.reports.domain import large_exposures as large
from risk.market import public as market
from risk.provisions import public as provisions
from tests.colleagues import member
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur
from tests.factories import loans as lending
from tests.reporting.reports.test_liquidity_coverage import bond, row_of, titled
from tests.risk.market.days import end_day as end_whole_day
from tests.risk.provisions.days import agree, content, end_day, last_loss, mark

NEXT_DAY = OPENING_DAY + timedelta(days=1)


def paid_in(amount: int) -> None:
    """Let two people of finance book what the owners have paid in."""
    asked = market.request_capital(
        amount=eur(amount),
        reference="founding",
        reason="Paid in",
        actor=member("finn", Role.FINANCE),
        now=NOW,
    )
    approvals.approve(request_id=asked.request_id, actor=member("gil", Role.FINANCE), now=NOW)


def test_capital_and_large_exposures_of_a_bank_are_worked_by_hand_and_tie_to_the_books(load):
    """Owners paid in 10,000 (at another bank, grade A: 20 %); a loan of 1,200 weighs 75 %."""
    agree()
    paid_in(10_000)
    loan = lending.lent()
    failing = lending.lent(amount=2_000)
    bond("XX0000000003", 1_000, "CORPORATE", "BBB")
    end_whole_day()
    mark(failing.customer.customer_id, provisions.MarkKind.UNLIKELY_TO_PAY)
    end_whole_day(NEXT_DAY + timedelta(days=1))
    load(day=NEXT_DAY)
    made = reports.make(
        name="capital_adequacy", day=NEXT_DAY, values={"bank_grade": "A", "countercyclical": 100}
    )
    assert [each.what for each in made.reconciliations if not each.agrees] == []
    people = row_of(made, "Credit risk", "People")
    owed, provided = people[2].value, people[3].value
    assert owed == Money(last_loss(loan.loan_id).drawn, owed.currency) > loan.view.outstanding
    assert provided.minor > 0
    assert people[5].value == owed - provided
    assert people[7].value.minor == (3 * (owed - provided).minor + 2) // 4
    failed = row_of(made, "Credit risk", "In default, a fifth provided for")
    assert failed[7].value == failed[5].value == failed[2].value - failed[3].value
    assert row_of(made, "Credit risk", "Other banks")[7].value == eur(2_000)
    assert row_of(made, "Credit risk", "Bond XX0000000003")[7].value == eur(750)
    operational = row_of(made, "C 02", "Operational risk")[2].value
    total = row_of(made, "C 02", "Total risk exposure amount")[2].value
    assert total == eur(2_750) + people[7].value + operational + _rest(made)
    tier_one = row_of(made, "Own funds", "Common equity Tier 1, Tier 1 and total", at=0)[1].value
    cet1, *_ = titled(made, "Capital ratios").rows
    assert cet1[2].value == Decimal(tier_one.minor * 10_000 // total.minor) / 10_000
    assert cet1[4].value == Decimal("0.035")
    _reserves_weigh_nothing()
    lent = reports.make(name="large_exposures", day=NEXT_DAY)
    assert lent.ties
    bank, largest, customer = titled(lent, "C 28").rows
    assert largest[7].value == failing.view.outstanding
    assert (bank[2].value, bank[9].value) == ("Bank", "yes")
    assert customer[1].value == "Demo Customer"
    principal = loan.view.outstanding
    assert customer[7].value == principal
    assert customer[8].value == large.share(principal.minor, tier_one=tier_one.minor)


def _reserves_weigh_nothing():
    values = {"reserve_currencies": "USD,EUR"}
    made = reports.make(name="capital_adequacy", day=NEXT_DAY, values=values)
    central = row_of(made, "Credit risk", "Central bank")
    assert (central[2].value, central[7].value) == (eur(10_000), eur(0))
    liquid = reports.make(name="liquidity_coverage", day=NEXT_DAY, values=values)
    assert row_of(liquid, "C 72", "Withdrawable central bank reserves")[4].value == eur(10_000)


def _rest(made):
    table = titled(made, "Credit risk")
    known = {"People", "Other banks", "Bond XX0000000003"}
    return sum((row[7].value for row in table.rows if row[1].value not in known), eur(0))


def test_default_weighs_more_without_provisions_and_missing_figures_are_told(load):
    """A tenth is provided for of a loan in default; the day's end has measured nothing else."""
    agree(content(segments__retail__lgd="0.1", recovery_years="0.1"))
    failing = lending.lent()
    end_day()
    mark(failing.customer.customer_id, provisions.MarkKind.UNLIKELY_TO_PAY)
    end_day()
    load(day=NEXT_DAY)
    made = reports.make(name="capital_adequacy", day=NEXT_DAY)
    failed = row_of(made, "Credit risk", "In default")
    assert failed[6].value == Decimal("1.5")
    assert failed[7].value.minor == (3 * failed[5].value.minor + 1) // 2
    assert any("operational risk" in each for each in made.warnings)
