"""What money was spent on or came from: the categories, and how the bank guesses one.

The bank's guess is from what it knows of the entry: its kind, who is on the other side, and words
of its text. What the customer says goes before: of the one entry, then of the counterparty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from bankcore.money import Currency, Money


class Category(StrEnum):
    """What an entry is about, in words that stay the same in every language."""

    GROCERIES = "groceries"
    EATING_OUT = "eating_out"
    HOUSING = "housing"
    UTILITIES = "utilities"
    TRANSPORT = "transport"
    HEALTH = "health"
    INSURANCE = "insurance"
    SHOPPING = "shopping"
    LEISURE = "leisure"
    EDUCATION = "education"
    TAXES = "taxes"
    FEES = "fees"
    LOANS = "loans"
    CASH = "cash"
    INCOME = "income"
    TRANSFERS = "transfers"
    OTHER = "other"


# Money that moves without being spent: between the customer's own accounts, cash paid in and loans
# paid out among it, and what comes in.
NOT_SPENDING: Final = frozenset({Category.TRANSFERS, Category.INCOME})

# By the ledger's name of the transaction's kind: before any word of the text.
BY_KIND: Final = {
    "FEE": Category.FEES,
    "LOAN_CHARGE": Category.FEES,
    "TAX": Category.TAXES,
    "DEPOSIT": Category.TRANSFERS,
    "WITHDRAWAL": Category.CASH,
    "TELLER": Category.CASH,
    "LOAN_DISBURSEMENT": Category.TRANSFERS,
    "LOAN_REPAYMENT": Category.LOANS,
    "EXCHANGE": Category.TRANSFERS,
}

# Whole words, whatever their case, English and German; the first category with one of them is it.
WORDS: Final[dict[Category, tuple[str, ...]]] = {
    Category.INCOME: (
        *("salary", "wages", "payroll", "pension", "dividend", "child benefit"),
        *("gehalt", "lohn", "rente", "bezüge", "kindergeld", "bafög", "dividende"),
    ),
    Category.HOUSING: (
        "rent",
        "mortgage",
        "landlord",
        "miete",
        "kaltmiete",
        "warmmiete",
        "hausgeld",
    ),
    Category.UTILITIES: (
        *("electricity", "gas bill", "water bill", "internet", "broadband", "phone bill"),
        *("strom", "stadtwerke", "gas", "wasser", "telefon", "mobilfunk", "rundfunk"),
    ),
    Category.INSURANCE: ("insurance", "versicherung", "haftpflicht", "krankenkasse"),
    Category.TAXES: ("tax office", "income tax", "finanzamt", "steuer", "kfz-steuer"),
    Category.GROCERIES: (
        *("groceries", "grocery", "supermarket", "bakery", "greengrocer", "butcher"),
        *("lebensmittel", "supermarkt", "bäckerei", "metzgerei", "wochenmarkt"),
    ),
    Category.EATING_OUT: (
        *("restaurant", "café", "cafe", "coffee", "lunch", "dinner", "pizzeria", "takeaway"),
        *("gaststätte", "imbiss", "mittagessen", "kantine"),
    ),
    Category.TRANSPORT: (
        *("fuel", "petrol", "taxi", "train", "bus", "railway", "parking", "car repair"),
        *("tankstelle", "bahn", "fahrkarte", "parken", "werkstatt", "nahverkehr"),
    ),
    Category.HEALTH: ("pharmacy", "doctor", "dentist", "apotheke", "arzt", "zahnarzt", "praxis"),
    Category.EDUCATION: ("school", "university", "tuition", "books", "schule", "kita", "bücher"),
    Category.LEISURE: (
        *("cinema", "theatre", "concert", "gym", "holiday", "hotel", "streaming", "sports"),
        *("kino", "theater", "konzert", "urlaub", "verein", "sport"),
    ),
    Category.SHOPPING: (
        *("clothes", "shoes", "furniture", "electronics", "hardware store", "online shop"),
        *("kleidung", "schuhe", "möbel", "elektronik", "baumarkt", "drogerie"),
    ),
}


def patterns() -> tuple[list[str], list[str]]:
    """Return a regular expression of PostgreSQL for each category that has words, and their names.

    Both in the order in which they are tried.
    """
    found = [
        (rf"\m({'|'.join(re.escape(word) for word in words)})\M", str(category))
        for category, words in WORDS.items()
    ]
    return [pattern for pattern, _ in found], [name for _, name in found]


def merged(rows: Iterable[MonthOfCategory]) -> list[MonthOfCategory]:
    """Return one row for each month, currency and category, in this order, of rows that add up.

    What comes to no entry at all is left out.
    """
    found: dict[tuple[date, int, Category], tuple[int, int]] = {}
    for row in rows:
        net, entries = found.get(row[:3], (0, 0))
        found[row[:3]] = (net + row.net, entries + row.entries)
    return [
        MonthOfCategory(*which, net, entries)
        for which, (net, entries) in sorted(found.items())
        if entries
    ]


class Categorised(NamedTuple):
    """An entry's category, whom the bank takes for its counterparty, and whether it was chosen.

    The counterparty is an IBAN of this bank, or the first two words of the text in capitals; empty
    where the entry has neither.
    """

    category: Category
    counterparty: str
    chosen: bool


class MonthOfCategory(NamedTuple):
    """What the entries of a month in a category come to, credits less debits, in minor units."""

    month: date
    currency: int
    category: Category
    net: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was spent in one category in one month; less than zero where more came back."""

    category: Category
    amount: Money
    before: Money
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingMonth:
    """One month's spending in one currency, the most first, and the months up to it.

    `income` and `spent` are positive in the ordinary case; what moved between the customer's own
    accounts is in neither. `months` has (first day, spent), oldest first.
    """

    month: date
    currency: Currency
    income: Money
    spent: Money
    categories: tuple[Spent, ...]
    months: tuple[tuple[date, Money], ...]


def spending(
    rows: Iterable[MonthOfCategory], *, months: Sequence[date], currency: Currency
) -> SpendingMonth:
    """Return what the last of these months came to, beside the ones before it.

    Refunds count in the category of what they refund: a category's figure is net.
    """
    nets: dict[tuple[date, Category], tuple[int, int]] = {
        (row.month, row.category): (row.net, row.entries)
        for row in rows
        if row.currency == currency.number
    }
    month, previous = months[-1], months[-2]
    spent = [
        Spent(
            category=category,
            amount=Money(-nets[month, category][0], currency),
            before=Money(-nets.get((previous, category), (0, 0))[0], currency),
            entries=nets[month, category][1],
        )
        for category in Category
        if category not in NOT_SPENDING and (month, category) in nets
    ]
    return SpendingMonth(
        month=month,
        currency=currency,
        income=Money(nets.get((month, Category.INCOME), (0, 0))[0], currency),
        spent=Money(_spent_in(nets, month), currency),
        categories=tuple(sorted(spent, key=lambda each: -each.amount.minor)),
        months=tuple((each, Money(_spent_in(nets, each), currency)) for each in months),
    )


def _spent_in(nets: dict[tuple[date, Category], tuple[int, int]], month: date) -> int:
    return -sum(
        net
        for (day, category), (net, _) in nets.items()
        if day == month and category not in NOT_SPENDING
    )
