"""Large exposures, as the EBA's templates C 26, C 27 and C 28 ask for them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from accounts import public as accounts
from reporting.reports.domain import large_exposures as rules
from reporting.reports.domain.definitions import Inputs, Report
from reporting.reports.domain.documents import Cell, Column, Document, Kind, Source, Table, cells
from reporting.reports.domain.large_exposures import Exposure
from reporting.reports.services.book import Book
from reporting.reports.services.euros import NOTHING, Euros, cents
from reporting.reports.services.own_funds import (
    RiskFigures,
    held_against,
    own_funds,
    tier_one_as_risk_has_it,
)

_OTHER_BANKS: Final = "1100"
_COLUMNS: Final = (
    Column("Counterparty"),
    Column("Name"),
    Column("Kind"),
    Column("Drawn", Kind.MONEY),
    Column("Not drawn", Kind.MONEY),
    Column("Original exposure", Kind.MONEY),
    Column("Covered by collateral", Kind.MONEY),
    Column("Exposure", Kind.MONEY),
    Column("Of Tier 1", Kind.SHARE),
    Column("Above the limit"),
)


def _make(inputs: Inputs) -> Document:
    book, euros, figures = Book(inputs), Euros(inputs), RiskFigures(inputs)
    own = own_funds(book, euros)
    tier_one = own.tier_one.minor
    known = _known(inputs)
    banks = _banks(book, euros)
    found = sorted((*known, *banks), key=lambda each: (-each.original, each.name))
    large = [each for each in found if rules.is_large(each, tier_one=tier_one)]
    others = [each for each in found if each not in large][: max(0, rules.TOP - len(large))]
    return Document(
        tables=(
            _limits(tier_one, large),
            _table("C 28.00 Large exposures", _LARGE, large, tier_one, inputs),
            _table("The largest below a tenth of Tier 1", _OTHERS, others, tier_one, inputs),
        ),
        reconciliations=(
            *held_against(book),
            *book.held_against(
                "accounts at other banks",
                [each.balance for each in book.on(_OTHER_BANKS)],
                [_OTHER_BANKS],
            ),
        ),
        warnings=(
            *_of_the_day(figures),
            *tier_one_as_risk_has_it(own, figures),
            *euros.warnings(),
            _BANKS,
            _OFFICIAL,
        ),
    )


def _known(inputs: Inputs) -> list[Exposure]:
    return [
        Exposure(
            name=row["name"],
            is_group=bool(row["is_group"]),
            drawn=int(row["drawn"]),
            undrawn=int(row["undrawn"]),
            covered=int(row["covered"]),
        )
        for row in inputs.facts.rows("named_exposures", day=inputs.day)
    ]


def _banks(book: Book, euros: Euros) -> list[Exposure]:
    """Return accounts at other banks: of each currency one name, as the books tell no more."""
    found = []
    for each in book.on(_OTHER_BANKS):
        worth = euros.of(each.debit).minor
        if worth:
            name = f"Bank that keeps the account in {each.debit.currency.code}"
            found.append(Exposure(name=name, is_group=False, drawn=worth, undrawn=0, covered=0))
    return found


def _limits(tier_one: int, large: list[Exposure]) -> Table:
    above = [each for each in large if rules.is_above(each, tier_one=tier_one)]
    part, whole = rules.MOST
    reported, of = rules.REPORTED
    return Table(
        title="C 26.00 Limits",
        columns=(Column("Item"), Column("Amount", Kind.MONEY), Column("Count", Kind.WHOLE)),
        rows=(
            cells("Tier 1", cents(tier_one), None),
            cells("An exposure is large from", cents(max(0, tier_one) * reported // of), None),
            cells("Limit", cents(max(0, tier_one) * part // whole), None),
            cells("Large exposures", sum((cents(e.net) for e in large), NOTHING), len(large)),
        ),
        totals=(
            cells("Above the limit", sum((cents(e.net) for e in above), NOTHING), len(above)),
        ),
        words="LEX20.1: a quarter of Tier 1; there is no limit of EUR 150 million for banks here.",
    )  # fmt: skip


def _table(
    title: str, words: str, exposures: list[Exposure], tier_one: int, inputs: Inputs
) -> Table:
    return Table(
        title=title,
        columns=_COLUMNS,
        rows=tuple(_row(each, tier_one, inputs) for each in exposures),
        words=words,
    )


def _row(each: Exposure, tier_one: int, inputs: Inputs) -> tuple[Cell, ...]:
    source = Source("fact_named_exposure", (("day", inputs.day), ("name", each.name)))

    def money(amount: int) -> Cell:
        return Cell(cents(amount), source)

    return (
        *cells(each.name, _name_of(each), _kind_of(each)),
        money(each.drawn),
        money(each.undrawn),
        money(each.original),
        money(each.covered),
        money(each.net),
        Cell(rules.share(each.net, tier_one=tier_one), source),
        *cells("yes" if rules.is_above(each, tier_one=tier_one) else ""),
    )


def _kind_of(each: Exposure) -> str:
    if each.is_group:
        return "Group of connected clients"
    return "Customer" if _is_customer(each) else "Bank"


def _is_customer(each: Exposure) -> bool:
    return not each.is_group and not each.name.startswith("Bank ")


def _name_of(each: Exposure) -> str:
    """Return a customer's name as it is now; the warehouse holds none."""
    if not _is_customer(each):
        return ""
    return accounts.get_customer(customer_id=UUID(each.name)).name


def _of_the_day(figures: RiskFigures) -> tuple[str, ...]:
    left_out = figures.words("LENT_DRAWN")
    return (
        *figures.missing(LENT_DRAWN="what is lent to whom"),
        *([f"Left out, as no rate is known: {left_out}."] if left_out else []),
    )


_LARGE: Final = (
    "LEX10 and LEX20: from a tenth of Tier 1 on, before collateral. Customers who are connected"
    " (LEX10) are one name, as two people of Risk have joined them; what may still be"
    " drawn counts wholly; collateral counts less its haircut. Beyond the twenty that owe most"
    " without cover, the day's end keeps names by what no collateral covers."
)
_OTHERS: Final = "LEX20: up to twenty names are told in all."
_BANKS: Final = "Which bank keeps an account on line 1100 is not known: one for each currency."
_OFFICIAL: Final = (
    "C 27.00 asks for the legal entity identifier and the sector of each name, which the bank does"
    " not keep: no official file is written."
)

REPORTS = (
    Report(
        name="large_exposures",
        title="Large exposures",
        family="Prudential",
        words="To whom the bank has lent a tenth of its Tier 1 or more; the limit is a quarter.",
        make=_make,
        released=True,
        names_persons=True,
    ),
)
