"""Statements of account: which days they cover, and that they add up."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
from defusedxml import ElementTree
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from accounts import public as accounts
from accounts.models import Customer, Statement
from bankcore.audit.models import AuditEntry
from bankcore.ledger import public as ledger
from bankcore.ledger.models import Entry
from bankcore.money import Money
from tests import factories
from tests.accounts.closed_days import (
    APRIL_FIRST,
    MARCH_END,
    bank_account,
    book,
    close,
    close_march,
    make,
    open_early,
    pay_in,
    rendered,
    statement,
)
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur

pytestmark = pytest.mark.usefixtures("bank")
Cycle = accounts.StatementCycle


def set_cycle(account, cycle) -> None:
    accounts.set_statement_cycle(account_id=account.account_id, cycle=cycle, actor=TESTER, now=NOW)


def lines_of(account, number: int = 1) -> list[dict[str, str]]:
    text = rendered(account, "csv", number).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_months_statement_adds_up():
    account = factories.account(funds=100)
    pay_in(account, -2_500)
    pay_in(account, 700)
    close_march()
    made = statement(account)
    assert (made.number, made.first_day, made.last_day) == (1, OPENING_DAY, MARCH_END)
    assert (made.opening, made.credits, made.debits) == (eur(0), eur(107), eur(25))
    assert (made.closing, made.entries) == (eur(82), 3)
    assert [line["balance"] for line in lines_of(account)] == ["100.00", "75.00", "82.00"]


def test_the_next_statement_goes_on_where_the_last_one_ended():
    account = factories.account(funds=100)
    close_march()
    pay_in(account, -1_000)
    close(date(2026, 5, 2))
    assert make(date(2026, 4, 1), date(2026, 5, 2)) == 1
    made = statement(account)
    assert (made.number, made.first_day, made.last_day) == (2, APRIL_FIRST, APRIL_FIRST)
    assert (made.opening, made.closing) == (eur(100), eur(90))


def test_a_months_statement_is_made_on_its_last_business_day():
    factories.account(funds=100)
    close(date(2026, 5, 29))
    close(date(2026, 6, 1))  # a Friday: Saturday 30 and Sunday 31 May are no business days
    assert make(date(2026, 5, 29), date(2026, 6, 1)) == 1
    assert Statement.objects.get().last_day == date(2026, 5, 29)


def test_no_monthly_statement_is_made_within_the_month():
    factories.account(funds=100)
    close(date(2026, 3, 3))
    assert make(OPENING_DAY, date(2026, 3, 3)) == 0


@pytest.mark.parametrize(
    ("next_day", "made"),
    [(date(2026, 3, 3), {"DAILY"}), (APRIL_FIRST, {"DAILY", "MONTHLY", "QUARTERLY"})],
)
def test_each_account_gets_statements_as_often_as_its_cycle_says(next_day, made):
    company = factories.customer(kind="COMPANY")
    by_cycle = {cycle: factories.account(owner=company) for cycle in Cycle}
    for cycle, account in by_cycle.items():
        set_cycle(account, cycle)
        assert accounts.statement_cycle(account_id=account.account_id) is cycle
    close(next_day)
    make(OPENING_DAY, next_day)
    got = {
        cycle.value
        for cycle, account in by_cycle.items()
        if accounts.page_of_statements(account_id=account.account_id, limit=1)[0]
    }
    assert got == made


def test_a_quarterly_account_gets_none_at_the_end_of_april():
    account = factories.account(funds=1)
    set_cycle(account, Cycle.QUARTERLY)
    close(date(2026, 4, 30))
    close(date(2026, 5, 4))
    assert make(date(2026, 4, 30), date(2026, 5, 4)) == 0


def test_a_person_is_not_offered_daily_statements():
    account = factories.account()
    with pytest.raises(accounts.CycleNotOffered):
        set_cycle(account, Cycle.DAILY)
    assert accounts.statement_cycle(account_id=account.account_id) is Cycle.MONTHLY
    assert not AuditEntry.objects.filter(action="accounts.account.statement_cycle_set").exists()


def test_a_cycle_can_be_set_again():
    account = factories.account()
    for cycle in (Cycle.QUARTERLY, Cycle.MONTHLY):
        set_cycle(account, cycle)
        assert accounts.statement_cycle(account_id=account.account_id) is cycle


def test_the_step_run_twice_makes_each_statement_once():
    account = factories.account(funds=100)
    assert close_march() == 1
    assert make(MARCH_END, APRIL_FIRST) == 0
    pay_in(account, 500)
    close(date(2026, 4, 2))
    assert make(MARCH_END, APRIL_FIRST) == 0
    assert Statement.objects.count() == 1


def test_the_step_run_again_makes_what_a_first_run_left_out():
    done = factories.account(funds=100)
    close_march()
    left_out = factories.account()  # as if the first run had been killed before this one
    assert make(MARCH_END, APRIL_FIRST) == 1
    assert statement(done).number == statement(left_out).number == 1


def test_an_open_day_has_no_statement():
    factories.account(funds=100)
    with pytest.raises(accounts.DaysNotClosed):
        make(OPENING_DAY, APRIL_FIRST)
    assert not Statement.objects.exists()


def test_entries_of_the_next_day_booked_before_late_ones_stand_on_the_next_statement():
    account = factories.account(funds=100)
    close(MARCH_END)
    open_early(APRIL_FIRST)
    pay_in(account, 1_000)  # April's first entry has the lower number
    interest = pay_in(account, 7, booking_date=MARCH_END, kind=ledger.TransactionKind.INTEREST)
    assert interest.booking_date == MARCH_END
    open_early(MARCH_END)
    close(APRIL_FIRST)
    make(MARCH_END, APRIL_FIRST)
    made = statement(account)
    assert (made.closing, made.entries) == (eur("100.07"), 2)
    assert [(line["seq"], line["balance"]) for line in lines_of(account)] == [
        ("1", "100.00"),
        ("3", "100.07"),
    ]
    close(date(2026, 5, 4))
    make(APRIL_FIRST, date(2026, 5, 4))
    after = statement(account)
    assert (after.opening, after.closing) == (eur("100.07"), eur("110.07"))
    assert [line["seq"] for line in lines_of(account, 2)] == ["2"]


def test_a_statement_stays_the_same_whatever_is_booked_later():
    payer, payee = factories.account(funds=100), factories.account()
    book((payer.ledger_account_id, -500), (payee.ledger_account_id, 500), narrative="Rent")
    close_march()
    before = {name: rendered(payer, name) for name in accounts.STATEMENT_FORMATS}
    pay_in(payer, 900, value_date=OPENING_DAY)
    Customer.objects.all().update(name="Another Name")
    close(date(2026, 4, 2))
    with override_settings(BANK_NAME="Another Bank"):
        make(APRIL_FIRST, date(2026, 5, 1))
        after = {name: rendered(payer, name) for name in accounts.STATEMENT_FORMATS}
        assert after == before
        assert b"Another" in rendered(payer, "camt053", 2)


def test_the_other_side_is_named_where_it_is_one_customer():
    payer = factories.account(funds=100)
    payee = factories.account(owner=factories.customer("Payee Ltd", "COMPANY"))
    fees = bank_account("4100")
    book(
        (payer.ledger_account_id, -501),
        (payee.ledger_account_id, 500),
        (fees, 1),
        narrative="With a fee",
    )
    close_march()
    deposit, paid = lines_of(payer)
    assert (paid["counterparty_name"], paid["counterparty_iban"]) == ("Payee Ltd", payee.iban)
    assert (deposit["counterparty_name"], deposit["counterparty_iban"]) == ("", "")


def test_many_customers_are_nobodys_other_side():
    payer = factories.account(funds=100)
    payees = [factories.account() for _ in range(5)]
    legs = [(payee.ledger_account_id, 100) for payee in payees]
    book((payer.ledger_account_id, -500), *legs)
    close_march()
    assert lines_of(payer)[1]["counterparty_iban"] == ""


def test_an_account_that_was_closed_gets_one_last_statement():
    account = factories.account(funds=1)
    close_march()
    pay_in(account, -100)
    accounts.set_account_status(
        account_id=account.account_id,
        status=accounts.AccountStatus.CLOSED,
        reason="Asked",
        actor=TESTER,
        now=NOW,
    )
    for day, next_day in [
        (APRIL_FIRST, date(2026, 5, 1)),
        (date(2026, 5, 1), date(2026, 6, 1)),
    ]:
        close(next_day)
        make(day, next_day)
    made = statement(account)
    assert (made.number, made.closing) == (2, eur(0))


def test_an_account_opened_after_the_day_waits_for_its_own():
    close(MARCH_END)
    close(APRIL_FIRST)
    account = factories.account()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_account SET opened_on = %s WHERE public_id = %s",
            [APRIL_FIRST, account.account_id],
        )
    assert make(MARCH_END, APRIL_FIRST) == 0


def test_pages_of_statements_cover_each_once_newest_first():
    account = factories.account(owner=factories.customer(kind="COMPANY"))
    set_cycle(account, Cycle.DAILY)
    for number in range(3, 8):
        close(date(2026, 3, number))
        make(date(2026, 3, number - 1), date(2026, 3, number))
    seen, before = [], None
    while True:
        items, before = accounts.page_of_statements(
            account_id=account.account_id, before_number=before, limit=2
        )
        seen += [item.number for item in items]
        if before is None:
            break
    assert seen == [5, 4, 3, 2, 1]


def test_what_does_not_exist_is_said_not_to():
    account = factories.account()
    with pytest.raises(accounts.AccountNotFound):
        accounts.page_of_statements(account_id=uuid4(), limit=1)
    with pytest.raises(accounts.StatementNotFound):
        rendered(account, "pdf")
    with pytest.raises(accounts.UnknownFormat):
        rendered(account, "docx")


def test_statements_of_any_currency_keep_its_decimals():
    for currency in ("JPY", "KWD"):
        factories.account(funds=12, currency=currency)
    close_march()
    for made in Statement.objects.select_related("account"):
        account = accounts.resolve(account_ids=[made.account.public_id])[made.account.public_id]
        assert statement(account).closing == Money.of(12, account.currency.code)
        told = {"JPY": "12", "KWD": "12.000"}[account.currency.code]
        assert lines_of(account)[0]["amount"] == told


def test_a_months_daily_statements_come_to_its_monthly_one():
    company = factories.customer(kind="COMPANY")
    daily, monthly = (factories.account(funds=50, owner=company) for _ in range(2))
    set_cycle(daily, Cycle.DAILY)
    chance = Random(7)
    for number in range(3, 13):
        amount = chance.randint(-400, 900) or 1
        for account in (daily, monthly):
            pay_in(account, amount)
        close(date(2026, 3, number))
        make(date(2026, 3, number - 1), date(2026, 3, number))
    close(APRIL_FIRST)
    make(date(2026, 3, 12), APRIL_FIRST)
    found, _ = accounts.page_of_statements(account_id=daily.account_id, limit=50)
    whole = statement(monthly)
    assert len(found) == 11
    assert sum(each.entries for each in found) == whole.entries == 11
    assert sum(each.debits.minor for each in found) == whole.debits.minor
    assert sum(each.credits.minor for each in found) == whole.credits.minor
    assert (found[0].closing, found[-1].opening) == (whole.closing, whole.opening)


def test_what_a_program_reads_in_camt_is_what_the_ledger_has():
    account = factories.account(funds=100)
    for amount in (-2_500, 731, -69):
        pay_in(account, amount)
    close_march()
    root = ElementTree.fromstring(rendered(account, "camt053"))
    entries = root.findall(".//{*}Ntry")
    signed = [
        Decimal(each.findtext("{*}Amt")) * (-1 if each.findtext("{*}CdtDbtInd") == "DBIT" else 1)
        for each in entries
    ]
    booked = Entry.objects.filter(account_id=account.ledger_account_id).order_by("seq")
    assert [amount.scaleb(2) for amount in signed] == [entry.amount for entry in booked]
    assert sum(signed) == ledger.balance(account_id=account.ledger_account_id).posted.amount
    opening, closing = (Decimal(each.findtext("{*}Amt")) for each in root.findall(".//{*}Bal"))
    assert opening + sum(signed) == closing


def test_the_step_takes_no_more_queries_for_more_accounts(django_assert_max_num_queries):
    for _ in range(5):
        factories.account(funds=1)
    close(MARCH_END)
    close(APRIL_FIRST)
    with django_assert_max_num_queries(22):
        assert make(MARCH_END, APRIL_FIRST) == 5


class TestTheDatabaseRefuses:
    @pytest.fixture
    def made(self) -> Statement:
        factories.account(funds=100)
        close_march()
        close(date(2026, 5, 4))
        return Statement.objects.get()

    def after(self, made: Statement, **changes) -> Statement:
        values = {
            "account_id": made.account_id,
            "number": 2,
            "first_day": APRIL_FIRST,
            "last_day": APRIL_FIRST,
            "entries": 0,
            "opening": 10_000,
            "debits": 0,
            "credits": 0,
            "closing": 10_000,
            "last_party_id": made.last_party_id,
            "made_at": NOW,
        }
        return Statement(**{**values, **changes})

    def test_but_not_one_that_follows(self, made):
        self.after(made).save()

    @pytest.mark.parametrize(
        "changes",
        [
            {"number": 3},
            {"number": 1, "last_day": date(2026, 4, 1)},
            {"number": 0},
            {"first_day": date(2026, 4, 2), "last_day": date(2026, 4, 2)},
            {"first_day": MARCH_END},
            {"opening": 9_999, "closing": 9_999},
            {"closing": 10_001},
            {"entries": -1},
            {"debits": -1, "closing": 10_001},
            {"first_day": date(2026, 4, 2)},
            {"last_day": date(2026, 5, 4)},
        ],
        ids=str,
    )
    def test_a_statement_that_does_not_follow(self, made, changes):
        with pytest.raises(IntegrityError), transaction.atomic():
            self.after(made, **changes).save(force_insert=True)
        assert Statement.objects.count() == 1

    @pytest.mark.parametrize(
        "table",
        ["accounts_statement", "accounts_statementdocument", "accounts_documentparty"],
    )  # fmt: skip
    @pytest.mark.parametrize("what", ["UPDATE {} SET id = id", "DELETE FROM {}"])
    def test_any_change_of_what_was_made(self, made, table, what):
        with (
            pytest.raises(Exception, match=r"append-only|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(what.format(table))

    def test_a_statement_of_no_account(self, made):
        nobody = self.after(made, account_id=made.account_id + 1, number=1, opening=0, closing=0)
        with pytest.raises(IntegrityError, match="not there"), transaction.atomic():
            nobody.save(force_insert=True)

    @pytest.mark.parametrize(
        "what", ["DELETE FROM accounts_account", "UPDATE accounts_account SET id = id"]
    )
    def test_an_account_that_goes(self, made, what):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(what)

    def test_a_cycle_that_nobody_knows(self, made):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_statementcycle VALUES (%s, 'YEARLY')", [made.account_id]
            )
