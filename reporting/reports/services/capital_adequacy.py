"""Capital adequacy: own funds against risk-weighted assets and against all exposures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from bankcore.money import Currency, Money
from reporting.reports.domain import capital_adequacy as rules
from reporting.reports.domain.capital_adequacy import Grade, Weight
from reporting.reports.domain.definitions import Inputs, Parameter, ParameterKind, Report, Row
from reporting.reports.domain.documents import (
    Cell,
    Column,
    Document,
    Kind,
    Reconciliation,
    Source,
    Table,
    cells,
)
from reporting.reports.services.book import Book, Standing, of_lines
from reporting.reports.services.euros import Euros, cents
from reporting.reports.services.own_funds import (
    OwnFunds,
    RiskFigures,
    held_against,
    own_funds,
    tier_one_as_risk_has_it,
)

_CASH: Final = ("1000", "1010")
_COLLECTED: Final = ("1050",)
_OTHER_BANKS: Final = "1100"
_LOANS: Final = ("1200", "1210", "1220")
_ALLOWANCES: Final = ("1291", "1292", "1293")
# A position and its counter-value stand against each other; the risk is that of the market.
_POSITIONS: Final = ("1800", "1810")
_KNOWN: Final = frozenset(
    {*_CASH, *_COLLECTED, _OTHER_BANKS, *_LOANS, *_ALLOWANCES, *_POSITIONS}
)  # fmt: skip
_BASIS_POINTS: Final = 10_000

_COLUMNS: Final = (
    Column("Row"),
    Column("Exposures"),
    Column("Amount", Kind.MONEY),
    Column("Provided for", Kind.MONEY),
    Column("Converted", Kind.SHARE),
    Column("Exposure", Kind.MONEY),
    Column("Weight", Kind.SHARE),
    Column("Risk-weighted", Kind.MONEY),
    Column("By"),
)
_WHOLE: Final = Weight(Decimal(1), "")


@dataclass(slots=True)
class _Weighed:
    """Rows of the table of credit risk, and what they come to, in euro cents."""

    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    weighted: int = 0
    exposure: int = 0

    def add(
        self,
        code: str,
        item: str,
        amount: Cell,
        weight: Weight,
        *,
        provided: int = 0,
        factor: Weight = _WHOLE,
    ) -> None:
        """Add exposures net of what is provided for; those of nothing are left out."""
        gross = amount.value.minor if isinstance(amount.value, Money) else 0
        if not gross:
            return
        exposure = factor.of(max(0, gross - provided))
        weighted = weight.of(exposure)
        self.rows.append(
            (
                *cells(code, item),
                amount,
                *cells(cents(provided), factor.share),
                Cell(cents(exposure), amount.source),
                *cells(weight.share),
                Cell(cents(weighted), amount.source),
                *cells("; ".join(each for each in (weight.paragraph, factor.paragraph) if each)),
            )
        )
        self.weighted, self.exposure = self.weighted + weighted, self.exposure + exposure

    def table(self) -> Table:
        """Return the table with its total."""
        total = cells(
            "0040", "Credit risk", None, None, None, cents(self.exposure), None,
            cents(self.weighted), "",
        )  # fmt: skip
        return Table(
            title="Credit risk by the standardised approach",
            columns=_COLUMNS,
            rows=tuple(self.rows),
            totals=(total,),
            words=_CREDIT,
        )


def _make(inputs: Inputs) -> Document:
    book, euros, figures = Book(inputs), Euros(inputs), RiskFigures(inputs)
    own = own_funds(book, euros)
    lent = inputs.facts.rows("credits_by_class", day=inputs.day, most=rules.RETAIL_MOST)
    weighed = _Weighed()
    _of_the_books(inputs, book, euros, weighed)
    _of_credits(inputs, lent, euros, weighed)
    _of_bonds(inputs, euros, weighed)
    exchange = rules.from_requirement(figures.amount("EXCHANGE_CAPITAL").minor)
    operational = figures.amount("OPERATIONAL_WEIGHTED").minor
    total = weighed.weighted + exchange + operational
    return Document(
        tables=(
            _own_table(own),
            _amounts(weighed.weighted, exchange, operational, inputs),
            _ratios(inputs, own, total),
            weighed.table(),
            _leverage(own, weighed),
        ),
        reconciliations=(*held_against(book), *_tied(book, lent)),
        warnings=(
            *figures.missing(
                EXCHANGE_CAPITAL="exchange rates", OPERATIONAL_WEIGHTED="operational risk"
            ),
            *tier_one_as_risk_has_it(own, figures),
            *euros.warnings(),
            *_LEFT_OUT,
        ),
    )


def _own_table(own: OwnFunds) -> Table:
    loss = min(own.result.minor, 0)
    return Table(
        title="Own funds",
        columns=(Column("Item"), Column("Amount", Kind.MONEY)),
        rows=(
            cells("Capital and reserves", own.equity),
            cells("Loss of the running year", cents(loss)),
            cells(
                "Profit of the running year, which does not count", cents(own.result.minor - loss)
            ),
            cells("Additional Tier 1", cents(0)),
            cells("Tier 2", cents(0)),
        ),
        totals=(cells("Common equity Tier 1, Tier 1 and total", own.tier_one),),
        words="CAP10: all of it is common equity, and the books have nothing that CAP30 deducts.",
    )


def _amounts(credit: int, exchange: int, operational: int, inputs: Inputs) -> Table:
    def figure(amount: int, name: str) -> Cell:
        source = Source("fact_risk_figure", (("day", inputs.day), ("figure", name)))
        return Cell(cents(amount), source)

    return Table(
        title="C 02.00 Risk exposure amounts",
        columns=(Column("Row"), Column("Item"), Column("Amount", Kind.MONEY)),
        rows=(
            cells("0040", "Credit risk", cents(credit)),
            (*cells("", "Exchange rates, 12.5 times"), figure(exchange, "EXCHANGE_CAPITAL")),
            (*cells("", "Operational risk"), figure(operational, "OPERATIONAL_WEIGHTED")),
        ),
        totals=(
            cells("0010", "Total risk exposure amount", cents(credit + exchange + operational)),
        ),
        words=(
            "Exchange rates: the sensitivities-based method (MAR21), as the day's end has measured"
            " them. Operational risk: the standardised approach (OPE25)."
        ),
    )


def _ratios(inputs: Inputs, own: OwnFunds, total: int) -> Table:
    points = int(str(inputs.values.get("countercyclical", "") or 0))
    buffers = rules.CONSERVATION + Decimal(points) / _BASIS_POINTS
    found = rules.ratio(capital=own.tier_one.minor, of=total)
    rows = []
    for item, minimum in (
        ("Common equity Tier 1", rules.MINIMUM_CET1),
        ("Tier 1", rules.MINIMUM_TIER_ONE),
        ("Total", rules.MINIMUM_TOTAL),
    ):
        asked = rules.required(weighted=total, share=minimum + buffers)
        rows.append(
            cells(
                item, own.tier_one, found, minimum, buffers,
                cents(own.tier_one.minor - rules.required(weighted=total, share=minimum)),
                cents(own.tier_one.minor - asked),
            )
        )  # fmt: skip
    return Table(
        title="Capital ratios",
        columns=(
            Column("Capital"),
            Column("Amount", Kind.MONEY),
            Column("Ratio", Kind.SHARE),
            Column("Minimum", Kind.SHARE),
            Column("Buffers", Kind.SHARE),
            Column("Above the minimum", Kind.MONEY),
            Column("Above minimum and buffers", Kind.MONEY),
        ),
        rows=tuple(rows),
        words=(
            "RBC20.1, and the capital conservation buffer (RBC30.2) with the countercyclical one"
            " that was given (RBC30). Buffers are of common equity."
        ),
    )


def _of_the_books(inputs: Inputs, book: Book, euros: Euros, weighed: _Weighed) -> None:
    reserves = {
        each.strip() for each in str(inputs.values.get("reserve_currencies", "")).split(",")
    }
    grade = Grade(str(inputs.values.get("bank_grade", "") or Grade.C))

    def worth(found: Iterable[Standing]) -> Money:
        return euros.sum(each.debit for each in found)

    banks = book.on(_OTHER_BANKS)
    central = [each for each in banks if each.debit.currency.code in reserves]
    others = [each for each in banks if each.debit.currency.code not in reserves]
    rest = [each for each in book.of("ASSET") if each.gl_code not in _KNOWN]
    codes = sorted({each.gl_code for each in rest})
    for code, item, amount, weight in (
        ("0211", "Cash", of_lines(worth(book.on(*_CASH)), *_CASH), rules.NOUGHT),
        ("0070", "Central bank", of_lines(worth(central), _OTHER_BANKS), rules.CENTRAL_BANK),
        (
            "0211",
            "In collection",
            of_lines(worth(book.on(*_COLLECTED)), *_COLLECTED),
            rules.COLLECTED,
        ),
        ("0120", "Other banks", of_lines(worth(others), _OTHER_BANKS), rules.BANKS[grade]),
        ("0211", "Other assets", of_lines(worth(rest), *codes), rules.OTHER_ASSETS),
    ):
        weighed.add(code, item, amount, weight)


def _of_credits(inputs: Inputs, lent: list[Row], euros: Euros, weighed: _Weighed) -> None:
    cancellable = inputs.values.get("overdrafts", "") == "CANCELLABLE"
    sums: defaultdict[tuple[str, str, Weight, Weight], list[int]] = defaultdict(lambda: [0, 0])
    for row in lent:
        code, item, weight = _class_of(row)
        drawn, undrawn, allowance, provision = (
            euros.of(Money(int(row[name]), Currency.of(row["currency"]))).minor
            for name in ("drawn", "undrawn", "allowance", "provision")
        )
        owed = sums[code, item, weight, _WHOLE]
        owed[0], owed[1] = owed[0] + drawn, owed[1] + allowance
        is_cancellable = cancellable and row["kind"] == "OVERDRAFT"
        factor = rules.CANCELLABLE if is_cancellable else rules.COMMITTED
        may = sums[code, f"{item}, not drawn", weight, factor]
        may[0], may[1] = may[0] + undrawn, may[1] + provision
    source = Source("fact_credit", (("day", inputs.day),))
    for (code, item, weight, factor), (amount, provided) in sorted(
        sums.items(), key=lambda each: each[0][:2]
    ):
        weighed.add(
            code, item, Cell(cents(amount), source), weight, provided=provided, factor=factor
        )


def _class_of(row: Row) -> tuple[str, str, Weight]:
    """Return the template's row, the class and the weight of some credits."""
    if row["is_defaulted"]:
        if row["is_provided"]:
            return "0160", "In default, a fifth provided for", rules.DEFAULTED_PROVIDED
        return "0160", "In default", rules.DEFAULTED
    if row["segment"] != "retail":
        return "0130", "Companies", rules.CORPORATE
    if row["is_small"]:
        return "0140", "People", rules.RETAIL
    return "0140", "People who owe more than a million", rules.OTHER_RETAIL


def _of_bonds(inputs: Inputs, euros: Euros, weighed: _Weighed) -> None:
    for bond in inputs.facts.rows("bonds_held", day=inputs.day):
        worth = euros.of(Money(int(bond["nominal"]), Currency.of(bond["currency"])))
        cell = Cell(worth, Source("dim_bond", (("isin", bond["isin"]),)))
        weight = rules.bond_weight(bond["issuer"], bond["quality"])
        weighed.add("", f"Bond {bond['isin']}", cell, weight)


def _leverage(own: OwnFunds, weighed: _Weighed) -> Table:
    found = rules.ratio(capital=own.tier_one.minor, of=weighed.exposure)
    return Table(
        title="Leverage ratio",
        columns=(Column("Item"), Column("Amount", Kind.MONEY), Column("Share", Kind.SHARE)),
        rows=(
            cells("Tier 1", own.tier_one, None),
            cells(
                "All exposures, converted, less what is provided for", cents(weighed.exposure), None
            ),
            cells("Minimum", None, rules.MINIMUM_LEVERAGE),
        ),
        totals=(cells("Leverage ratio", None, found),),
        words=(
            "LEV20 and LEV30: what is not drawn counts by the same factors, of 10 % at least"
            " (LEV30). The bank has no derivatives and no securities financing."
        ),
    )


def _tied(book: Book, lent: list[Row]) -> tuple[Reconciliation, ...]:
    loans = [
        -Money(int(row["drawn"]), Currency.of(row["currency"]))
        for row in lent
        if row["kind"] == "LOAN"
    ]
    allowances = [Money(int(row["allowance"]), Currency.of(row["currency"])) for row in lent]
    assets = [each.balance for each in book.of("ASSET")]
    return (
        *book.held_against("loans, interest and charges owed", loans, _LOANS),
        *book.held_against("allowances", allowances, _ALLOWANCES),
        *book.held_against("all assets", assets, book.codes_of("ASSET")),
    )


_CREDIT: Final = (
    "CRE20. Exposures are net of what is provided for (CRE20.1), all of which is specific. People"
    " owe regulatory retail up to EUR 1 million together; that none is above 0.2 % of all"
    " (CRE20.65(3)) is not asked, as Regulation (EU) 575/2013 does not ask it. Companies are"
    " unrated, and none is taken for a small one (85 %, CRE20.47). Collateral lowers nothing."
)
_LEFT_OUT: Final = (
    (
        "Left out: credit valuation adjustment and counterparty risk (the bank has no derivatives),"
        " securitisation, equity, settlement risk, and interest rates of the banking book, which"
        " are the second pillar's."
    ),
    (
        "Bonds stand on no line of the ledger: they are counted as Finance lists them, at their"
        " nominal."
    ),
    (
        "Row codes are those of the EBA's C 02.00, where they could be checked against its"
        " published data point model of 2016; the template has changed since. No official file is"
        " written."
    ),
)

REPORTS = (
    Report(
        name="capital_adequacy",
        title="Capital adequacy and leverage",
        family="Prudential",
        words="Own funds against risk-weighted assets (Basel III, standardised) and all exposures.",
        make=_make,
        parameters=(
            Parameter(
                name="reserve_currencies",
                title="Currencies kept at a central bank",
                words="Codes with commas, such as EUR. Others on line 1100 are at banks.",
            ),
            Parameter(
                name="bank_grade",
                title="Grade of other banks",
                kind=ParameterKind.CHOICE,
                default="C",
                choices=tuple(Grade),
                words="CRE20.21, as the bank has assessed them; C where it has not.",
            ),
            Parameter(
                name="overdrafts",
                title="Agreed overdrafts",
                kind=ParameterKind.CHOICE,
                default="COMMITTED",
                choices=("COMMITTED", "CANCELLABLE"),
                words="CANCELLABLE: the bank may end them at any time without notice (CRE20.100).",
            ),
            Parameter(
                name="countercyclical",
                title="Countercyclical buffer, in hundredths of a per cent",
                kind=ParameterKind.WHOLE,
                default="0",
            ),
        ),
        released=True,
    ),
)
