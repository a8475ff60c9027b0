"""The bank's books as reports: they balance, tie to the ledger, and say by which rates."""

from datetime import date
from decimal import Decimal

import pytest

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments import public as payments
from reporting.reports import public as reports
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, exchange
from tests.factories.loans import close_day

APRIL = date(2026, 4, 1)
USD = Currency.of("USD")


def usd(amount) -> Money:
    return Money.of(amount, "USD")


def own(code: str, currency: str = "EUR") -> int:
    """Return the bank's own account of a line."""
    return ledger.internal_account(
        gl_code=code, currency=Currency.of(currency), opened_on=OPENING_DAY
    )


@pytest.fixture
def books(committed_bank):
    """Give a function that books between lines: what the second gets, the first gives."""

    @use_case
    def move(giving: str, getting: str, amount: Money) -> None:
        code = amount.currency.code
        legs = ((own(giving, code), -amount.minor), (own(getting, code), amount.minor))
        (outcome,) = ledger.post(postings=[factories.posting(*legs, currency=code)], now=NOW)
        assert isinstance(outcome, ledger.Posted), outcome

    return move


def figures(table, *names: str) -> dict[str, tuple]:
    """Return what stands in each row, by its name in the column `Name`."""
    at = [column.heading for column in table.columns].index("Name")
    rows = {row[at].value: tuple(cell.value for cell in row[at + 1 :]) for row in table.rows}
    return {name: rows[name] for name in names} if names else rows


def named(document, title: str):
    return next(table for table in document.tables if table.title == title)


def test_the_books_of_two_months_in_two_currencies(load, books):
    exchange.publish(OPENING_DAY, USD="1.25")
    account = factories.account(funds=100)
    factories.account(funds=50, currency="USD")
    books("1000", "4010", eur(30))  # interest earned in cash
    books("5300", "1000", eur("12.50"))  # cash that was missing
    close_day(APRIL)
    exchange.publish(APRIL, USD="1.60")
    payments.withdraw(
        order=payments.CashOrder(account_id=account.account_id, amount=eur(20)),
        request=factories.request_key(), actor=TESTER, now=NOW,
    )  # fmt: skip
    books("1000", "4010", eur(8))
    books("1000", "4010", usd("3.33"))
    close_day(date(2026, 4, 2))
    load(day=date(2026, 4, 2))

    the_balance_sheet_is_right()
    the_result_is_right()
    the_detail_is_right()
    trial = reports.make(name="trial_balance", day=APRIL)
    assert trial.ties
    debit, credit = named(trial, "Trial balance in euro, all currencies").totals[0][3:]
    assert debit.value == credit.value


def the_balance_sheet_is_right() -> None:
    sheet = reports.make(name="balance_sheet", day=APRIL)
    assert sheet.ties
    assert len(sheet.reconciliations) >= 8  # both days, both currencies
    assert sheet.warnings == ()
    euro = named(sheet, "Balance sheet in EUR")
    assert [column.heading for column in euro.columns[3:]] == [
        "1 Apr 2026",
        "31 Mar 2026",
        "Change",
    ]
    found = figures(euro, "All assets", "All liabilities", "Result not yet carried forward")
    assert found == {
        "All assets": (eur("105.50"), eur("117.50"), eur(-12)),
        "All liabilities": (eur(80), eur(100), eur(-20)),
        "Result not yet carried forward": (eur("25.50"), eur("17.50"), eur(8)),
    }
    assets, owed = euro.totals
    assert [cell.value for cell in assets[3:]] == [cell.value for cell in owed[3:]]
    # 100 EUR and 50 USD at 1.25 were 140 EUR; 80 EUR and 50 USD at 1.60 are 111.25.
    together = named(sheet, "Balance sheet in euro, all currencies")
    found = figures(together, "All liabilities", "All assets")
    assert found["All liabilities"] == (eur("111.25"), eur(140), eur("-28.75"))
    # 105.50 EUR and 53.33 USD at 1.60, which are 33.33; 117.50 EUR and 50 USD at 1.25.
    assert found["All assets"] == (eur("138.83"), eur("157.50"), eur("-18.67"))
    assets, owed = together.totals
    assert [cell.value for cell in assets[3:]] == [cell.value for cell in owed[3:]]
    rates = named(sheet, "Rates").rows
    dollars = [row for row in rates if row[0].value == "USD"]
    assert [tuple(cell.value for cell in row[1:]) for row in dollars] == [
        (APRIL, Decimal("1.60"), APRIL),
        (date(2026, 3, 31), Decimal("1.25"), OPENING_DAY),
    ]


def the_result_is_right() -> None:
    result = reports.make(
        name="profit_and_loss", day=APRIL,
        values={"since": date(2026, 3, 1), "against": "the month before"},
    )  # fmt: skip
    assert result.ties
    euro = named(result, "Profit and loss in EUR")
    assert figures(euro, "All income", "All expense") == {
        "All income": (eur(38), eur(0), eur(38)),
        "All expense": (eur("12.50"), eur(0), eur("12.50")),
    }
    assert [cell.value for cell in euro.totals[0][3:]] == [eur("25.50"), eur(0), eur("25.50")]
    # 3.33 USD were earned on the day on which they were worth 2.08 EUR.
    together = named(result, "Profit and loss in euro, all currencies")
    assert figures(together, "All income")["All income"][0] == eur("40.08")
    assert named(result, "Rates used").rows[0][1].value == Decimal("1.60")
    interest = next(row for row in euro.rows if row[1].value == "4010")
    assert interest[3].source.dataset == "fact_entry"
    march = reports.make(
        name="profit_and_loss", day=APRIL, values={"since": APRIL, "against": "the month before"}
    )
    assert march.ties
    with pytest.raises(reports.PeriodRefused):
        reports.make(name="profit_and_loss", day=APRIL, values={"since": date(2026, 4, 2)})


def the_detail_is_right() -> None:
    detail = reports.make(name="ledger_detail", day=APRIL, values={"line": "1000"})
    assert detail.ties
    assert {each.what for each in detail.reconciliations} == {
        f"line 1000 in {code}, as it {did} on 1 Apr 2026"
        for code in ("EUR", "USD") for did in ("opened", "closed")
    }  # fmt: skip
    cash = named(detail, "Lines in EUR")
    (line,) = cash.rows
    assert [cell.value for cell in line[2:]] == [eur("-117.50"), eur(8), eur(20), eur("-105.50"), 2]
    entries = next(table for table in detail.tables if table.title.startswith("Entries of 1000"))
    balances = [row[7].value for row in entries.rows]
    assert balances == [eur("-117.50"), eur("-97.50"), eur("-105.50")]
    assert entries.totals[0][7].value == eur("-105.50")
    assert entries.rows[1][2].source.where == (("txn_id", entries.rows[1][2].value),)
    whole = reports.make(name="ledger_detail", day=APRIL, values={"since": OPENING_DAY})
    assert whole.ties
    total = named(whole, "Lines in EUR").totals[0]
    assert [total[at].value for at in (2, 5)] == [eur(0), eur(0)]
    assert total[3].value == total[4].value


def test_figures_that_the_ledger_has_otherwise_are_told(load, books):
    factories.account(funds=100)
    load()
    books("1000", "4010", eur(30))
    close_day(date(2026, 3, 3))
    for name in ("balance_sheet", "profit_and_loss", "ledger_detail"):
        made = reports.make(name=name, day=OPENING_DAY)
        assert not made.ties, name
        assert any(each.difference.minor for each in made.reconciliations), name


def test_a_currency_without_a_rate_is_left_out_in_euro_and_told(load):
    factories.account(funds=50, currency="USD")
    close_day(date(2026, 3, 3))
    load()
    sheet = reports.make(name="balance_sheet", day=OPENING_DAY)
    assert sheet.ties
    assert any("USD" in each for each in sheet.warnings)
    # Nothing was closed before the bank's first day, and nothing stood on its lines.
    assert all(each.what.endswith("2 Mar 2026") for each in sheet.reconciliations)
