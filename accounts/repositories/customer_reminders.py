"""Reminders of documents that expire and of reviews that fall due: set-based, each once."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from bankcore.db.transactions import requires_transaction


class ExpiringDocument(NamedTuple):
    """A document of which the bank has been reminded just now."""

    document_id: UUID
    customer_id: UUID
    expires_on: date
    threshold_days: int


class DueReview(NamedTuple):
    """A customer whose review has fallen due just now."""

    customer_id: UUID
    review_on: date
    rating: str


@requires_transaction
def remind_of_documents(
    *, day: date, thresholds: list[int], now: datetime, limit: int
) -> list[ExpiringDocument]:
    """Add up to `limit` reminders as of `day`, and return what they are of.

    A document's threshold is the smallest that its days left have come down to, so one uploaded
    late skips those it has passed. A newer document of its kind makes reminding needless.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH due AS (
              SELECT d.id, (SELECT min(t) FROM unnest(%(thresholds)s::int[]) AS t
                            WHERE d.expires_on - %(day)s::date <= t AND (t > 0 OR d.expires_on < %(day)s::date)
                           ) AS threshold
              FROM accounts_customerdocument d JOIN accounts_customer c ON c.id = d.customer_id
              WHERE d.expires_on <= %(day)s::date + (SELECT max(t) FROM unnest(%(thresholds)s::int[]) AS t)
                AND c.status NOT IN ('CLOSED', 'DECEASED')
                AND NOT EXISTS (
                  SELECT FROM accounts_customerdocument newer
                  WHERE newer.customer_id = d.customer_id AND newer.kind = d.kind
                    AND newer.id > d.id
                    AND (newer.expires_on IS NULL OR newer.expires_on > d.expires_on))
            ), chosen AS (
              SELECT due.id, due.threshold FROM due
              WHERE due.threshold IS NOT NULL AND NOT EXISTS (
                SELECT FROM accounts_documentreminder r
                WHERE r.document_id = due.id AND r.threshold_days <= due.threshold)
              ORDER BY due.id LIMIT %(limit)s
            ), added AS (
              INSERT INTO accounts_documentreminder (document_id, threshold_days, day, created_at)
              SELECT id, threshold, %(day)s::date, %(now)s::timestamptz FROM chosen
              ON CONFLICT (document_id, threshold_days) DO NOTHING
              RETURNING document_id, threshold_days
            )
            SELECT d.public_id, c.public_id, d.expires_on, added.threshold_days
            FROM added JOIN accounts_customerdocument d ON d.id = added.document_id
            JOIN accounts_customer c ON c.id = d.customer_id ORDER BY d.id""",
            {"thresholds": thresholds, "day": day, "now": now, "limit": limit},
        )
        return [ExpiringDocument(*row) for row in cursor.fetchall()]


@requires_transaction
def remind_of_reviews(*, day: date, now: datetime, limit: int) -> list[DueReview]:
    """Add up to `limit` reminders of reviews due by `day`, and return of which customers."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH chosen AS (
              SELECT a.id FROM accounts_customer c
              JOIN LATERAL (
                SELECT id FROM accounts_riskassessment
                WHERE customer_id = c.id ORDER BY id DESC LIMIT 1) a ON true
              WHERE c.review_on <= %(day)s::date AND c.status NOT IN ('CLOSED', 'DECEASED')
                AND NOT EXISTS (SELECT FROM accounts_reviewreminder r WHERE r.assessment_id = a.id)
              ORDER BY a.id LIMIT %(limit)s
            ), added AS (
              INSERT INTO accounts_reviewreminder (assessment_id, day, created_at)
              SELECT id, %(day)s::date, %(now)s::timestamptz FROM chosen
              ON CONFLICT (assessment_id) DO NOTHING
              RETURNING assessment_id
            )
            SELECT c.public_id, a.review_on, a.rating
            FROM added JOIN accounts_riskassessment a ON a.id = added.assessment_id
            JOIN accounts_customer c ON c.id = a.customer_id ORDER BY a.id""",
            {"day": day, "now": now, "limit": limit},
        )
        return [DueReview(*row) for row in cursor.fetchall()]
