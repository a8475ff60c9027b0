"""Kept sums of spending: the same to the cent as what a plain count over the entries gives."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import public as accounts
from accounts.domain import categories as domain
from accounts.domain.categories import MonthOfCategory, merged
from accounts.models import Account, Customer, SpendingSpan, SpendingSum
from accounts.repositories import categories
from accounts.services.online import spending_sums
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts.closed_days import bank_account, close
from tests.accounts.services.test_mandates import share
from tests.conftest import NOW
from tests.factories import TESTER, eur, posting, request_key
from tests.payments.issuing import uses
from tests.payments.services import online

Category = accounts.online.Category
TEXTS = (
    *("Rent", "Supermarket South", "Muster Verlag 1", "Muster Verlag 2", "Salary", ""),
    *("Refund: Supermarket South", "Returned (AC04): Rent"),
)
NUMBERS = count()
DEEDS = st.one_of(
    st.tuples(st.just("pay"), st.sampled_from(TEXTS), st.integers(-500, 500).filter(bool)),
    st.tuples(st.just("pay ben"), st.sampled_from(TEXTS), st.integers(1, 500)),
    st.tuples(st.just("save"), st.just("Rent"), st.integers(1, 500)),
    st.tuples(st.just("fee"), st.just("Rent"), st.integers(1, 500)),
    st.tuples(st.just("take back"), st.integers(0, 20)),
    st.tuples(st.just("sort"), st.integers(0, 20), st.sampled_from(Category)),
    st.tuples(st.just("sort always"), st.integers(0, 20), st.sampled_from(Category)),
    st.tuples(st.just("keep"), st.integers(1, 40)),
)


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(spending_sums, "_LEAST", 1)
    yield
    spending_sums.edition.cache_clear()


@pytest.fixture
def anna(bank) -> online.Customer:
    return online.customer("anna", funds=1_000)


def day_ends(days: int = 1) -> dict[str, int]:
    """Close the business day, and keep the sums as the end of day does."""
    day = ledger.business_date()
    next_day = day + timedelta(days=days)
    close(next_day)
    kept = accounts.online.keep_spending_sums(day=day, next_day=next_day, actor=TESTER, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return kept


@use_case
def forget(*spans: SpendingSpan) -> None:
    with connection.cursor() as cursor:
        ids = [each.pk for each in spans]
        cursor.execute("DELETE FROM accounts_spendingspan WHERE id = ANY(%s)", [ids])
        cursor.execute("DELETE FROM accounts_spendingsum WHERE span_id = ANY(%s)", [ids])


def told(who: online.Customer) -> list[MonthOfCategory]:
    """Return what the customer's spending is, with what is kept."""
    day = ledger.business_date()
    customer = Customer.objects.get(public_id=who.customer.customer_id)
    return spending_sums.by_month(
        customer=customer,
        own=categories.own_accounts(customer=customer, day=day),
        first_day=date(2026, 3, 1),
        last_day=day,
    )


def counted(who: online.Customer) -> list[MonthOfCategory]:
    """Return the same, counted entry by entry as the customer sees each."""
    customer = Customer.objects.get(public_id=who.customer.customer_id)
    own = categories.own_accounts(customer=customer, day=ledger.business_date())
    found = []
    for account in Account.objects.filter(ledger_account_id__in=own):
        entries, _ = accounts.online.sorted_entries(
            account_id=account.public_id,
            user_id=who.user_id,
            chosen=ledger.EntryFilter(),
            limit=1_000,
        )
        for each in entries:
            month = each.line.booking_date.replace(day=1)
            number = each.line.amount.currency.number
            found.append(MonthOfCategory(month, number, each.category, each.line.amount.minor, 1))
    return merged(found)


@use_case
def paid(who: online.Customer, minor: int, text: str, other: int, **more) -> None:
    """Book it, unless there is not enough money any more."""
    legs = (who.account.ledger_account_id, -minor), (other, minor)
    ledger.post(postings=[posting(*legs, narrative=text, **more)], now=NOW)


@use_case
def take_back(txn_id: int) -> None:
    ledger.reverse(txn_id=txn_id, reason="wrong", request=request_key(), actor=TESTER, now=NOW)


def sort(who: online.Customer, seq: int, category: Category, *, always: bool) -> None:
    accounts.online.categorise(
        account_id=who.account.account_id,
        seq=seq,
        category=category,
        always=always,
        user_id=who.user_id,
        actor=who.actor,
        now=NOW,
    )


def entry(who: online.Customer, back: int) -> ledger.EntryLine:
    """Return the account's entry so many back from the newest, or its oldest."""
    found = ledger.entries(
        account_id=who.account.ledger_account_id, chosen=ledger.EntryFilter(), limit=back + 1
    )
    return found[-1]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, min_size=6, max_size=14))
def test_spending_is_what_a_plain_count_over_the_entries_gives_whatever_happens(bank, deeds):
    anna, ben = (online.customer(f"demo-{next(NUMBERS)}", funds=1_000) for _ in range(2))
    share(anna.account, ben.customer, valid_from=ledger.business_date())
    savings = factories.account(owner=anna.customer)
    for deed in deeds:
        do(deed, anna, ben, savings)
        for who in (anna, ben):
            assert told(who) == counted(who), deed
    day_ends()
    assert SpendingSpan.objects.filter(account__public_id=anna.account.account_id).exists()
    for who in (anna, ben):
        assert told(who) == counted(who)


def do(deed, anna: online.Customer, ben: online.Customer, savings: accounts.AccountRef) -> None:
    match deed:
        case "pay", text, minor:
            paid(anna, minor, text, bank_account())
        case "pay ben", text, minor:
            paid(anna, minor, text, ben.account.ledger_account_id)
        case "save", text, minor:
            paid(anna, minor, text, savings.ledger_account_id)
        case "fee", text, minor:
            paid(anna, minor, text, bank_account(), kind=ledger.TransactionKind.FEE)
        case "take back", back:
            take_back(entry(anna, back).txn_id)
        case "keep", days:
            day_ends(days)
        case how, back, category:
            sort(anna, entry(anna, back).seq, category, always=how == "sort always")


def test_a_card_payment_that_is_kept_counts_where_its_merchant_does_until_a_rule_says_else(anna):
    held = uses.card(account=anna.account)
    uses.present(uses.paid(held, eur(20), merchant=uses.EATERY))
    day_ends()
    assert SpendingSum.objects.filter(category=Category.EATING_OUT).exists()
    assert told(anna) == counted(anna)
    sort(anna, entry(anna, 0).seq, Category.LEISURE, always=True)
    assert Category.LEISURE in {row.category for row in told(anna)}
    assert told(anna) == counted(anna)


def test_what_is_kept_is_not_read_again_and_nothing_is_kept_twice(anna):
    paid(anna, 500, "Rent", bank_account())
    assert day_ends(40) == {"spans of spending": 1}
    day = ledger.business_date()
    again = {"day": day - timedelta(days=1), "next_day": day, "actor": TESTER, "now": NOW}
    with pytest.raises(accounts.DaysNotClosed):
        accounts.online.keep_spending_sums(**again | {"day": day})
    kept = SpendingSpan.objects.count()
    # Days on which nothing was booked are kept too: the bank closed them with the day.
    accounts.online.keep_spending_sums(**again | {"day": date(2026, 3, 2)})
    assert SpendingSpan.objects.count() == kept
    # What a kept sum says is what is shown: that is how one knows that it is used.
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(net), sum(entries) FROM accounts_spendingsum")
        assert cursor.fetchone() == (99_500, 2)
    assert sum(row.entries for row in told(anna)) == 2


def test_other_words_of_the_bank_have_all_sums_made_anew(anna, monkeypatch):
    paid(anna, 500, "Rent", bank_account())
    day_ends()
    assert Category.HOUSING in {row.category for row in told(anna)}
    monkeypatch.setitem(domain.WORDS, Category.HOUSING, ("landlord",))
    spending_sums.edition.cache_clear()
    assert Category.HOUSING not in {row.category for row in told(anna)}
    assert told(anna) == counted(anna)
    paid(anna, 300, "Rent", bank_account())
    day_ends()
    assert set(SpendingSpan.objects.values_list("edition", flat=True)) == {spending_sums.edition()}
    assert told(anna) == counted(anna)


def test_an_account_with_few_entries_has_no_sums(anna, monkeypatch):
    monkeypatch.setattr(spending_sums, "_LEAST", 3)
    paid(anna, 500, "Rent", bank_account())
    assert day_ends() == {"spans of spending": 0}
    paid(anna, 500, "Rent", bank_account())
    assert day_ends() == {"spans of spending": 1}


class TestTheDatabaseRefuses:
    @pytest.fixture
    def span(self, anna) -> SpendingSpan:
        paid(anna, 500, "Rent", bank_account())
        day_ends()
        return SpendingSpan.objects.get(account__public_id=anna.account.account_id)

    def keep(self, span: SpendingSpan, **changes) -> None:
        fields = ("account_id", "first_day", "last_day", "entries", "net", "edition")
        values = {name: getattr(span, name) for name in fields} | changes
        with transaction.atomic():
            made = SpendingSpan.objects.create(**values)
            if made.entries:
                SpendingSum.objects.create(
                    span=made, category="other", entries=made.entries, net=made.net
                )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_but_not_what_was_booked(self, span):
        forget(span)
        assert not SpendingSum.objects.exists()
        self.keep(span)

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"net": 99_501}, "not what was booked"),
            ({"entries": 3}, "not what was booked"),
            ({"first_day": date(2026, 3, 3), "last_day": date(2026, 3, 4)}, "not closed"),
            ({"first_day": date(2026, 2, 27)}, "of_a_month"),
        ],
    )
    def test_a_span_that_is_not_what_was_booked_and_closed(self, span, changes, why):
        forget(span)
        with pytest.raises(IntegrityError, match=why):
            self.keep(span, **changes)

    def test_a_span_that_leaves_days_out(self, span, anna):
        day_ends(2)
        forget(*SpendingSpan.objects.exclude(pk=span.pk))
        day_ends()
        forget(*SpendingSpan.objects.exclude(pk=span.pk))
        later = date(2026, 3, 5)
        with pytest.raises(IntegrityError, match="without the days before"):
            self.keep(span, first_day=later, last_day=later, entries=0, net=0)

    def test_a_first_span_that_leaves_entries_out(self, span):
        day_ends()
        forget(*SpendingSpan.objects.all())
        later = date(2026, 3, 3)
        with pytest.raises(IntegrityError, match="without the days before"):
            self.keep(span, first_day=later, last_day=later, entries=0, net=0)

    def test_one_sum_more_or_less_or_another(self, span):
        with pytest.raises(IntegrityError, match="do not come to"), transaction.atomic():
            SpendingSum.objects.create(span=span, category="other", entries=1, net=1)
        for change, why in (
            ("UPDATE accounts_spendingsum SET net = 1", "permission denied"),
            ("DELETE FROM accounts_spendingsum", "taken from a span that stays"),
        ):
            with (
                pytest.raises(DatabaseError, match=why),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)


def test_damage_to_what_is_kept_is_found_by_whoever_verifies(anna):
    paid(anna, 500, "Rent", bank_account())
    day_ends()
    assert accounts.online.verify_spending_sums().holds
    span = SpendingSpan.objects.get(account__public_id=anna.account.account_id)
    forget(span)
    with transaction.atomic():
        # Not committed: nothing has tried it against the books yet.
        damaged = SpendingSpan.objects.create(
            account_id=span.account_id, first_day=span.first_day, last_day=span.last_day,
            entries=2, net=7, edition=span.edition,
        )  # fmt: skip
        SpendingSum.objects.create(span=damaged, category="other", entries=2, net=7)
        found = accounts.online.verify_spending_sums()
        transaction.set_rollback(True)
    assert (found.code, found.violations) == ("SP1", 1)
    assert found.example == f"account {span.account_id} from {span.first_day}"
