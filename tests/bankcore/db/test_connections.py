"""A connection that the server has ended is noticed without asking the server."""

from contextlib import closing, suppress

import pytest
from django.db import DataError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.usefixtures("committed_bank")


def end_it_from_the_server() -> None:
    pid = connection.connection.info.backend_pid
    with closing(connection.copy()) as other, other.cursor() as cursor:
        # Who has logged in may end what they have begun, whatever role they work in.
        cursor.execute("SET ROLE NONE")
        # Returns when the backend is gone, so that nothing depends on how fast it goes.
        cursor.execute("SELECT pg_terminate_backend(%s, 30000)", [pid])
        assert cursor.fetchone() == (True,)


def test_a_connection_that_lives_is_used_without_a_question():
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert len(asked) == 0


def test_what_the_server_has_sent_unasked_does_not_end_a_connection():
    with connection.cursor() as cursor:
        cursor.execute("LISTEN something")
    with connections["owner"].cursor() as cursor:
        cursor.execute("NOTIFY something")
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_request_after_the_server_ended_the_connection_gets_a_new_one():
    connection.ensure_connection()
    before = connection.connection
    end_it_from_the_server()
    assert not connection.is_usable()
    # As at the beginning of each request.
    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert connection.connection is not before


def test_a_connection_whose_transaction_has_failed_answers_nothing_until_that_is_rolled_back():
    with transaction.atomic():
        with suppress(DataError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert not connection.is_usable()
        transaction.set_rollback(True)
    assert connection.is_usable()
