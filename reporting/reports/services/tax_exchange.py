"""What tax authorities are told of accounts held by those who are taxed abroad: CRS and FATCA."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

from bankcore.money import Currency, Money
from reporting.reports.domain import crs_xml, fatca_xml
from reporting.reports.domain.definitions import (
    Inputs,
    OfficialFile,
    Parameter,
    ParameterKind,
    Report,
)
from reporting.reports.domain.documents import (
    Column,
    Document,
    Kind,
    Reconciliation,
    Table,
    cells,
    total,
)
from reporting.reports.domain.tax_exchange import (
    HeldAccount,
    Institution,
    Standing,
    crs_standing,
    fatca_standing,
)
from reporting.reports.services import tax_accounts, tying
from reporting.reports.services.tax_accounts import AccountOfYear, Classified

Classifier = Callable[[Inputs, str], Classified]
_OVERDRAWN: Final = "Overdrawn accounts"
_OWN: Final = "Accounts of the bank's own"
_COLUMNS: Final = (
    Column("Account"),
    Column("Holder"),
    Column("Customer"),
    Column("Standing"),
    Column("Taxed in"),
    Column("Tax numbers"),
    Column("Closed"),
    Column("Balance", Kind.MONEY),
    Column("Interest", Kind.MONEY),
)


def _crs(inputs: Inputs, home: str) -> Classified:
    given = str(inputs.values.get("jurisdictions") or "").upper()
    partners = frozenset(each.strip() for each in given.split(",")) if given else None
    return partial(crs_standing, home=home, partners=partners)


def _fatca(_inputs: Inputs, home: str) -> Classified:
    return partial(fatca_standing, home=home)


def _found(inputs: Inputs, classifier: Classifier) -> list[AccountOfYear]:
    home = tax_accounts.institution().country
    year = tax_accounts.year_of(inputs)
    return tax_accounts.of_year(inputs, year=year, classified=classifier(inputs, home))


def _make(inputs: Inputs, *, classifier: Classifier, words: str) -> Document:
    found = _found(inputs, classifier)
    told = tax_accounts.reports_of(found)
    year = tax_accounts.year_of(inputs)
    lines = tying.standing(inputs, date(year, 12, 31))
    return Document(
        tables=(_told(told, words), _counted(found)),
        reconciliations=_held_against(found, lines),
        warnings=_warnings(told),
    )


def _told(reports: Sequence[HeldAccount], words: str) -> Table:
    return Table(
        title="Accounts that are told of",
        columns=_COLUMNS,
        rows=tuple(
            cells(
                each.number,
                each.holder.name,
                each.holder.public_id,
                each.standing,
                " ".join(each.countries),
                " ".join(tin.tin for tin in each.holder.residences if tin.tin),
                "yes" if each.is_closed else "",
                each.balance,
                each.interest,
            )
            for each in reports
        ),
        words=words,
    )


def _counted(found: Sequence[AccountOfYear]) -> Table:
    """Divide what stands on the lines of deposits by what its holders are to the exchange."""
    groups: defaultdict[tuple[str, str, str], list[AccountOfYear]] = defaultdict(list)
    for each in found:
        what = _OWN if each.standing is None else str(each.standing)
        if each.standing is not None and each.balance.minor < 0:
            what = _OVERDRAWN
        groups[each.code, each.balance.currency.code, what].append(each)
    rows = []
    for (code, name, what), of in sorted(groups.items()):
        nothing = Money(0, Currency.of(name))
        balance = total([each.balance for each in of], nothing)
        interest = total([each.interest for each in of], nothing)
        rows.append(cells(code, name, what, len(of), balance, interest))
    return Table(
        title="From the accounts to the ledger",
        columns=(
            Column("Line"),
            Column("Currency"),
            Column("Holders"),
            Column("Accounts", Kind.WHOLE),
            Column("Balances", Kind.MONEY),
            Column("Interest paid", Kind.MONEY),
        ),
        rows=tuple(rows),
        words="Every account on the lines of customers' deposits is here once.",
    )


def _held_against(found: Sequence[AccountOfYear], lines: tying.Lines) -> tuple[Reconciliation, ...]:
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    codes = {each.code for each in found}
    for code, name in lines:
        if code in codes:
            sums[code, name] += 0
    for each in found:
        sums[each.code, each.balance.currency.code] += each.balance.minor
    return tuple(
        tying.held_against(f"line {code} in {name}", Money(minor, Currency.of(name)), lines, code)
        for (code, name), minor in sorted(sums.items())
    )


def _warnings(told: Sequence[HeldAccount]) -> tuple[str, ...]:
    passive = [each for each in told if each.holder.crs_status == "PASSIVE_NFE"]
    without = [each for each in told if each.standing is Standing.REPORTED and not _tins(each)]
    nowhere = [each for each in told if each.holder.home is None]
    found = [
        "Where controlling persons of passive entities are taxed is not on file: none is told."
    ]
    if passive:
        found.append(f"{len(passive)} accounts are of passive entities: look for such persons.")
    if without:
        found.append(f"{len(without)} reports have no tax number of the country.")
    if nowhere:
        found.append(f"{len(nowhere)} reports have no address on file.")
    return tuple(found)


def _tins(of: HeldAccount) -> list[str]:
    return [each.tin for each in of.holder.residences if each.tin and each.country in of.countries]


def _official(
    inputs: Inputs,
    _document: Document,
    *,
    classifier: Classifier,
    write: Callable[..., bytes],
    name: str,
) -> OfficialFile:
    institution: Institution = tax_accounts.institution()
    year = tax_accounts.year_of(inputs)
    reports = tax_accounts.reports_of(_found(inputs, classifier))
    if classifier is _fatca:  # who is undocumented is not told of one by one
        reports = [each for each in reports if each.standing is Standing.REPORTED]
    return OfficialFile(
        name=f"{name}-{year}.xml",
        media_type="application/xml",
        content=write(institution, reports, year=year, at=inputs.known_at),
    )


_YEAR: Final = Parameter(
    name="year",
    title="Year",
    kind=ParameterKind.WHOLE,
    words="The calendar year; left out, the last that has ended by the day.",
)

REPORTS = (
    Report(
        name="crs",
        title="Common Reporting Standard",
        family="Authorities",
        words="Accounts of a year whose holders are taxed in countries that the bank's reports to.",
        make=partial(
            _make,
            classifier=_crs,
            words=(
                "CRS Section I(A): balance at the year's end or that the account was closed,"
                " interest paid or credited in the year. Each holder of a joint account is told of"
                " with the whole of it (Section VII(C)(3))."
            ),
        ),
        official=partial(_official, classifier=_crs, write=crs_xml.message, name="crs"),
        parameters=(
            _YEAR,
            Parameter(
                name="jurisdictions",
                title="Reportable jurisdictions",
                words="ISO 3166 codes parted by commas; left out, all but home and the US.",
            ),
        ),
        released=True,
        names_persons=True,
    ),
    Report(
        name="fatca",
        title="FATCA",
        family="Authorities",
        words="Accounts of a year whose holders are persons of the United States.",
        make=partial(
            _make,
            classifier=_fatca,
            words="26 U.S.C. 1471(c)(1): holder, number, balance at the year's end, interest.",
        ),
        official=partial(_official, classifier=_fatca, write=fatca_xml.message, name="fatca"),
        parameters=(_YEAR,),
        released=True,
        names_persons=True,
    ),
)
