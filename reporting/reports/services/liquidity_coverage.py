"""The liquidity coverage ratio, laid out as the EBA's templates C 72, C 73, C 74 and C 76."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from bankcore.money import Currency, Money
from reporting.reports.domain import liquidity_coverage as rules
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
from reporting.reports.domain.liquidity_coverage import Level
from reporting.reports.services import coverage_templates as templates
from reporting.reports.services.book import Book, Standing, of_lines
from reporting.reports.services.coverage_templates import Rows
from reporting.reports.services.euros import Euros, cents

_CASH: Final = ("1000", "1010")
_OTHER_BANKS: Final = "1100"
_NETWORKS: Final = ("1410", "1420", "1430")
# Provisions for commitments: no money leaves for them.
_NO_CASH: Final = frozenset({"2801", "2802", "2803"})


def _make(inputs: Inputs) -> Document:
    only = _chosen(inputs, "currency")
    book, euros = Book(inputs), Euros(inputs, only=only)
    reserves = _listed(inputs, "reserve_currencies")
    deposits = inputs.facts.rows(
        "deposits",
        day=inputs.day,
        guaranteed=rules.GUARANTEED,
        much=rules.LARGE_RETAIL,
        operational=sorted(_listed(inputs, "operational_products")),
    )
    assets, buffer, bonds = _assets(inputs, book, euros, reserves)
    borrowers = _borrowers(inputs, euros)
    outflows = _outflows(inputs, book, euros, deposits)
    for item, _, promised, found in borrowers:
        outflows.add(
            "",
            f"Promised to {item} beyond what they owe in time",
            Cell(promised.value, promised.source),
            rules.EXCESS,
            counted=found.excess,
        )
    inflows = _inflows(inputs, book, euros, reserves, borrowers)
    return Document(
        tables=(
            _result(buffer, outflows.weighted, inflows.weighted),
            assets.table("C 72.00 Liquid assets", templates.ASSETS, "0010", "Unadjusted assets"),
            outflows.table("C 73.00 Outflows", templates.OUTFLOWS, "0010", "Outflows"),
            inflows.table("C 74.00 Inflows", templates.INFLOWS, "0010", "Total inflows"),
        ),
        reconciliations=_tied(book, deposits),
        warnings=(*bonds, *euros.warnings(), templates.OFFICIAL),
    )


def _tied(book: Book, deposits: list[Row]) -> tuple[Reconciliation, ...]:
    return (
        *book.held_against(
            "deposits, less what is overdrawn",
            [*_deposited(deposits), *(-each.debit for each in book.on(*_lines_of(deposits)))],
            _lines_of(deposits),
        ),
        *book.held_against("cash", [each.balance for each in book.on(*_CASH)], _CASH),
        *book.held_against(
            "other liabilities",
            [each.balance for each in _other(book, deposits)],
            set(book.codes_of("LIABILITY")) - _NO_CASH - set(_lines_of(deposits)),
        ),
    )


def _result(buffer: rules.Buffer, outflows: int, inflows: int) -> Table:
    net = rules.net_outflow(outflows=outflows, inflows=inflows)
    counted = rules.counted_inflows(outflows=outflows, inflows=inflows)
    money = [
        ("0040", "Level 1, unadjusted", buffer.one),
        ("0160", "Level 2A, unadjusted", buffer.two_a),
        ("0220", "Level 2B, unadjusted", buffer.two_b),
        ("0280", "Excess liquid assets", buffer.excess),
        ("0290", "Liquidity buffer", buffer.total),
        ("0300", "Total outflows", outflows),
        ("0330", "Inflows subject to the cap of 75 %", inflows),
        ("0360", "Reduction for inflows subject to the cap of 75 %", counted),
        ("0370", "Net liquidity outflow", net),
    ]
    found = rules.ratio(assets=buffer.total, outflow=net)
    return Table(
        title="C 76.00 Calculations",
        columns=(
            Column("Row"),
            Column("Item"),
            Column("Amount", Kind.MONEY),
            Column("Share", Kind.SHARE),
        ),
        rows=tuple(cells(code, item, cents(amount), None) for code, item, amount in money),
        totals=(cells("0030", "Liquidity coverage ratio", None, found),),
        words=(
            "Delegated Regulation (EU) 2015/61, Articles 4 and 38: at least 100 %. Empty where"
            " nothing would leave; the template then asks for 999999."
        ),
    )  # fmt: skip


def _assets(
    inputs: Inputs, book: Book, euros: Euros, reserves: set[str]
) -> tuple[Rows, rules.Buffer, tuple[str, ...]]:
    found = Rows()
    sums: defaultdict[Level, int] = defaultdict(int)
    cash = euros.sum(each.debit for each in book.on(*_CASH))
    haircut = rules.HAIRCUTS[Level.ONE]
    sums[Level.ONE] += found.add("0040", "Coins and banknotes", of_lines(cash, *_CASH), haircut)
    held = [each.debit for each in book.on(_OTHER_BANKS) if each.debit.currency.code in reserves]
    at_central_bank = of_lines(euros.sum(held), _OTHER_BANKS)
    sums[Level.ONE] += found.add(
        "0050", "Withdrawable central bank reserves", at_central_bank, haircut
    )
    bonds = inputs.facts.rows("bonds_held", day=inputs.day)
    by_level: defaultdict[Level, list[Row]] = defaultdict(list)
    left_out = []
    for bond in bonds:
        level = rules.level_of(bond["issuer"], bond["quality"])
        if level is None:
            left_out.append(bond["isin"])
        else:
            by_level[level].append(bond)
    for level, code, item in templates.BONDS:
        held_bonds = by_level[level]
        worth = euros.sum(_nominal(each) for each in held_bonds)
        source = Source("dim_bond", tuple(("isin", each["isin"]) for each in held_bonds))
        sums[level] += found.add(
            code, item, Cell(worth, source if held_bonds else None), rules.HAIRCUTS[level]
        )
    buffer = rules.buffer(one=sums[Level.ONE], two_a=sums[Level.TWO_A], two_b=sums[Level.TWO_B])
    return found, buffer, _of_bonds(bonds, left_out)


def _of_bonds(bonds: Iterable[Row], left_out: list[str]) -> tuple[str, ...]:
    warnings = []
    if list(bonds):
        warnings.append(
            "Bonds stand on no line of the ledger: they are counted as Finance lists them, at their"
            " nominal, because the bank keeps no prices."
        )
    if left_out:
        warnings.append(
            f"No liquid assets, by their issuer and rating or for want of them:"
            f" {', '.join(left_out)}."
        )
    return tuple(warnings)


def _outflows(inputs: Inputs, book: Book, euros: Euros, deposits: list[Row]) -> Rows:
    found = Rows()
    stable_rate = rules.STABLE_BETTER if _chosen(inputs, "guarantee") == "BETTER" else rules.STABLE
    sums: defaultdict[str, int] = defaultdict(int)
    only = _chosen(inputs, "currency")
    for row in deposits:
        if only in {"", row["currency"]}:
            for place, amount in _places(row):
                sums[place] += amount
    source = Source("dim_account", tuple(("gl_code", code) for code in _lines_of(deposits)))
    for place, code, item, rate in templates.PLACES:
        given = stable_rate if rate is rules.STABLE else rate
        found.add(code, item, Cell(cents(sums[place]), source), given)
    other = _other(book, deposits)
    found.add(
        "",
        "Other liabilities, taken to be due",
        of_lines(euros.sum(each.credit for each in other), *sorted({e.gl_code for e in other})),
        rules.OTHER_LIABILITIES,
    )
    undrawn = inputs.facts.rows("undrawn", day=inputs.day)
    for item, rate, kind, segment in templates.FACILITIES:
        amounts = [
            Money(int(row["undrawn"]), Currency.of(row["currency"]))
            for row in undrawn
            if row["kind"] == kind and row["segment"] == segment
        ]
        from_ = Source("fact_credit", (("day", inputs.day), ("kind", kind)))
        found.add("", item, Cell(euros.sum(amounts), from_), rate)
    return found


def _places(row: Row) -> Iterable[tuple[str, int]]:
    """Yield where parts of customers' money belong: the guaranteed part, and the rest.

    Stable is what a scheme covers wholly of somebody who pays from here or has another established
    relationship with the bank (Article 24(2)); a current account is taken for one.
    """
    covered, rest = int(row["covered"]), int(row["worth"]) - int(row["covered"])
    if row["customer_kind"] == "PERSON":
        yield ("STABLE" if row["pays_from_here"] else "OTHER"), covered
        yield ("HIGHER" if row["is_large"] else "OTHER"), rest
    elif row["is_operational"]:
        yield "OPERATIONAL_COVERED", covered
        yield "OPERATIONAL", rest
    else:
        yield "WHOLESALE_COVERED", covered
        yield "WHOLESALE", rest


def _due(inputs: Inputs, euros: Euros, name: str, *kinds: str) -> Cell:
    """Return principal or interest that customers of some kinds have to pay within 30 days."""
    last = inputs.day + timedelta(days=rules.DAYS)
    amounts = (
        Money(int(row[name]), Currency.of(row["currency"]))
        for row in inputs.facts.rows("loans_due", day=inputs.day, last=last)
        if row["customer_kind"] in kinds
    )
    between = ("due_date", inputs.day + timedelta(days=1), last)
    return Cell(euros.sum(amounts), Source("fact_due", (("contract", "LOAN"),), between))


def _borrowers(inputs: Inputs, euros: Euros) -> list[tuple[str, Cell, Cell, rules.Funding]]:
    """Return people and companies: principal due, what they were promised, what counts of both."""
    undrawn = inputs.facts.rows("undrawn", day=inputs.day)
    found = []
    for item, kind, segment in (
        ("people", "PERSON", "retail"),
        ("companies", "COMPANY", "company"),
    ):
        amounts = [
            Money(int(row["undrawn"]), Currency.of(row["currency"]))
            for row in undrawn
            if row["kind"] == "COMMITMENT" and row["segment"] == segment
        ]
        promised = euros.sum(amounts)
        where = (("day", inputs.day), ("kind", "COMMITMENT"), ("segment", segment))
        due = _due(inputs, euros, "principal", kind)
        owed = due.value.minor if isinstance(due.value, Money) else 0
        counted = rules.funding(due=owed, promised=promised.minor)
        found.append((item, due, Cell(promised, Source("fact_credit", where)), counted))
    return found


def _inflows(
    inputs: Inputs,
    book: Book,
    euros: Euros,
    reserves: set[str],
    borrowers: list[tuple[str, Cell, Cell, rules.Funding]],
) -> Rows:
    found = Rows()
    interest = _due(inputs, euros, "interest", "PERSON", "COMPANY")
    found.add("0040", "Interest of customers", interest, rules.INTEREST_DUE)
    for code, (item, due, _, counted) in zip(("0060", "0070"), borrowers, strict=True):
        found.add(code, f"Principal of {item}", due, rules.PRINCIPAL_DUE, counted=counted.inflow)
    networks = euros.sum(each.debit for each in book.on(*_NETWORKS))
    found.add(
        "0100", "Card networks and processors", of_lines(networks, *_NETWORKS), rules.NETWORKS_DUE
    )
    held = [
        each.debit for each in book.on(_OTHER_BANKS) if each.debit.currency.code not in reserves
    ]
    found.add(
        "0110",
        "Accounts at other banks, to settle payments",
        of_lines(euros.sum(held), _OTHER_BANKS),
        rules.OPERATIONAL_HELD,
    )
    return found


def _other(book: Book, deposits: list[Row]) -> list[Standing]:
    known = _NO_CASH | set(_lines_of(deposits))
    return [each for each in book.of("LIABILITY") if each.gl_code not in known]


def _deposited(deposits: list[Row]) -> list[Money]:
    return [Money(int(row["balance"]), Currency.of(row["currency"])) for row in deposits]


def _lines_of(deposits: list[Row]) -> list[str]:
    return sorted({row["gl_code"] for row in deposits})


def _nominal(bond: Row) -> Money:
    return Money(int(bond["nominal"]), Currency.of(bond["currency"]))


def _chosen(inputs: Inputs, name: str) -> str:
    return str(inputs.values.get(name, ""))


def _listed(inputs: Inputs, name: str) -> set[str]:
    return {each.strip() for each in _chosen(inputs, name).split(",") if each.strip()}


REPORTS = (
    Report(
        name="liquidity_coverage",
        title="Liquidity coverage ratio",
        family="Prudential",
        words=(
            "Liquid assets against what leaves within 30 days of stress, by Delegated Regulation"
            " (EU) 2015/61."
        ),
        make=_make,
        parameters=(
            Parameter(
                name="reserve_currencies",
                title="Currencies kept at a central bank",
                words="Codes with commas, such as EUR. Others on line 1100 are at banks.",
            ),
            Parameter(
                name="currency",
                title="Only in one currency",
                words="A significant one (Article 4(5)); told in euro. Empty: in all.",
            ),
            Parameter(
                name="operational_products",
                title="Products of operational deposits",
                words="Codes with commas: accounts of companies for clearing and cash management.",
            ),
            Parameter(
                name="guarantee",
                title="Guarantee scheme",
                kind=ParameterKind.CHOICE,
                default="USUAL",
                choices=("USUAL", "BETTER"),
                words="BETTER: it fulfils Article 24(4), so that 3 % of stable deposits leave.",
            ),
        ),
        released=True,
    ),
)
