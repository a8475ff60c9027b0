"""Trying what must hold of the warehouse: each check names the rows that break it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import duckdb

from reporting.warehouse.domain.datasets import DATASETS, Dataset, Kind
from reporting.warehouse.repositories import extracts, lake, loads

Found = dict[tuple[str, str], tuple[int, Sequence[str]]]
_SHOWN: Final = 20

CONTROL_COLUMNS: Final[Mapping[str, str]] = {
    "control_accounts": "'account_id': 'BIGINT', 'entries': 'BIGINT', 'amount': 'BIGINT'",
    "control_lines": (
        "'day': 'DATE', 'gl_code': 'VARCHAR', 'currency': 'VARCHAR', 'debits': 'BIGINT',"
        " 'credits': 'BIGINT'"
    ),
}

_NOW: Final = "valid_to = DATE '9999-12-31' AND known_to = TIMESTAMP '9999-12-31'"

# Name, dataset and a query whose every row is a fault, told in one column of words.
_RULES: Final = (
    (
        "entries stand on known accounts",
        "fact_entry",
        f"""
        SELECT 'entry ' || seq || ' stands on account ' || account_id || ', which is not there'
        FROM fact_entry WHERE account_id NOT IN (SELECT account_id FROM dim_account WHERE {_NOW})""",
    ),
    (
        "entries are in the currency of their account",
        "fact_entry",
        f"""
        SELECT 'entry ' || e.seq || ' of account ' || e.account_id || ' is in ' || e.currency
        FROM fact_entry e JOIN dim_account a ON a.account_id = e.account_id
        WHERE {_NOW} AND a.currency <> e.currency""",
    ),
    (
        "transactions sum to zero in each currency",
        "fact_entry",
        """
        SELECT 'transaction ' || txn_id || ' sums to ' || sum(amount) || ' minor units ' || currency
        FROM fact_entry GROUP BY txn_id, currency HAVING sum(amount) <> 0""",
    ),
    (
        "entries of an account are numbered without a gap",
        "fact_entry",
        """
        SELECT 'account ' || account_id || ' has ' || count(*) || ' entries, the last of which is'
               || ' number ' || max(seq)
        FROM fact_entry GROUP BY account_id HAVING count(*) <> max(seq)""",
    ),
    (
        "days sum to the closed general ledger",
        "fact_day",
        """
        WITH ours AS (
          SELECT d.day, a.gl_code, d.currency, sum(d.debits) AS debits, sum(d.credits) AS credits
          FROM fact_day d JOIN dim_account a ON a.account_id = d.account_id
          WHERE a.valid_to = DATE '9999-12-31' AND a.known_to = TIMESTAMP '9999-12-31'
            AND d.day <= (SELECT max(day) FROM staged_control_lines)
          GROUP BY ALL)
        SELECT 'on ' || day || ' line ' || gl_code || ' in ' || currency || ' has debits of '
               || coalesce(o.debits, 0) || ' and credits of ' || coalesce(o.credits, 0)
               || ', the ledger ' || coalesce(c.debits, 0) || ' and ' || coalesce(c.credits, 0)
        FROM ours o FULL JOIN staged_control_lines c USING (day, gl_code, currency)
        WHERE coalesce(o.debits, 0) <> coalesce(c.debits, 0)
           OR coalesce(o.credits, 0) <> coalesce(c.credits, 0)""",
    ),
    (
        "days are what their entries sum to",
        "fact_day",
        """
        WITH e AS (SELECT account_id, booking_date AS day, sum(amount) AS net, count(*) AS entries
                   FROM fact_entry GROUP BY ALL)
        SELECT 'account ' || account_id || ' on ' || day || ' moved by ' || coalesce(d.net, 0)
               || ', its entries say ' || coalesce(e.net, 0)
        FROM e FULL JOIN fact_day d USING (account_id, day)
        WHERE e.net IS DISTINCT FROM d.net OR e.entries IS DISTINCT FROM d.entries""",
    ),
    (
        "months go on where the one before ended",
        "fact_month",
        """
        WITH run AS (SELECT *, lag(closing) OVER (PARTITION BY account_id ORDER BY month) AS before
                     FROM fact_month)
        SELECT 'account ' || account_id || ' ended ' || month || ' with ' || closing || ' after '
               || opening || ', ' || credits || ' in and ' || debits || ' out, and before with '
               || coalesce(before, 0)
        FROM run
        WHERE closing <> opening + credits - debits OR opening <> coalesce(before, 0)""",
    ),
    (
        "the last month ends with what the ledger has",
        "fact_month",
        """
        WITH last AS (SELECT account_id, closing FROM fact_month
                      WHERE month = (SELECT max(month) FROM fact_month))
        SELECT 'account ' || account_id || ' ends with ' || coalesce(l.closing, 0)
               || ', the ledger has ' || coalesce(c.amount, 0)
        FROM last l FULL JOIN staged_control_accounts c USING (account_id)
        WHERE coalesce(l.closing, 0) <> coalesce(c.amount, 0)""",
    ),
    (
        "amounts in euros are there wherever a rate is known",
        "fact_entry",
        """
        SELECT 'entry ' || seq || ' of account ' || account_id || ' has no amount in euros'
        FROM fact_entry WHERE (reporting_amount IS NULL) <> (rate IS NULL)""",
    ),
    (
        "payments are of known merchants",
        "fact_payment",
        """
        SELECT 'payment ' || payment_id || ' is of merchant ' || merchant_id
        FROM fact_payment WHERE merchant_id NOT IN (SELECT merchant_id FROM dim_merchant)""",
    ),
    (
        "decisions have known outcomes",
        "fact_decision",
        """
        SELECT 'decision ' || decision_id || ' is ' || outcome FROM fact_decision
        WHERE outcome NOT IN ('APPROVE', 'CHALLENGE', 'REVIEW', 'DECLINE')""",
    ),
    (
        "provisions of credits are what stands on their lines",
        "fact_credit",
        """
        WITH ours AS (SELECT day, currency, line, sum(allowance) AS provided FROM fact_credit
                      GROUP BY ALL),
        moved AS (SELECT o.day, o.currency, o.line, o.provided, sum(m.amount) AS stands
                  FROM ours o LEFT JOIN fact_provision_move m
                    ON m.currency = o.currency AND m.line = o.line AND m.day <= o.day
                  GROUP BY ALL)
        SELECT 'on ' || day || ' the credits of line ' || line || ' in ' || currency || ' lose '
               || provided || ', its movements come to ' || coalesce(stands, 0)
        FROM moved WHERE provided <> coalesce(stands, 0)""",
    ),
    (
        "what is covered is owed",
        "fact_named_exposure",
        """
        SELECT 'on ' || day || ' more of ' || name || ' is covered than is owed'
        FROM fact_named_exposure WHERE covered > drawn + undrawn""",
    ),
    (
        "losses come back once at most",
        "fact_incident",
        """
        SELECT 'of incident ' || incident_id || ' more came back than was lost'
        FROM fact_incident WHERE recovered + insured > gross""",
    ),
    (
        "a day has six shocks in each currency",
        "fact_shock",
        """
        SELECT 'on ' || day || ' there are ' || count(*) || ' shocks in ' || currency
        FROM fact_shock GROUP BY day, currency HAVING count(*) <> 6""",
    ),
)


def try_all(connection: duckdb.DuckDBPyConnection, *, to_xid: int) -> Found:
    """Try every check against the views that `connection` shows; returns what each found.

    The views are named like the datasets; the ledger's own totals, as of `to_xid`, are shown as
    `staged_control_accounts` and `staged_control_lines`.
    """
    found: Found = {}
    for dataset in DATASETS:
        found["keys are unique", dataset.name] = _faults(connection, _twice(dataset))
        found["nothing is missing", dataset.name] = _faults(connection, _missing(dataset))
        if dataset.kind is Kind.VERSIONED:
            found["versions follow each other", dataset.name] = _faults(
                connection, _overlapping(dataset)
            )
    for name, on, query in _RULES:
        found[name, on] = _faults(connection, query)
    found["entries are those of the ledger", "fact_entry"] = _as_the_ledger(connection, to_xid)
    return found


def damaged_files(*, load: int) -> Found:
    """Read every file that belongs to a version; tells which are not as they were written."""
    found: Found = {}
    for dataset, files in loads.files(load=load).items():
        wrong = [
            f"file {file.path} of load {file.load_id} is not as it was written"
            for file in files
            if lake.sha256_of(file.path) != file.sha256
        ]
        found["files are as they were written", dataset] = (len(wrong), wrong[:_SHOWN])
    return found


def _faults(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, Sequence[str]]:
    rows = connection.execute(query).fetchmany(_SHOWN + 1)
    if len(rows) <= _SHOWN:
        return len(rows), [row[0] for row in rows]
    counted = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()
    return int(counted[0]) if counted else 0, [row[0] for row in rows[:_SHOWN]]


def _twice(dataset: Dataset) -> str:
    key = ", ".join(dataset.key)
    words = " || ', ' || ".join(f"'{name} ' || {name}" for name in dataset.key)
    return (
        f"SELECT 'there are ' || count(*) || ' rows of ' || {words}"
        f" FROM {dataset.name} GROUP BY {key} HAVING count(*) > 1"
    )


def _missing(dataset: Dataset) -> str:
    missing = " OR ".join(f"{name} IS NULL" for name in dataset.key)
    return f"SELECT 'a row of {dataset.name} has no key' FROM {dataset.name} WHERE {missing}"


def _overlapping(dataset: Dataset) -> str:
    key = dataset.key[0]
    return (
        f"SELECT '{key} ' || {key} || ' has ' || count(*) || ' rows that hold now'"
        f" FROM {dataset.name} WHERE {_NOW} GROUP BY {key} HAVING count(*) > 1"
    )


def _as_the_ledger(connection: duckdb.DuckDBPyConnection, to_xid: int) -> tuple[int, Sequence[str]]:
    """Compare count and sum of every account with the ledger's; names the entries that differ."""
    differing = [
        row[0]
        for row in connection.execute(
            """
            WITH ours AS (SELECT account_id, count(*) AS entries, sum(amount) AS amount
                          FROM fact_entry GROUP BY account_id)
            SELECT account_id FROM ours o FULL JOIN staged_control_accounts c USING (account_id)
            WHERE coalesce(o.entries, 0) <> coalesce(c.entries, 0)
               OR coalesce(o.amount, 0) <> coalesce(c.amount, 0)
            ORDER BY account_id"""
        ).fetchall()
    ]
    sentences: list[str] = []
    for account_id in differing[:_SHOWN]:
        sentences += _differences(connection, account_id, to_xid)
    return len(differing), sentences[:_SHOWN]


def _differences(
    connection: duckdb.DuckDBPyConnection, account_id: int, to_xid: int
) -> Iterator[str]:
    theirs = dict(extracts.entries_of(account_id=account_id, to_xid=to_xid))
    rows = connection.execute(
        "SELECT seq, amount FROM fact_entry WHERE account_id = ?", [account_id]
    ).fetchall()
    ours = dict(rows)
    if len(ours) != len(rows):
        yield f"account {account_id} has entries twice"
    for seq in sorted(theirs.keys() | ours.keys()):
        if ours.get(seq) != theirs.get(seq):
            yield (
                f"entry {seq} of account {account_id}: the ledger has {theirs.get(seq, 'none')},"
                f" the warehouse {ours.get(seq, 'none')}"
            )
