"""On a bank with all that banks have, every report agrees with the ledger to the cent."""

from bankcore.endofday import public as endofday
from reporting.reports import public as reports
from tests.conftest import NOW
from tests.factories import TESTER
from tests.factories.lively import DAY, NEXT_DAY, lively_bank
from tests.reporting.reports.test_liquidity_coverage import titled
from tests.risk.market.days import curve
from tests.risk.provisions.days import agree

PRUDENTIAL = (
    *("liquidity_coverage", "capital_adequacy", "large_exposures", "credit_losses"),
    *("maturity_ladder", "interest_rate_risk", "operational_risk", "trial_balance"),
)


def test_every_report_of_a_lively_bank_agrees_with_its_ledger(load):
    """Deposits of every kind, overdrafts, loans that are late, dollars, and a month's end."""
    agree()
    lively_bank()
    curve(day=DAY)
    curve(currency="USD", day=DAY)
    endofday.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
    load(day=DAY)
    made = {name: reports.make(name=name, day=DAY) for name in PRUDENTIAL}
    apart = [
        (name, each.what, str(each.reported), str(each.ledger))
        for name, document in made.items()
        for each in document.reconciliations
        if not each.agrees
    ]
    assert apart == []
    outflows = titled(made["liquidity_coverage"], "C 73").rows
    assert [row[1].value for row in outflows if row[2].value.minor] != []
    for document in made.values():
        for table in document.tables:
            assert {len(row) for row in (*table.rows, *table.totals)} <= {len(table.columns)}
