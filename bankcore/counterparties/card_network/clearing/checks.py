"""Whether a record of the bank's file is taken, by what was authorised before."""

import json
import re
from dataclasses import asdict
from sqlite3 import Row

from bankcore.counterparties.card_network.clearing.records import Kind, Record
from bankcore.counterparties.card_network.issuer import is_luhn
from bankcore.counterparties.card_network.store import Store

TAKEN = ""
NO_AUTHORISATION, TOO_MUCH, BEFORE, WRONG, REVERSED = "0001", "0002", "0003", "0004", "0005"
_ARN = re.compile(r"7[0-9]{22}")


def take(store: Store, network: str, record: Record) -> str:
    """Take a record into the network's books; return "" or the error that refuses it."""
    if not (_ARN.fullmatch(record.arn) and is_luhn(record.arn)):
        return WRONG
    if record.kind is Kind.REPRESENTMENT:
        return _represent(store, network, record)
    if record.kind is Kind.CHARGEBACK:
        return WRONG
    if _presented(store, network, record.arn) is not None:
        return BEFORE
    row = _authorisation(store, network, record)
    if row is None:
        return NO_AUTHORISATION
    error = _error(row, record)
    if not error:
        _keep(store, network, record, row)
    return error


def _authorisation(store: Store, network: str, record: Record) -> Row | None:
    """Return the first authorisation that the record presents; increments stand in it."""
    row = store.one(
        "SELECT * FROM authorisation WHERE network = ? AND rrn = ? AND pan = ?"
        " AND response IN ('00', '10') AND (? = '' OR code = ?) ORDER BY id LIMIT 1",
        *(network, record.rrn, record.pan, record.code, record.code),
    )
    if row is None or row["first"] is None:
        return row
    return store.one("SELECT * FROM authorisation WHERE id = ?", row["first"])


def _error(row: Row, record: Record) -> str:
    if row["currency"][-3:] != record.currency:
        return WRONG
    gives_back_purchase = record.kind is Kind.REFUND and not row["processing"].startswith("20")
    if gives_back_purchase:
        return TOO_MUCH if row["refunded"] + record.amount > row["presented"] else TAKEN
    if row["reversed"]:
        return REVERSED
    return TOO_MUCH if row["presented"] + record.amount > row["standing"] else TAKEN


def _keep(store: Store, network: str, record: Record, row: Row) -> None:
    column = "presented"
    if record.kind is Kind.REFUND and not row["processing"].startswith("20"):
        column = "refunded"
    changes = {
        "presented": "UPDATE authorisation SET presented = presented + ? WHERE id = ?",
        "refunded": "UPDATE authorisation SET refunded = refunded + ? WHERE id = ?",
    }
    store.run(changes[column], record.amount, row["id"])
    store.run(
        "INSERT INTO presentment (network, arn, kind, authorisation, amount, record)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        *(network, record.arn, record.kind.value, row["id"], record.amount),
        json.dumps(asdict(record)),
    )


def _represent(store: Store, network: str, record: Record) -> str:
    row = _presented(store, network, record.arn)
    if row is None or not row["charged_back"]:
        return NO_AUTHORISATION
    if row["represented"]:
        return BEFORE
    if json.loads(row["record"])["currency"] != record.currency:
        return WRONG
    if record.amount > row["charged_back"]:
        return TOO_MUCH
    store.run(
        "UPDATE presentment SET represented = 1 WHERE network = ? AND arn = ?",
        *(network, record.arn),
    )
    return TAKEN


def _presented(store: Store, network: str, arn: str) -> Row | None:
    return store.one("SELECT * FROM presentment WHERE network = ? AND arn = ?", network, arn)


def record_of(row: Row) -> Record:
    """Return the record of a presentment as it came."""
    values = json.loads(row["record"])
    return Record(**{**values, "kind": Kind(values["kind"])})
