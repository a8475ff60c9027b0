"""What Stripe reports of the bank's balance there, for reconciliation: the network's own file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from bankcore.errors import BankError
from bankcore.money import Currency, Money
from payments.gateway.public import OperationKind
from payments.processors.domain.forms import Form
from payments.processors.repositories import calls
from payments.processors.services import connector, wire
from payments.processors.services.wire import NoAnswer, NotReached, Until

_PAGE: Final = 100
_SECONDS: Final = 30.0
_KIND: Final = {"charge": OperationKind.CAPTURE, "refund": OperationKind.REFUND}


class ReportUnavailable(BankError):
    """The processor does not tell its transactions of the day just now."""

    code = "processor_report_unavailable"
    cure = "Try again later; the processor keeps its reports."
    status = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceLine:
    """One movement of the bank's balance at the processor.

    `kind` is its word for it (charge, refund, payout, adjustment, stripe_fee ...). `gross` is
    signed as the balance moves; `net` is gross less `fee`. `operation_id` is ours where it is of
    one of our operations. `at` is when it was made, `available_on` when it can be paid out.
    """

    line_id: str
    kind: str
    source: str
    operation_id: UUID | None
    gross: Money
    fee: Money
    net: Money
    at: datetime
    available_on: datetime


def balance_transactions(*, day: date) -> list[BalanceLine]:
    """Return every movement made on a day (UTC), the oldest first; raises ReportUnavailable."""
    start = int(datetime.combine(day, time(), UTC).timestamp())
    end = int(datetime.combine(day + timedelta(days=1), time(), UTC).timestamp())
    rows = _rows(start, end)
    operations = calls.operations_of_charges(connector.NAME, [_source(each) for each in rows])
    return sorted((_line(each, operations) for each in rows), key=lambda line: line.at)


def _rows(start: int, end: int) -> list[Mapping[str, Any]]:
    """Return the rows made from `start` to before `end`: they are told newest first.

    They are not asked for by time, because not everything that speaks this API can be.
    """
    until, rows, past = Until.after(_SECONDS), list[Mapping[str, Any]](), ""
    while True:
        page, is_last = _page(past, until)
        rows += [row for row in page if start <= int(row["created"]) < end]
        if is_last or int(page[-1]["created"]) < start:
            return rows
        past = str(page[-1]["id"])


def _page(past: str, until: Until) -> tuple[list[Mapping[str, Any]], bool]:
    form: Form = {"limit": _PAGE, **({"starting_after": past} if past else {})}
    try:
        answer = wire.get("/v1/balance_transactions", form, until=until)
    except (NotReached, NoAnswer):
        answer = None
    if answer is None or not answer.is_done:
        message = "The processor does not tell its transactions just now."
        raise ReportUnavailable(message)
    page = answer.body.get("data") or []
    return page, not answer.body.get("has_more") or not page


def _line(row: Mapping[str, Any], operations: Mapping[tuple[str, str], UUID]) -> BalanceLine:
    currency = Currency.of(str(row["currency"]).upper())
    kind, source = str(row["type"]), _source(row)
    ours = _KIND.get(kind)
    return BalanceLine(
        line_id=str(row["id"]),
        kind=kind,
        source=source,
        operation_id=None if ours is None else operations.get((ours.value, source)),
        gross=Money(int(row["amount"]), currency),
        fee=Money(int(row["fee"]), currency),
        net=Money(int(row["net"]), currency),
        at=datetime.fromtimestamp(int(row["created"]), UTC),
        available_on=datetime.fromtimestamp(int(row["available_on"]), UTC),
    )


def _source(row: Mapping[str, Any]) -> str:
    source = row.get("source")
    return str((source.get("id") if isinstance(source, Mapping) else source) or "")
