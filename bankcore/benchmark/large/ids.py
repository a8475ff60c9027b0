"""What to put into the addresses of the API's reads: things that the filled bank has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db import connections

from accounts import public as accounts
from bankcore.benchmark import many_entries
from bankcore.benchmark.large.reads import Ask
from bankcore.ledger import public as ledger

_SHOP: Final = "(SELECT merchant_id FROM gateway_merchantclient WHERE client_id = 'demo-shop')"
# What is in no list of its own: the newest there is.
_ROWS: Final = {
    "/api/v1/bulk-files/{file_id}": """
        SELECT public_id FROM payments_bulkfile ORDER BY id DESC LIMIT 1""",
    "/api/v1/customers/{customer_id}/documents/{document_id}": """
        SELECT d.public_id FROM accounts_customerdocument d
        JOIN accounts_customer c ON c.id = d.customer_id AND c.public_id = %(customer_id)s
        ORDER BY d.id DESC LIMIT 1""",
    "/api/v1/deposits/{transaction_id}": """
        SELECT id FROM ledger_txn WHERE kind = %(deposit)s AND booking_date < %(first)s
        ORDER BY id DESC LIMIT 1""",
    "/api/v1/withdrawals/{transaction_id}": """
        SELECT id FROM ledger_txn WHERE kind = %(withdrawal)s AND booking_date < %(first)s
        ORDER BY id DESC LIMIT 1""",
    "/api/v1/fx/orders/{transaction_id}": """
        SELECT txn_id FROM payments_fxorder ORDER BY id DESC LIMIT 1""",
    "/api/v1/fx/quotes/{quote_id}": """
        SELECT public_id FROM payments_fxquote ORDER BY id DESC LIMIT 1""",
    "/api/v1/held-payments/{held_payment_id}": """
        SELECT public_id FROM payments_heldpayment ORDER BY id DESC LIMIT 1""",
    "/api/v1/letters/{letter_id}": "SELECT public_id FROM accounts_letter ORDER BY id DESC LIMIT 1",
    "/api/v1/loan-applications/{application_id}": """
        SELECT public_id FROM accounts_loanapplication ORDER BY id DESC LIMIT 1""",
    "/api/v1/messages/files/{attachment_id}": """
        SELECT public_id FROM correspondence_attachment ORDER BY id DESC LIMIT 1""",
    "/api/v1/payments/{transaction_id}": """
        SELECT txn_id FROM payments_externalpayment WHERE txn_id < 1000000000
        ORDER BY id DESC LIMIT 1""",
    "/api/v1/term-deposits/{deposit_id}": """
        SELECT public_id FROM accounts_termdeposit ORDER BY id DESC LIMIT 1""",
    "/api/v1/transfers/{transaction_id}": """
        SELECT e.txn_id FROM ledger_entry e
        JOIN ledger_txn t USING (booking_date)
        JOIN accounts_account a ON a.ledger_account_id = e.account_id
        WHERE a.public_id = %(account_id)s AND t.id = e.txn_id AND t.kind = %(transfer)s
        ORDER BY e.seq DESC LIMIT 1""",
    "/v1/mandates/{mandate}": f"""
        SELECT object_id FROM gateway_mandate WHERE merchant_id = {_SHOP}
        ORDER BY id DESC LIMIT 1""",  # noqa: S608 - our own text
    "/v1/payment_methods/{method}": f"""
        SELECT object_id FROM gateway_paymentmethod WHERE merchant_id = {_SHOP}
        ORDER BY id DESC LIMIT 1""",  # noqa: S608 - our own text
}
# Where what a read must be asked with is listed.
_LISTED: Final = {"customer": "/v1/customers"}


class Ids:
    """Finds what an address needs, in the bank's own lists where it is listed there."""

    def __init__(self, *, busy: UUID, lists: Mapping[str, Sequence[str]], ask: Ask) -> None:
        """Take the account that is asked about, and each read with what it must be asked with."""
        self._lists, self._ask = lists, ask
        account = accounts.get_account(account_id=busy)
        self.known: dict[str, str] = {
            "account_id": str(busy),
            "customer_id": str(account.customer_id),
            "iban": account.iban,
            "name": "csv",
        }
        self._values: dict[str, Any] = {
            **self.known,
            "first": many_entries.FIRST,
            "deposit": ledger.TransactionKind.DEPOSIT,
            "withdrawal": ledger.TransactionKind.WITHDRAWAL,
            "transfer": ledger.TransactionKind.TRANSFER,
        }
        self._firsts: dict[str, dict[str, Any] | None] = {}

    def filled(self, address: str) -> str | None:
        """Return an address with something of the bank's for each name; None: there is nothing."""
        parts: list[str] = []
        template: list[str] = []
        for part in address.split("/"):
            template.append(part)
            if not part.startswith("{"):
                parts.append(part)
                continue
            name = part.strip("{}")
            value = self._value(name, listed="/".join(template[:-1]), at="/".join(template))
            if value is None:
                return None
            parts.append(value)
        return "/".join(parts)

    def asked(self, address: str) -> str | None:
        """Return the same with what it must be asked with."""
        filled = self.filled(address)
        asked = [(name, self._must(name)) for name in self._lists[address]]
        if filled is None or not all(value for _, value in asked):
            return None
        return f"{filled}?{urlencode(asked)}" if asked else filled

    def _must(self, name: str) -> str | None:
        return self.known.get(name) or self._of_list(_LISTED.get(name, ""), name)

    def _value(self, name: str, *, listed: str, at: str) -> str | None:
        if name in self.known:
            return self.known[name]
        return self._of_list(listed, name) or self._of_rows(at)

    def _of_list(self, address: str, name: str) -> str | None:
        """Return what the first of a list has under this name, or is called."""
        if address not in self._lists:
            return None
        if address not in self._firsts:
            filled = self.asked(address)
            self._firsts[address] = None if filled is None else self._first(filled)
        first = self._firsts[address]
        found = None if first is None else first.get(name, first.get("id"))
        return None if found is None else str(found)

    def _first(self, address: str) -> dict[str, Any] | None:
        rows = rows_of(self._ask(address))
        return rows[0] if rows else None

    def _of_rows(self, at: str) -> str | None:
        if at not in _ROWS:
            return None
        with connections["owner"].cursor() as cursor:
            cursor.execute(_ROWS[at], self._values)
            row = cursor.fetchone()
        return None if row is None else str(row[0])


def rows_of(answer: Any) -> list[Any] | None:
    """Return what an answer lists; None where it is no list."""
    if answer.status_code != 200 or "json" not in answer.get("Content-Type", ""):
        return None
    body = answer.json()
    if isinstance(body, list):
        return body
    lists = [body[each] for each in ("items", "data", "rates") if isinstance(body.get(each), list)]
    return lists[0] if lists else None
