"""The audit trail is added to and read, by everybody, and changed by nobody."""

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.audit.models import AuditEntry
from tests.conftest import NOW

CHANGES = [
    "UPDATE audit_auditentry SET actor = 'somebody else'",
    "DELETE FROM audit_auditentry",
    "TRUNCATE audit_auditentry",
]


def run(alias: str, statement: str) -> None:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)


def test_what_was_done_is_written_with_who_and_when(bank):
    audit.record(
        actor=Actor.system("test"),
        action="test.it.done",
        subject="it:1",
        at=NOW,
        detail={"why": "because"},
    )
    entry = AuditEntry.objects.get(action="test.it.done")
    assert (entry.actor, entry.subject, entry.at) == ("system:test", "it:1", NOW)
    assert entry.detail == {"why": "because"}


def test_the_trail_is_written_only_with_what_it_tells_of(committed_bank):
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(actor=Actor.system("test"), action="a.b.c", subject="it:1", at=NOW)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_has_no_right_to_change_the_trail(bank, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("default", statement)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_cannot_change_the_trail(bank, statement):
    with pytest.raises(IntegrityError, match="append-only"):
        run("owner", statement)
