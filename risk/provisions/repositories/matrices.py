"""How credits wandered between stages and days past due, and how vintages have done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.db import connection

_BUCKET: Final = """CASE WHEN {0} = 0 THEN 'CURRENT' WHEN {0} <= 30 THEN '1-30'
  WHEN {0} <= 60 THEN '31-60' WHEN {0} <= 90 THEN '61-90' ELSE '90+' END"""
_STATES: Final = {
    "stage": "'Stage ' || {0}.stage",
    "bucket": _BUCKET.format("{0}.days_past_due"),
}
NEW, GONE = "new", "gone"


class Wandered(NamedTuple):
    """So many credits of a currency that were here are there; `owed` as at the beginning.

    Of new ones as at the end. Minor units.
    """

    currency: str
    here: str
    there: str
    credits: int
    owed: int


class Aged(NamedTuple):
    """Of a month's credits, how many were ever in default or 30 days past due by so many months."""

    vintage: date
    months: int
    credits: int
    defaulted: int
    past_due: int


def wandered(*, by: str, first: date, last: date) -> list[Wandered]:
    """Return where the credits of one day are on another, by `stage` or `bucket`."""
    state = _STATES[by]
    sql = f"""
        WITH here AS (SELECT l.* FROM provisions_loss l JOIN provisions_provisionday d
                      ON d.id = l.day_id WHERE d.day = %(first)s),
        there AS (SELECT l.* FROM provisions_loss l JOIN provisions_provisionday d
                  ON d.id = l.day_id WHERE d.day = %(last)s)
        SELECT e.currency,
          CASE WHEN h.id IS NULL THEN 'new' ELSE {state.format("h")} END,
          CASE WHEN t.id IS NULL THEN 'gone' ELSE {state.format("t")} END,
          count(*), sum(coalesce(h.drawn, t.drawn))::bigint
        FROM here h FULL JOIN there t ON t.exposure_id = h.exposure_id
        JOIN provisions_exposure e ON e.id = coalesce(h.exposure_id, t.exposure_id)
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""  # noqa: S608 - made of constants
    return [Wandered(*row) for row in _rows(sql, {"first": first, "last": last})]


def aged(*, last: date, months: int) -> list[Aged]:
    """Return for each month of origin, and each age it has reached, what has ever gone wrong.

    Ages are in whole months between the months; of loans alone.
    """
    return [
        Aged(*row)
        for row in _rows(
            """
            WITH firsts AS (
              SELECT e.id, date_trunc('month', e.originated_on)::date AS vintage,
                min(d.day) FILTER (WHERE l.stage = 3) AS defaulted,
                min(d.day) FILTER (WHERE l.days_past_due > 30) AS past_due
              FROM provisions_exposure e
              JOIN provisions_loss l ON l.exposure_id = e.id
              JOIN provisions_provisionday d ON d.id = l.day_id AND d.day <= %(last)s
              WHERE e.kind <> 'OVERDRAFT' GROUP BY e.id),
            ages AS (
              SELECT f.*, (extract(year FROM age(date_trunc('month', defaulted), vintage)) * 12
                + extract(month FROM age(date_trunc('month', defaulted), vintage)))::int AS default_age,
                (extract(year FROM age(date_trunc('month', past_due), vintage)) * 12
                + extract(month FROM age(date_trunc('month', past_due), vintage)))::int AS due_age
              FROM firsts f)
            SELECT a.vintage, m.months, count(*),
              count(*) FILTER (WHERE default_age <= m.months),
              count(*) FILTER (WHERE due_age <= m.months)
            FROM ages a CROSS JOIN generate_series(0, %(months)s) AS m(months)
            WHERE a.vintage + m.months * interval '1 month' <= %(last)s
            GROUP BY 1, 2 ORDER BY 1, 2""",
            {"last": last, "months": months},
        )
    ]


def _rows(sql: str, values: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
