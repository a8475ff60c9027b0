"""Accrued interest is posted at the end of its period, once, and no fraction is lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from accounts import public as accounts
from accounts.domain.interest import Side
from accounts.repositories import interest_postings as repository
from accounts.services import interest_postings as service
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts.interest_days import (
    STEPS,
    accrued,
    book,
    broken,
    end_day,
    everything,
    leap_to,
    line,
    overdraft,
    rows,
    run,
    terms,
)
from tests.factories import NOW, TESTER

pytestmark = pytest.mark.usefixtures("bank")

POST = (
    "SELECT gross, tax, carried, txn_id IS NULL FROM accounts_interestposting WHERE account_id = %s"
)


def day(number: int, month: int = 3) -> date:
    return date(2026, month, number)


def balance(account: accounts.AccountRef) -> int:
    return ledger.balance(account_id=account.ledger_account_id).posted.minor


def postings(account: accounts.AccountRef) -> list[tuple]:
    return rows(POST + " ORDER BY period_end, side DESC", account.ledger_account_id)


def test_at_a_months_end_interest_is_credited_with_value_on_the_first_of_the_next():
    terms((0, "0.0365"))
    account = factories.account(funds=1_000)
    leap_to(day(1, 4))
    assert balance(account) == 100_000 + 29 * 10
    assert postings(account) == [(290, 0, 0, False)]
    (entry,) = ledger.entries(
        account_id=account.ledger_account_id, chosen=ledger.EntryFilter(), limit=1
    )
    assert (entry.booking_date, entry.value_date) == (day(31), day(1, 4))
    assert entry.kind == ledger.TransactionKind.INTEREST
    assert line("2200") == 0
    assert line("5000") == -290
    assert broken() == []


def test_tax_is_withheld_by_a_transaction_of_its_own():
    terms((0, "0.0365"), tax_rate=Decimal("0.25"))
    account = factories.account(funds=1_000)
    leap_to(day(1, 4))
    assert postings(account) == [(290, 73, 0, False)]
    assert balance(account) == 100_000 + 290 - 73
    assert line("2300") == 73
    assert broken() == []


def test_debit_interest_is_charged_even_beyond_the_limit():
    terms((0, "0.0365"), side=Side.DEBIT)
    account = factories.account()
    overdraft(account, 1_000)
    book(account, -100_000)
    leap_to(day(1, 4))
    assert balance(account) == -100_000 - 290
    assert (line("1300"), line("4000")) == (0, 290)
    assert broken() == []


def test_negative_credit_interest_is_taken_from_the_customer():
    terms((0, "-0.0365"), tax_rate=Decimal("0.25"))
    account = factories.account(funds=1_000)
    leap_to(day(31))
    assert line("2200") == -280
    end_day()
    assert balance(account) == 100_000 - 290
    assert (line("2200"), line("5000"), line("2300")) == (0, 290, 0)
    assert broken() == []


def test_what_rounding_leaves_is_carried_until_it_makes_a_minor_unit():
    terms((0, "0.0001"))
    account = factories.account(funds=100)
    leap_to(day(1, 6))
    found = postings(account)
    assert [gross for gross, *_ in found] == [0, 0, 0]
    assert found[0][3]
    leap_to(day(1, 8))
    assert (
        sum(accrued(account).values())
        == sum(gross for gross, *_ in postings(account)) + (postings(account)[-1][2])
    )
    assert broken() == []


@pytest.mark.parametrize(
    ("period", "months"),
    [("MONTHLY", [3, 4, 5, 6]), ("QUARTERLY", [3, 6]), ("YEARLY", []), ("AT_MATURITY", [])],
)
def test_interest_is_posted_when_its_period_ends(period, months):
    terms((0, "0.0365"), posting_period=accounts.PostingPeriod(period))
    account = factories.account(funds=1_000)
    leap_to(day(1, 7))
    found = rows("SELECT period_end FROM accounts_interestposting ORDER BY 1")
    assert [end.month for (end,) in found] == months
    assert balance(account) == 100_000 + sum(gross for gross, *_ in postings(account))
    assert broken() == []


def test_a_month_that_ends_in_a_weekend_is_posted_before_the_days_after_it_are_accrued():
    terms((0, "0.365"))
    account = factories.account(funds=1_000)
    leap_to(day(29, 5))
    end_day(day(2, 6))
    interest = balance(account) - 100_000
    before = postings(account)
    assert len(before) == 3
    assert list(accrued(account))[-2:] == [day(31, 5), day(1, 6)]
    assert accrued(account)[day(1, 6)] == round((100_000 + interest) * Decimal("0.365") / 365, 8)
    assert broken() == []


def test_what_was_posted_stays_and_a_late_booking_joins_the_next_posting():
    terms((0, "0.0365"))
    account = factories.account(funds=1_000)
    leap_to(day(2, 4))
    book(account, 100_000, value_date=day(30))
    leap_to(day(1, 5))
    first, second = postings(account)
    assert first[0] == 290
    assert sum(accrued(account).values()) == first[0] + second[0] + second[2]
    assert accrued(account)[day(30)] == 20
    assert broken() == []


def test_a_change_of_period_posts_what_is_unposted_at_the_new_ones_end():
    terms((0, "0.0365"), posting_period=accounts.PostingPeriod.YEARLY)
    account = factories.account(funds=1_000)
    leap_to(day(10))
    terms((0, "0.0365"), effective_from=day(12))
    leap_to(day(1, 4))
    assert postings(account) == [(290, 0, 0, False)]
    assert broken() == []


def test_a_closed_account_gets_nothing():
    terms((0, "0.0365"))
    account = factories.account(funds=1_000)
    leap_to(day(5))
    book(account, -100_000)
    accounts.set_account_status(
        account_id=account.account_id,
        status=accounts.AccountStatus.CLOSED,
        reason="Test",
        actor=TESTER,
        now=NOW,
    )
    leap_to(day(1, 4))
    assert postings(account) == []
    assert balance(account) == 0
    assert broken() == []


@pytest.mark.parametrize("compounding", accounts.Compounding)
def test_an_account_that_closes_is_settled_up_to_yesterday(compounding):
    terms((0, "0.365"), tax_rate=Decimal("0.10"), compounding=compounding)
    account = factories.account(funds=1_000)
    leap_to(day(6))
    settled = use_case(accounts.settle_interest_of)(
        account_id=account.ledger_account_id, actor=TESTER, now=NOW
    )
    assert settled == {Side.CREDIT: 300}
    assert balance(account) == 100_000 + 300 - 30
    assert (
        use_case(accounts.settle_interest_of)(
            account_id=account.ledger_account_id, actor=TESTER, now=NOW
        )
        == {}
    )
    assert broken() == []
    book(account, -balance(account))
    accounts.set_account_status(
        account_id=account.account_id,
        status=accounts.AccountStatus.CLOSED,
        reason="Test",
        actor=TESTER,
        now=NOW,
    )
    leap_to(day(1, 4))
    assert len(postings(account)) == 1
    assert broken() == []


def test_nothing_is_settled_before_yesterday_is_accrued():
    terms((0, "0.365"))
    account = factories.account(funds=1_000)
    leap_to(day(6))
    before = everything()
    use_case(ledger.cut_off)()
    with pytest.raises(service.InterestNotAccrued):
        use_case(accounts.settle_interest_of)(
            account_id=account.ledger_account_id, actor=TESTER, now=NOW
        )
    assert everything() == before


def test_posting_run_again_changes_nothing():
    terms((0, "0.0365"), tax_rate=Decimal("0.25"))
    factories.account(funds=1_000)
    leap_to(day(31))
    today, following = use_case(ledger.cut_off)()
    run(today, following)
    before = everything()
    again = run(today, following)
    assert everything() == before
    assert [list(done.values()) for done in again] == [[0, 0], [0], [0, 0], [0]]


def test_a_posting_that_dies_between_two_ranges_goes_on_where_it_stopped(monkeypatch):
    terms((0, "0.0365"), tax_rate=Decimal("0.25"))
    opened = [factories.account(funds=1_000) for _ in range(6)]
    leap_to(day(31))
    monkeypatch.setattr(service, "POSTED_AT_ONCE", 2)
    done, real = [], repository.keep

    def dying(**arguments):
        done.append(1)
        if len(done) == 3:
            raise ConnectionError
        return real(**arguments)

    today, following = use_case(ledger.cut_off)()
    monkeypatch.setattr(repository, "keep", dying)
    with pytest.raises(ConnectionError):
        run(today, following)
    posted = rows("SELECT count(*) FROM accounts_interestposting")[0][0]
    assert 0 < posted < 6
    monkeypatch.setattr(repository, "keep", real)
    run(today, following)
    assert [postings(account) for account in opened] == [[(290, 73, 0, False)]] * 6
    assert (line("2200"), line("2300"), line("5000")) == (0, 6 * 73, -6 * 290)
    assert broken() == []


def test_postgresql_refuses_a_second_posting_of_the_same_period():
    terms((0, "0.0365"))
    account = factories.account(funds=1_000)
    leap_to(day(1, 4))
    with pytest.raises(IntegrityError, match="accounts_interestposting_pkey"):
        rows(
            """
            INSERT INTO accounts_interestposting
              (account_id, side, period_end, carried_in, accrued, gross, tax, carried, booked_on,
               txn_id)
            SELECT account_id, side, period_end, 0, 5, 5, 0, 0, booked_on, txn_id
            FROM accounts_interestposting WHERE account_id = %s RETURNING 1""",
            account.ledger_account_id,
        )


@pytest.mark.parametrize(
    "values",
    [
        "0, 5.1, 5, 0, 0, 1, NULL",  # a fraction is lost
        "0, 5.6, 5, 0, 0.6, 1, NULL",  # more than half a unit is carried
        "0, 5, 5, 6, 0, 1, 2",  # more tax than interest
        "0, 5, 5, 0, 0, NULL, NULL",  # not in the journal
        "0, 5, 5, 1, 0, 1, NULL",  # the tax is not in the journal
    ],
)
def test_postgresql_refuses_postings_that_do_not_add_up(values):
    account = factories.account()
    with pytest.raises(IntegrityError, match="accounts_interestposting_"):
        rows(
            f"""
            INSERT INTO accounts_interestposting
              (account_id, side, period_end, booked_on, carried_in, accrued, gross, tax, carried,
               txn_id, tax_txn_id)
            VALUES (%s, 1, '2026-03-31', '2026-03-31', {values}) RETURNING 1""",  # noqa: S608
            account.ledger_account_id,
        )


@pytest.mark.parametrize(
    "table",
    ["terms", "tier", "special", "limit", "day", "accrual", "adjustment", "posting", "book"],
)
@pytest.mark.parametrize("change", ["UPDATE {} SET side = side", "DELETE FROM {}"])
def test_the_application_may_not_change_what_is_kept_of_interest(table, change):
    statement = change.format(f"accounts_interest{table}").replace(
        "SET side = side",
        {"tier": "SET rate = 0", "day": "SET day = day", "limit": "SET day = day"}.get(
            table, "SET side = side"
        ),
    )
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_currencies_are_booked_apart():
    terms((0, "0.0365"))
    terms((0, "0.365"), currency="JPY")
    euro, yen = factories.account(funds=1_000), factories.account(funds=1_000, currency="JPY")
    leap_to(day(5))
    assert (line("2200"), line("2200", "JPY")) == (20, 2)
    leap_to(day(1, 4))
    assert (balance(euro), balance(yen)) == (100_290, 1_029)
    assert broken() == []


def test_every_step_is_there():
    assert [step.__name__ for step in STEPS] == [
        "adjust_interest",
        "accrue_interest",
        "post_interest",
        "book_accruals",
    ]
