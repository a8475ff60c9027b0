"""Subjects' secrets in the database, sealed. Plain SQL: their model has a sealed column itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

TABLE = "crypto_subjectkey"


def found(subjects: Sequence[str]) -> dict[str, bytes]:
    """Return the sealed secrets of those of these subjects that have one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, secret FROM crypto_subjectkey WHERE subject = ANY(%s)",
            [list(subjects)],
        )
        return {subject: bytes(secret) for subject, secret in cursor.fetchall()}


def add(secrets: Mapping[str, bytes]) -> list[str]:
    """Add sealed secrets; returns whose were added: not those where somebody was faster."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crypto_subjectkey (subject, secret, created_at)"
            " SELECT subject, secret, statement_timestamp()"
            " FROM unnest(%s::text[], %s::bytea[]) AS added (subject, secret)"
            " ON CONFLICT DO NOTHING RETURNING subject",
            [list(secrets), list(secrets.values())],
        )
        return [subject for (subject,) in cursor.fetchall()]


def remove(subject: str) -> bool:
    """Remove the subject's secret; returns whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM crypto_subjectkey WHERE subject = %s", [subject])
        return bool(cursor.rowcount)
