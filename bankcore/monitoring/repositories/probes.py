"""Asking PostgreSQL and the broker whether they are there."""

from __future__ import annotations

from celery import current_app
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

_BROKER_SECONDS = 1


def database_answers() -> bool:
    """Return whether PostgreSQL takes a statement as the application's role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def is_migrated() -> bool:
    """Return whether the database has every migration of this code."""
    executor = MigrationExecutor(connections["default"])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def broker_answers() -> bool:
    """Return True where the broker takes a connection within a second; raises what it meets."""
    url = settings.CELERY_BROKER_URL
    with current_app.connection_for_write(url, connect_timeout=_BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=_BROKER_SECONDS)
    return True
