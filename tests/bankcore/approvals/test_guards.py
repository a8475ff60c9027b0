"""What PostgreSQL itself refuses about requests, whoever writes and past all of the bank's code."""

import pytest
from django.db import DatabaseError, IntegrityError, connections

from tests.bankcore.approvals.errands import ask
from tests.bankcore.ledger.guards.raw import RawBooks
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("executors")
DECIDE = (
    "UPDATE approvals_request SET state = %s, checker = %s, decided_at = %s,"
    " decision_reason = 'x' WHERE id = %s"
)


@pytest.fixture
def raw(bank) -> RawBooks:
    return RawBooks(connections["default"])


def decide(raw, request_id, state="APPROVED", checker="user:2", at=NOW) -> None:
    raw.run(DECIDE, [state, checker, at, request_id])


def test_the_maker_is_not_the_checker(raw):
    asked = ask()
    with pytest.raises(IntegrityError, match="approvals_checker_is_not_maker"):
        decide(raw, asked.request_id, checker=asked.maker)


def test_a_checker_is_a_person(raw):
    with pytest.raises(IntegrityError, match="approvals_checker_is_a_person"):
        decide(raw, ask().request_id, checker="system:batch")


@pytest.mark.parametrize(
    ("state", "checker", "at"),
    [("APPROVED", None, NOW), ("REFUSED", "user:2", None), ("EXPIRED", "user:2", NOW)],
)
def test_a_decision_has_a_person_and_a_time(raw, state, checker, at):
    with pytest.raises(IntegrityError, match="approvals_decision_is_whole"):
        decide(raw, ask().request_id, state, checker, at)


@pytest.mark.parametrize("first", ["APPROVED", "REFUSED"])
@pytest.mark.parametrize("second", ["APPROVED", "REFUSED", "EXPIRED", "REQUESTED"])
def test_a_decision_is_final(raw, first, second):
    asked = ask()
    decide(raw, asked.request_id, first)
    with pytest.raises(DatabaseError, match="decided once"):
        decide(raw, asked.request_id, second, checker="user:3")


@pytest.mark.parametrize("column", ["payload", "maker", "kind", "subject", "reason"])
def test_what_is_asked_does_not_change(bank, column):
    asked = ask()
    statement = f"UPDATE approvals_request SET {column} = 'x', state = 'APPROVED'"  # noqa: S608
    with pytest.raises(DatabaseError, match="permission denied"):
        RawBooks(connections["default"]).run(statement)
    del asked


@pytest.mark.parametrize("column", ["payload", "maker", "kind", "subject", "reason"])
@pytest.mark.django_db(databases=["default", "owner"])
def test_what_is_asked_does_not_change_for_the_owner_either(column, bank):
    owner = RawBooks(connections["owner"])
    owner.run(
        "INSERT INTO approvals_request (kind, subject, payload, reason, maker, requested_at,"
        " expires_at, state, decision_reason, result)"
        " VALUES ('k', 's', '{}', 'r', 'user:1', now(), now() + interval '1 day', 'REQUESTED',"
        " '', '')"
    )
    with pytest.raises(DatabaseError, match="does not change"):
        owner.run(f"UPDATE approvals_request SET {column} = 'x'")  # noqa: S608
    for statement in ("DELETE FROM approvals_requestevent", "DELETE FROM approvals_request"):
        with pytest.raises(DatabaseError, match="append-only"):
            owner.run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM approvals_request",
        "DELETE FROM approvals_requestevent",
        "UPDATE approvals_requestevent SET actor = 'user:9'",
        """
        INSERT INTO approvals_requestevent (request_id, state, actor, at, reason)
        SELECT id, 'APPROVED', 'user:2', now(), '' FROM approvals_request""",
    ],
)
def test_history_is_nobodys_to_write(raw, statement):
    ask()
    with pytest.raises(DatabaseError, match="permission denied"):
        raw.run(statement)


def test_a_request_does_not_begin_decided(raw):
    with pytest.raises(DatabaseError, match="begins as one"):
        raw.run(
            "INSERT INTO approvals_request (kind, subject, payload, reason, maker, requested_at,"
            " expires_at, state, decision_reason, result, checker, decided_at)"
            " VALUES ('k', 's', '{}', 'r', 'user:1', now(), now() + interval '1 day', 'APPROVED',"
            " '', '', 'user:2', now())"
        )


def test_one_request_of_a_kind_waits_on_a_subject(raw):
    asked = ask()
    with pytest.raises(IntegrityError, match="approvals_asked_once_at_a_time"):
        raw.run(
            "INSERT INTO approvals_request (kind, subject, payload, reason, maker, requested_at,"
            " expires_at, state, decision_reason, result) SELECT kind, subject, payload, reason,"
            " maker, requested_at, expires_at, state, '', '' FROM approvals_request WHERE id = %s",
            [asked.request_id],
        )
