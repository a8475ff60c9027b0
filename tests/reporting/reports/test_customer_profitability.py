"""What customers bring and what is nobody's are profit and loss; products tie to their lines."""

from datetime import date
from decimal import Decimal

from accounts import public as accounts
from bankcore.db.transactions import use_case
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from reporting.reports import public as reports
from tests import factories
from tests.accounts import interest_days, use
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, lively
from tests.payments.settlement.shop import authorised, done, shop

DAY = date(2026, 3, 31)
NEXT_DAY = date(2026, 4, 1)
STEPS = (accounts.post_fees, *interest_days.STEPS)


def test_a_months_profit_is_given_to_customers(load):
    interest_days.terms((0, "0.0365"))
    interest_days.terms((0, "0.0730"), side=accounts.Side.DEBIT)
    use.fee(accounts.FeeEvent.MONTHLY_MAINTENANCE, fixed=2_50)
    saver, overdrawn, store = factories.account(funds=10_000), factories.account(), shop()
    interest_days.overdraft(overdrawn, 1_000)
    interest_days.book(overdrawn, -500_00)
    _keep_a_cent(saver, overdrawn)
    sale = authorised(store)
    done(sale, "CAPTURE", 100_00, fee=30)
    done(sale, "CHARGEBACK", 50_00, fee=5, excess=20_00)
    interest_days.leap_to(NEXT_DAY, steps=STEPS)
    ledger.summarise_closed_days()
    load(day=DAY)

    made = reports.make(name="customer_profitability", day=DAY)
    assert made.ties, [each for each in made.reconciliations if not each.agrees]
    (table,) = made.tables
    found = {row[0].value: [cell.value for cell in row[1:]] for row in table.rows}
    nothing = eur(0)
    # 29 days of interest from 3 March; the price of 2 % for 30 days from 2 March; a month's fee.
    assert found[str(saver.customer_id)] == [
        *(eur(-29), eur("16.44"), eur("2.50"), nothing, nothing, nothing),
        eur("-10.06"),
    ]
    assert found[str(overdrawn.customer_id)] == [
        *(eur("2.90"), eur("-0.82"), eur("2.50"), nothing, nothing, nothing),
        eur("4.58"),
    ]
    assert found[str(store.account.customer_id)][3] == eur("-19.65")
    assert found["Treasury: the other side of the transfer price"][1] == eur("-15.62")
    # Of what two customers move between them nobody can say whose the cent is.
    assert found["Of no customer"] == [
        *(nothing, nothing, eur("0.01"), nothing, nothing, nothing),
        eur("0.01"),
    ]
    assert table.totals[0][-1].value == eur("-38.24")
    few = reports.make(name="customer_profitability", day=DAY, values={"customers": 1})
    assert few.tables[0].rows[1][0].value == "2 other customers"
    assert few.tables[0].totals == table.totals

    made = reports.make(name="product_figures", day=DAY)
    assert made.ties, [each for each in made.reconciliations if not each.agrees]
    ((name, code, *figures),) = [[cell.value for cell in row] for row in made.tables[0].rows]
    assert (name, code) == ("CURRENT", "EUR")
    assert figures[:4] == [0, 3, 0, 3]
    # 10,029 - 2.50, -500 - 2.50 - 2.90, the shop's own account with its fee, and the cent.
    assert figures[4:8] == [nothing, eur("9518.59"), eur("-507.89"), eur("7.50")]
    later = reports.make(name="product_figures", day=DAY, values={"first": DAY})
    assert later.tables[0].rows[0][-1].value == Decimal("0.001958")


def _keep_a_cent(payer, payee):
    """Book a transfer of which the bank keeps a cent."""
    income = use_case(ledger.internal_account)(
        gl_code="4100", currency=Currency.of("EUR"), opened_on=OPENING_DAY
    )
    posting = factories.posting(
        (payer.ledger_account_id, -2), (payee.ledger_account_id, 1), (income, 1)
    )
    (outcome,) = use_case(ledger.post)(postings=[posting], now=NOW)
    assert isinstance(outcome, ledger.Posted), outcome


def test_reports_tie_after_a_day_on_which_everything_happens(load):
    lively.lively_bank()
    endofday.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
    load(day=DAY)
    for name in (
        "customer_profitability",
        "deposit_guarantee",
        "payments_fraud",
        "product_figures",
    ):
        made = reports.make(name=name, day=DAY)
        assert made.ties, (name, [each for each in made.reconciliations if not each.agrees])
