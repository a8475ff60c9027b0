"""How the EBA's templates of the liquidity coverage ratio are laid out: rows, shares, words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bankcore.money import Money
from reporting.reports.domain import liquidity_coverage as rules
from reporting.reports.domain.documents import Cell, Column, Kind, Table, cells
from reporting.reports.domain.liquidity_coverage import Level, Rate
from reporting.reports.services.euros import cents

_COLUMNS: Final = (
    Column("Row"),
    Column("Item"),
    Column("Amount", Kind.MONEY),
    Column("Share", Kind.SHARE),
    Column("Weighted", Kind.MONEY),
    Column("By"),
)

PLACES: Final = (
    ("STABLE", "0080", "Stable retail deposits", rules.STABLE),
    ("HIGHER", "0060", "Retail deposits of who has much, category 1", rules.HIGHER_RETAIL),
    ("OTHER", "0110", "Other retail deposits", rules.OTHER_RETAIL),
    ("OPERATIONAL_COVERED", "0140", "Operational, guaranteed", rules.OPERATIONAL_COVERED),
    ("OPERATIONAL", "0150", "Operational, not guaranteed", rules.OPERATIONAL),
    ("WHOLESALE_COVERED", "", "Other companies, guaranteed", rules.WHOLESALE_COVERED),
    ("WHOLESALE", "", "Other companies, not guaranteed", rules.WHOLESALE),
)
FACILITIES: Final = (
    ("Unused overdrafts of people", rules.FACILITY_RETAIL, "OVERDRAFT", "retail"),
    ("Unused overdrafts of companies", rules.FACILITY_CORPORATE, "OVERDRAFT", "company"),
)
BONDS: Final = (
    (Level.ONE, "0070", "Bonds of governments, level 1"),
    (Level.TWO_A, "0230", "Bonds of level 2A"),
    (Level.TWO_B, "", "Bonds of level 2B"),
)

ASSETS: Final = (
    "Delegated Regulation (EU) 2015/61, Articles 7 to 12 and 17. What is weighted is the value by"
    " Article 9, before the caps on level 2, which stand with the calculation."
)
OUTFLOWS: Final = (
    "Articles 20 to 31. Every deposit counts whatever its term: the bank lets customers break one"
    " for no more than interest (Article 25(4) is not claimed). Companies are not taken for small"
    " businesses. Other liabilities are taken to be due at once. What was promised to borrowers"
    " first lessens what they pay; what is beyond goes out."
)
INFLOWS: Final = (
    "Articles 32 to 34: what customers who are not late have to pay by their contracts within 30"
    " days, half of the principal. Overdrafts have no day on which they must be paid back."
)
OFFICIAL: Final = (
    "Row codes are those of the EBA's templates, where they could be checked against its published"
    " data point model; a row without one is not sorted to the template's last row."
)


@dataclass(slots=True)
class Rows:
    """Rows of a template, and what they weigh together."""

    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    amount: int = 0
    weighted: int = 0

    def add(
        self, code: str, item: str, amount: Cell, rate: Rate, *, counted: int | None = None
    ) -> int:
        """Add a row; returns what it weighs, in euro cents: `counted` where no share says it."""
        minor = amount.value.minor if isinstance(amount.value, Money) else 0
        weight = rate.of(minor) if counted is None else counted
        weighted = Cell(cents(weight), amount.source)
        self.rows.append(
            (*cells(code, item), amount, *cells(rate.share), weighted, *cells(rate.paragraph))
        )
        self.amount, self.weighted = self.amount + minor, self.weighted + weight
        return weight

    def table(self, title: str, words: str, code: str, total: str) -> Table:
        """Return the template with its total."""
        return Table(
            title=title,
            columns=_COLUMNS,
            rows=tuple(self.rows),
            totals=(cells(code, total, cents(self.amount), None, cents(self.weighted), ""),),
            words=words,
        )
