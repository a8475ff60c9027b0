"""Payments and fraud of a period: volumes, fraud, losses and authentication, tied to the ledger.

EBA/GL/2018/05 on fraud reporting under Directive (EU) 2015/2366 (PSD2), Article 96(6): the bank as
the payer's provider of credit transfers (annex 2, breakdown A), as the payee's of direct debits (B)
and as the acquirer of cards (D).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings

from bankcore.money import Currency, Money
from payments.gateway import public as gateway
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
from reporting.reports.domain.payments_fraud import (
    area,
    fraud_type,
    has_strong_authentication,
    rate,
)
from reporting.reports.services import tying

_DONE: Final = frozenset({"SUCCEEDED", "RETURNED"})
_BREAKDOWNS: Final = {
    "TRANSFER": "A credit transfer",
    "INSTANT": "A credit transfer, instant",
    "SEPA_DEBIT": "B direct debit",
    "US_BANK_ACCOUNT": "B direct debit",
    "CARD": "D card, acquired",
    "ON_US_ACCOUNT": "account of the bank's own customer",
}
# What an operation moves on the line of its network, credits less debits.
_MOVES: Final = {"CAPTURE": -1, "REFUND": 1, "CHARGEBACK": 1, "REPRESENTMENT": -1}
# And what came back after it had succeeded.
_RETURNS: Final = {"RETURN": 1, "RETURN_OF_REFUND": -1}
# Nothing is due from the bank's own accounts.
_ON_US: Final = frozenset({"on_us", "own_cards"})
_FEES, _NETWORK_FEES, _LOSSES, _CLEARING = "4400", "5400", "5410", "2100"
_DAY_ONE: Final = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A number of operations with what they came to."""

    operations: int
    amount: Money

    def rows(self) -> tuple[int, Money]:
        """Return what stands in a table."""
        return self.operations, self.amount


def _summed(rows: Iterable[Row], currency: str) -> _Sum:
    of = [row for row in rows if row["currency"] == currency]
    minor = sum(int(row["amount"]) for row in of)
    return _Sum(sum(row["operations"] for row in of), Money(minor, Currency.of(currency)))


def _make(inputs: Inputs) -> Document:
    last = inputs.day
    given = inputs.values.get("first")
    first = given if isinstance(given, date) else date(last.year, 1 if last.month < 7 else 7, 1)
    rows = inputs.facts.rows("payment_operations", first=first, last=last)
    decided = inputs.facts.rows("decisions", first=first, last=last)
    span = (first, last)
    return Document(
        tables=(
            _volumes(rows, span),
            _fraud(rows),
            _rates(rows),
            _authentication(rows),
            _decisions(decided),
        ),
        reconciliations=(*_results(inputs, rows, span), *_lines(inputs)),
        warnings=(
            "Whether a credit transfer was confirmed with two factors is not told apart here.",
            "Fraud is told by chargebacks whose reason says so; deceived payers are not known.",
        ),
    )


def _payments(rows: Iterable[Row]) -> list[Row]:
    """Return what counts as payments: captures, and transfers that left."""
    return [
        row
        for row in rows
        if (row["kind"] == "CAPTURE" and row["state"] in _DONE) or row["kind"] == "CREDIT_TRANSFER"
    ]


def _chargebacks(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["kind"] == "CHARGEBACK" and row["state"] in _DONE]


def _is_fraud(row: Row) -> bool:
    return fraud_type(row["reason"]) is not None


def _breakdown(row: Row) -> str:
    instrument = str(row["instrument"])
    return _BREAKDOWNS.get(instrument, instrument)


def _volumes(rows: Sequence[Row], span: tuple[date, date]) -> Table:
    def key(row: Row) -> tuple[str, str, str, str]:
        where = area(row["country"], home=settings.BANK_COUNTRY)
        return _breakdown(row), row["network"], str(where), row["currency"]

    paid, disputed = _grouped(_payments(rows), key), _grouped(_chargebacks(rows), key)
    lines = []
    for each in sorted(paid.keys() | disputed.keys()):
        currency = each[-1]
        fraud = [row for row in disputed.get(each, []) if _is_fraud(row)]
        counted = _summed(paid.get(each, []), currency).rows()
        source = _source(span, paid.get(each, []))
        lines.append(
            (
                *cells(*each[:3], counted[0]),
                Cell(counted[1], source),
                *cells(*_summed(fraud, currency).rows()),
            )
        )
    return Table(
        title="Payments and fraud by instrument",
        columns=(
            Column("Breakdown"),
            Column("Network"),
            Column("Other side"),
            Column("Payments", Kind.WHOLE),
            Column("Value", Kind.MONEY),
            Column("Fraudulent", Kind.WHOLE),
            Column("Value of fraud", Kind.MONEY),
        ),
        rows=tuple(lines),
        words="Fraud counts on the day on which the chargeback came, not that of the payment.",
    )


def _grouped(
    rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]]
) -> dict[tuple[str, ...], list[Row]]:
    found: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def _source(span: tuple[date, date], rows: Sequence[Row]) -> Source | None:
    if not rows:
        return None
    names = ("channel", "kind", "instrument", "network", "currency")
    where = tuple((name, rows[0][name]) for name in names)
    countries = sorted({row["country"] for row in rows})
    more = tuple(("country", each) for each in countries)
    return Source("fact_operation", (*where, *more), ("business_date", *span))


def _fraud(rows: Sequence[Row]) -> Table:
    """Show fraud by its type, and who bears it: the merchant what is covered, the bank the rest."""

    def key(row: Row) -> tuple[str, ...]:
        return str(fraud_type(row["reason"])), row["reason"], row["currency"]

    lines = []
    for each, of in sorted(_grouped(filter(_is_fraud, _chargebacks(rows)), key).items()):
        currency = Currency.of(each[2])
        counted = _summed(of, each[2])
        bank = Money(sum(int(row["excess"]) for row in of), currency)
        lines.append(cells(*each[:2], *counted.rows(), counted.amount - bank, bank))
    return Table(
        title="Fraud by type",
        columns=(
            Column("Type"),
            Column("Reason"),
            Column("Chargebacks", Kind.WHOLE),
            Column("Value", Kind.MONEY),
            Column("Borne by merchants", Kind.MONEY),
            Column("Borne by the bank", Kind.MONEY),
        ),
        rows=tuple(lines),
        words="Annex 2, breakdown D; losses due to fraud by who bears them.",
    )


def _rates(rows: Sequence[Row]) -> Table:
    def key(row: Row) -> tuple[str, ...]:
        return _breakdown(row), row["network"], row["currency"]

    captured = _grouped([row for row in _payments(rows) if row["kind"] == "CAPTURE"], key)
    disputed = _grouped(_chargebacks(rows), key)
    lines = []
    for each in sorted(captured.keys() | disputed.keys()):
        paid = _summed(captured.get(each, []), each[2])
        back = _summed(disputed.get(each, []), each[2])
        fraud = _summed(filter(_is_fraud, disputed.get(each, [])), each[2])
        lines.append(
            cells(
                *each,
                back.operations,
                rate(back.operations, paid.operations),
                rate(back.amount.minor, paid.amount.minor),
                rate(fraud.operations, paid.operations),
                rate(fraud.amount.minor, paid.amount.minor),
            )
        )
    return Table(
        title="Chargebacks",
        columns=(
            Column("Breakdown"),
            Column("Network"),
            Column("Currency"),
            Column("Chargebacks", Kind.WHOLE),
            Column("Of payments", Kind.SHARE),
            Column("Of value", Kind.SHARE),
            Column("Fraud of payments", Kind.SHARE),
            Column("Fraud of value", Kind.SHARE),
        ),
        rows=tuple(lines),
    )


def _authentication(rows: Sequence[Row]) -> Table:
    asked = _grouped(
        [row for row in rows if row["kind"] == "AUTHORISE"],
        lambda row: (_breakdown(row), row["network"]),
    )
    lines = []
    for each, of in sorted(asked.items()):
        tried = _count(of)
        declined = _count(row for row in of if row["state"] == "DECLINED")
        challenged = _count(row for row in of if row["authentication"])
        strong = _count(row for row in of if _is_strong(row))
        shares = (rate(part, tried) for part in (declined, challenged, strong))
        lines.append(cells(*each, tried, declined, challenged, strong, *shares))
    return Table(
        title="Authorisations",
        columns=(
            Column("Breakdown"),
            Column("Network"),
            Column("Asked for", Kind.WHOLE),
            Column("Declined", Kind.WHOLE),
            Column("Payer asked", Kind.WHOLE),
            Column("Confirmed strongly", Kind.WHOLE),
            Column("Declined, share", Kind.SHARE),
            Column("Payer asked, share", Kind.SHARE),
            Column("Confirmed strongly, share", Kind.SHARE),
        ),
        rows=tuple(lines),
        words="Strong customer authentication, Regulation (EU) 2018/389, by the payer's bank.",
    )


def _count(rows: Iterable[Row]) -> int:
    return sum(int(row["operations"]) for row in rows)


def _is_strong(row: Row) -> bool:
    return has_strong_authentication(authentication=row["authentication"], eci=row["eci"])


def _decisions(decided: Sequence[Row]) -> Table:
    whole: defaultdict[str, int] = defaultdict(int)
    for row in decided:
        whole[row["channel"]] += row["decisions"]
    return Table(
        title="Decisions of screening",
        columns=(
            Column("Channel"),
            Column("Outcome"),
            Column("Decisions", Kind.WHOLE),
            Column("Without the model", Kind.WHOLE),
            Column("Share", Kind.SHARE),
        ),
        rows=tuple(
            cells(
                row["channel"],
                row["outcome"],
                row["decisions"],
                row["fallbacks"],
                rate(row["decisions"], whole[row["channel"]]),
            )
            for row in decided
        ),
    )


def _results(inputs: Inputs, rows: Sequence[Row], span: tuple[date, date]) -> list[Reconciliation]:
    """Hold merchants' fees, networks' fees and losses of the period against profit and loss."""
    results = tying.moved(inputs, *span)
    others = _others(inputs, span)
    found = []
    for code in sorted({row["currency"] for row in rows}):
        of = [row for row in rows if row["currency"] == code]
        for line, what, minor in (
            (_FEES, "merchants' fees", sum(int(row["fee"]) for row in of if _moved(row))),
            (_LOSSES, "losses from chargebacks", -sum(map(_lost, of))),
            (_NETWORK_FEES, "interchange and scheme fees", -sum(map(_kept, of))),
        ):
            # Networks' fees are booked by their advices: nothing else may be on the line.
            other = 0 if line == _NETWORK_FEES else others.get((line, code), 0)
            reported = Money(minor + other, Currency.of(code))
            found.append(
                tying.held_against(f"{what}, line {line} in {code}", reported, results, line)
            )
    return found


def _moved(row: Row) -> bool:
    return row["kind"] in _MOVES and row["state"] in _DONE


def _lost(row: Row) -> int:
    """Return what an operation cost the bank; a representment that is won gives it back."""
    signs = {"CHARGEBACK": 1, "REPRESENTMENT": -1}
    is_return = row["kind"] in _RETURNS
    sign = 1 if is_return else signs.get(row["kind"], 0) if row["state"] in _DONE else 0
    return sign * int(row["excess"])


def _kept(row: Row) -> int:
    return int(row["amount"]) if row["kind"] == "ADVICE" else 0


def _others(inputs: Inputs, span: tuple[date, date]) -> dict[tuple[str, str], int]:
    rows = inputs.facts.rows("operation_lines", first=span[0], last=span[1])
    return {(row["gl_code"], row["currency"]): int(row["others"] or 0) for row in rows}


def _lines(inputs: Inputs) -> list[Reconciliation]:
    """Hold what networks and clearing owe, or are owed, by all operations against the ledger."""
    span = (_DAY_ONE, inputs.day)
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in inputs.facts.rows("payment_operations", first=span[0], last=span[1]):
        line, minor = _on_line(row)
        if line:
            sums[line, row["currency"]] += minor
    others = _others(inputs, span)
    standing = tying.standing(inputs)
    codes = {line for line, _ in sums}
    keys = sums.keys() | {key for key in standing if key[0] in codes}
    found = []
    for line, code in sorted(keys):
        reported = Money(sums[line, code] + others.get((line, code), 0), Currency.of(code))
        what = f"operations and other bookings, line {line} in {code}"
        found.append(tying.held_against(what, reported, standing, line))
    return found


def _on_line(row: Row) -> tuple[str, int]:
    """Return on which line an operation stands, and what it moved there."""
    amount, kind = int(row["amount"]), row["kind"]
    if row["channel"] == "OUTGOING":
        return _CLEARING, amount
    if row["network"] in _ON_US or not (_moved(row) or kind in _RETURNS):
        return "", 0
    return gateway.ledger_line(row["network"]), amount * (_MOVES | _RETURNS)[kind]


REPORTS = (
    Report(
        name="payments_fraud",
        title="Payments and fraud",
        family="Authorities",
        words="Volumes, fraud, losses, chargebacks and authentication of a period.",
        make=_make,
        parameters=(
            Parameter(
                name="first",
                title="First day",
                kind=ParameterKind.DATE,
                words="Left out, the first day of the half-year.",
            ),
        ),
        released=True,
    ),
)
