"""The single customer view: what each depositor has with the bank, and how much is guaranteed.

Directive 2014/49/EU (DGSD), Articles 5 to 7; what a scheme tests of such files: EBA/GL/2021/10.
The file's sections follow the manner of the PRA's single customer view (Depositor Protection part,
chapter 12): a customer, their accounts, their aggregate balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from accounts import public as accounts
from bankcore.money import Currency, Money
from reporting.reports.domain import deposit_guarantee as rules
from reporting.reports.domain.definitions import Inputs, Report, Row
from reporting.reports.domain.deposit_guarantee import EURO, Exclusion
from reporting.reports.domain.documents import (
    Cell,
    Column,
    Document,
    Kind,
    Reconciliation,
    Source,
    Table,
    cells,
    total,
)
from reporting.reports.services import deposit_guarantee_file, tying

_NOTHING = Money(0, EURO)
_ACCRUED = "2200"
_STATUS = {1: "open", 2: "no debits", 3: "blocked", 4: "closed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """A deposit in its own currency and in euros; None where no rate is known."""

    row: Row
    balance: Money
    accrued: Money
    euros: Money | None

    @property
    def due(self) -> Money:
        """What the bank owes: the balance with accrued interest, or nothing where overdrawn."""
        return max(self.balance + self.accrued, Money(0, self.balance.currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A depositor's part of an account, in euros."""

    account: _Account
    holders: int
    euros: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _Depositor:
    """A customer with all that they have; `excluded` says why none of it is eligible."""

    number: int
    public_id: str
    customer: accounts.ReportedCustomer | None
    excluded: Exclusion | None
    claims: list[_Claim] = field(default_factory=list)

    @property
    def whole(self) -> Money:
        """All deposits of the depositor."""
        return total([each.euros for each in self.claims], _NOTHING)

    @property
    def eligible(self) -> Money:
        """The eligible deposits of the depositor."""
        return _NOTHING if self.excluded else self.whole

    @property
    def covered(self) -> Money:
        """What the scheme would pay out."""
        return rules.covered(self.eligible)


def _make(inputs: Inputs) -> Document:
    rows = inputs.facts.rows("guaranteed_deposits", day=inputs.day)
    held = [_account(row) for row in rows]
    own = [each for each in held if each.row["customer"]]
    known = tying.customers_of(rows, inputs.day)
    depositors = _depositors(own, known)
    ibans = tying.ibans_of(rows)
    lines = tying.standing(inputs)
    return Document(
        tables=(
            _totals(own, depositors),
            _of_depositors(depositors),
            _of_accounts(depositors, ibans),
            _to_the_ledger(held),
        ),
        reconciliations=(*_of_lines(held, lines), *_of_interest(held, lines)),
        warnings=_warnings(own, depositors),
    )


def _account(row: Row) -> _Account:
    currency = Currency.of(row["currency"])
    balance = Money(int(row["balance"]), currency)
    accrued = rules.whole(Decimal(row["accrued"]), currency)
    due = max(balance + accrued, Money(0, currency))
    euros = None if row["rate"] is None else rules.in_euros(due, Decimal(row["rate"]))
    return _Account(row=row, balance=balance, accrued=accrued, euros=euros)


def _depositors(
    held: Sequence[_Account], known: dict[str, accounts.ReportedCustomer]
) -> list[_Depositor]:
    """Divide accounts among their holders, the primary one first."""
    found: dict[str, _Depositor] = {}
    for account in held:
        if account.euros is None or not account.due.minor:
            continue
        holders = [account.row["customer"], *(account.row["others"] or ())]
        parts = rules.shares(account.euros, holders=len(holders))
        for public_id, part in zip(holders, parts, strict=True):
            if public_id not in found:
                found[public_id] = _depositor(len(found) + 1, public_id, known.get(public_id))
            claim = _Claim(account=account, holders=len(holders), euros=part)
            found[public_id].claims.append(claim)
    return list(found.values())


def _depositor(
    number: int, public_id: str, customer: accounts.ReportedCustomer | None
) -> _Depositor:
    certified = customer.certified if customer else None
    excluded = rules.exclusion_of(
        is_identified=customer is not None and customer.is_identified,
        crs_status=str(certified.crs_status) if certified else None,
    )
    return _Depositor(number=number, public_id=public_id, customer=customer, excluded=excluded)


def _totals(held: Sequence[_Account], depositors: Sequence[_Depositor]) -> Table:
    excluded: defaultdict[Exclusion, list[_Depositor]] = defaultdict(list)
    for each in depositors:
        if each.excluded:
            excluded[each.excluded].append(each)
    eligible = [each for each in depositors if not each.excluded]
    priced = [each.euros for each in held if each.euros is not None]
    rows = [
        cells("Depositors with eligible deposits", len(eligible), _sum_of(eligible, "eligible")),
        cells("Covered deposits, Article 6(1)", len(eligible), _sum_of(eligible, "covered")),
        *(
            cells(f"Not eligible: {cause}", len(of), _sum_of(of, "whole"))
            for cause, of in sorted(excluded.items())
        ),
    ]
    return Table(
        title="Control totals",
        columns=(Column("What"), Column("Depositors", Kind.WHOLE), Column("Euros", Kind.MONEY)),
        rows=tuple(rows),
        totals=(cells("All deposits", len(depositors), total(priced, _NOTHING)),),
    )


def _sum_of(depositors: Sequence[_Depositor], what: str) -> Money:
    return total([getattr(each, what) for each in depositors], _NOTHING)


_DEPOSITOR_COLUMNS = (
    Column("Record", Kind.WHOLE),
    Column("Customer"),
    Column("Kind"),
    Column("Given name"),
    Column("Family name or company"),
    Column("Born", Kind.DATE),
    Column("Register number"),
    Column("Street"),
    Column("Postcode"),
    Column("City"),
    Column("Country"),
    Column("Status"),
    Column("Excluded"),
    Column("All deposits", Kind.MONEY),
    Column("Eligible", Kind.MONEY),
    Column("Covered", Kind.MONEY),
)


def _of_depositors(depositors: Sequence[_Depositor]) -> Table:
    totals = [_sum_of(depositors, what) for what in ("whole", "eligible", "covered")]
    return Table(
        title="Depositors",
        columns=_DEPOSITOR_COLUMNS,
        rows=tuple(_depositor_row(each) for each in depositors),
        totals=(cells("Total", *[""] * 12, *totals),),
        words="Names and addresses as of the day, from the customers' files.",
    )


def _depositor_row(of: _Depositor) -> tuple[Cell, ...]:
    who = of.customer
    person, company = (who.person, who.company) if who else (None, None)
    lives = who.address if who else None
    return cells(
        of.number,
        of.public_id,
        who.kind if who else "",
        person.given_name if person else "",
        person.family_name if person else who.name if who else "",
        person.date_of_birth if person else None,
        company.register_number if company else "",
        *((lives.street, lives.postcode, lives.city, lives.country) if lives else [""] * 4),
        who.status if who else "",
        of.excluded or "",
        of.whole,
        of.eligible,
        of.covered,
    )


_ACCOUNT_COLUMNS = (
    Column("Record", Kind.WHOLE),
    Column("IBAN"),
    Column("Product"),
    Column("Branch"),
    Column("Status"),
    Column("Holders", Kind.WHOLE),
    Column("Balance", Kind.MONEY),
    Column("Accrued interest", Kind.MONEY),
    Column("Units for a euro", Kind.NUMBER),
    Column("Rate of", Kind.DATE),
    Column("Share in euros", Kind.MONEY),
)


def _of_accounts(depositors: Sequence[_Depositor], ibans: dict[int, str]) -> Table:
    rows = [
        (
            *cells(
                each.number,
                ibans.get(claim.account.row["account_id"], ""),
                claim.account.row["product"],
                claim.account.row["branch"],
                _STATUS.get(claim.account.row["status"], ""),
                claim.holders,
            ),
            Cell(claim.account.balance, _entries(claim.account)),
            Cell(claim.account.accrued, _interest(claim.account)),
            *cells(Decimal(claim.account.row["rate"]), claim.account.row["rate_day"], claim.euros),
        )
        for each in depositors
        for claim in each.claims
    ]
    return Table(
        title="Accounts",
        columns=_ACCOUNT_COLUMNS,
        rows=tuple(rows),
        totals=(cells("Total", *[""] * 9, _sum_of(depositors, "whole")),),
        words=(
            "An account that several hold stands once for each of them, with an equal share"
            " (Article 7(2)). Overdrawn accounts are no deposits, and nothing is set off"
            " (Article 7(4))."
        ),
    )


def _entries(of: _Account) -> Source:
    return Source("fact_entry", (("account_id", of.row["account_id"]),))


def _interest(of: _Account) -> Source:
    return Source("fact_interest", (("account_id", of.row["account_id"]), ("side", 1)))


_ITEMS = (
    "Deposits",
    "Overdrawn accounts",
    "Accounts of the bank's own",
    "Accrued interest",
    "Rounding of accrued interest by account",
)


def _to_the_ledger(held: Sequence[_Account]) -> Table:
    rows = []
    for (code, name), of in sorted(_grouped(held).items()):
        currency = Currency.of(name)
        rows += [
            cells(code, name, what, amount)
            for what, amount in zip(_ITEMS[:3], _items(of, currency), strict=True)
        ]
    for name in sorted({each.balance.currency.code for each in held}):
        accrued, rounding = _accrued(held, Currency.of(name))
        rows += [
            cells(_ACCRUED, name, _ITEMS[3], accrued),
            cells(_ACCRUED, name, _ITEMS[4], rounding),
        ]
    return Table(
        title="From the accounts to the ledger",
        columns=(Column("Line"), Column("Currency"), Column("What"), Column("Amount", Kind.MONEY)),
        rows=tuple(rows),
    )


def _grouped(held: Sequence[_Account]) -> dict[tuple[str, str], list[_Account]]:
    found: defaultdict[tuple[str, str], list[_Account]] = defaultdict(list)
    for each in held:
        found[each.row["gl_code"], each.balance.currency.code].append(each)
    return dict(found)


def _items(held: Sequence[_Account], currency: Currency) -> tuple[Money, Money, Money]:
    nothing = Money(0, currency)
    own = [each.balance for each in held if each.row["customer"]]
    bank = [each.balance for each in held if not each.row["customer"]]
    return (
        total([each for each in own if each.minor > 0], nothing),
        total([each for each in own if each.minor < 0], nothing),
        total(bank, nothing),
    )


def _accrued(held: Sequence[_Account], currency: Currency) -> tuple[Money, Money]:
    of = [each for each in held if each.balance.currency == currency]
    rounded = total([each.accrued for each in of], Money(0, currency))
    exact = sum((Decimal(each.row["accrued"]) for each in of), Decimal(0))
    return rounded, rules.whole(exact, currency) - rounded


def _of_lines(held: Sequence[_Account], lines: tying.Lines) -> list[Reconciliation]:
    grouped = _grouped(held)
    codes = {code for code, _ in grouped}
    keys = grouped.keys() | {key for key in lines if key[0] in codes}
    found = []
    for code, name in sorted(keys):
        currency = Currency.of(name)
        reported = total(list(_items(grouped.get((code, name), []), currency)), Money(0, currency))
        found.append(tying.held_against(f"line {code} in {name}", reported, lines, code))
    return found


def _of_interest(held: Sequence[_Account], lines: tying.Lines) -> list[Reconciliation]:
    names = {each.balance.currency.code for each in held}
    names |= {name for code, name in lines if code == _ACCRUED}
    found = []
    for name in sorted(names):
        accrued, rounding = _accrued(held, Currency.of(name))
        what = f"accrued interest, line {_ACCRUED} in {name}"
        found.append(tying.held_against(what, accrued + rounding, lines, _ACCRUED))
    return found


def _warnings(held: Sequence[_Account], depositors: Sequence[_Depositor]) -> tuple[str, ...]:
    found = [
        "Temporary high balances (Article 6(2)) are not known to the bank and are not covered here."
    ]
    unpriced = sum(1 for each in held if each.euros is None and each.due.minor)
    if unpriced:
        found.append(f"{unpriced} deposits are in currencies without a rate and are in no total.")
    unknown = sum(1 for each in depositors if each.excluded is Exclusion.NOT_IDENTIFIED)
    if unknown:
        found.append(f"{unknown} depositors have passed no check of identity on record.")
    return tuple(found)


REPORTS = (
    Report(
        name="deposit_guarantee",
        title="Single customer view",
        family="Authorities",
        words="What each depositor has with the bank and how much of it is guaranteed.",
        make=_make,
        released=True,
        names_persons=True,
        official=deposit_guarantee_file.official,
    ),
)
