"""The rows of each log, and the text of each row that is hashed.

The text is a JSON array in PostgreSQL's own spelling of jsonb: every field of the row in the
order written here, null where it has none, times as microseconds since 1970. An array tells where
each field ends, so no two different rows have the same text. A column that is added later does not
change what was sealed: it begins a new array with its own place at the end.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from bankcore.seals.domain.heads import Log


class Source(NamedTuple):
    """A table, its alias r, and the expression of a row's text. Rows have an `id` and an `xid`."""

    table: str
    text: str


def _time(column: str) -> str:
    return f"(extract(epoch FROM {column}) * 1000000)::bigint"


# Spelled as jsonb spells it, in a third of the time: the day of a month's interest has millions of legs,
# and they are nothing but numbers and days.
_LEGS: Final = """
  (SELECT '[' || string_agg('[' || e.leg || ', ' || e.account_id || ', ' || e.seq || ', '
                              || e.currency || ', ' || e.amount || ', ' || e.balance_after || ', '
                              || to_json(e.booking_date) || ', ' || to_json(e.value_date) || ']',
                            ', ' ORDER BY e.leg, e.account_id, e.seq) || ']'
   FROM ledger_entry e
   WHERE e.txn_id = r.id AND e.booking_date = r.booking_date)"""

SOURCES: Final[dict[Log, Source]] = {
    Log.JOURNAL: Source(
        "ledger_txn",
        f"""(left(jsonb_build_array(
          r.id, r.xid, {_time("r.created_at")}, r.booking_date, r.value_date, r.kind, r.actor,
          r.narrative,
          (SELECT jsonb_build_array(v.reverses_id, v.reason) FROM ledger_reversal v
           WHERE v.txn_id = r.id))::text, -1)
          || ', ' || coalesce({_LEGS}, 'null') || ']')""",  # noqa: S608 - ours
    ),
    Log.AUDIT: Source(
        "audit_auditentry",
        f"""jsonb_build_array(
          r.id, r.xid, {_time("r.at")}, r.actor, r.action, r.subject, r.detail, r.request_id,
          r.address, r.reason)::text""",
    ),
    Log.CHANGES: Source(
        "auditlog_logentry",
        f"""jsonb_build_array(
          r.id, r.xid, {_time("r.timestamp")}, r.content_type_id, r.object_pk, r.object_id,
          r.object_repr, r.serialized_data, r.action, r.changes_text, r.changes, r.actor_id, r.cid,
          r.remote_addr, r.remote_port, r.additional_data, r.actor_email)::text""",
    ),
}


def leaf(source: Source) -> str:
    """Return the SQL expression of a row's leaf hash (RFC 6962: SHA-256 behind a zero byte)."""
    return rf"sha256('\x00'::bytea || convert_to({source.text}, 'UTF8'))"
