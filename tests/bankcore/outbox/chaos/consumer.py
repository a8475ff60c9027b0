"""A consumer that writes down whatever it hears, in a table that refuses nothing."""

from celery import shared_task
from django.db import connection

from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox

TABLE = """
CREATE TABLE chaos_seen (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid, subject text, sequence bigint);
GRANT SELECT, INSERT ON chaos_seen TO bankcore_app"""


@shared_task
@outbox.handled_in_order
def see(event) -> None:
    write_down(event)


@use_case
def write_down(event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO chaos_seen (event_id, subject, sequence) VALUES (%s, %s, %s)",
            [event["event_id"], event["subject"], event["sequence"]],
        )
