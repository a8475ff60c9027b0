"""Consumers that write down whatever they hear, in tables that refuse nothing."""

from celery import shared_task
from django.db import connection

from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox

TABLE = """
CREATE TABLE chaos_seen (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid, subject text, sequence bigint);
CREATE TABLE chaos_counted (event_id uuid);
GRANT SELECT, INSERT ON chaos_seen, chaos_counted TO bankcore_app"""


@shared_task
@outbox.handled_in_order
def see(event) -> None:
    write_down(event)


@shared_task
@outbox.handled
def count(event) -> None:
    """Is told of many in one message."""
    add(event)


@use_case
def add(event) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO chaos_counted VALUES (%s)", [event["event_id"]])


@use_case
def write_down(event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO chaos_seen (event_id, subject, sequence) VALUES (%s, %s, %s)",
            [event["event_id"], event["subject"], event["sequence"]],
        )
