"""The audit trail in the hands of a security information system."""

import json
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.audit.domain import siem
from bankcore.db.transactions import use_case
from bankcore.logs import context
from tests.conftest import NOW

TELLER = Actor(ActorKind.USER, "7")


@use_case
def note(number, **more):
    more = {"action": "x.thing.done", "subject": f"x:{number}", **more}
    with context.within(context.Ids("r-1", "t", "192.0.2.7")):
        audit.record(actor=TELLER, at=NOW, **more)


def settle():
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (written,) = cursor.fetchone()
        for _ in range(600):
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > written:
                return
            time.sleep(0.1)


def export(**options) -> list[str]:
    settle()
    out = StringIO()
    call_command("export_audit", stdout=out, **options)
    return out.getvalue().splitlines()


def entry(**changes) -> siem.Exported:
    return siem.Exported(
        **{
            "entry_id": 3,
            "at": NOW,
            "actor": "user:7",
            "action": "x.thing.done",
            "subject": "x:1",
            "reason": "",
            "request_id": "r-1",
            "address": "192.0.2.7",
            "detail": {"a": 1},
            **changes,
        }
    )


def test_an_entry_in_cef_has_who_what_whence_and_when():
    line = siem.cef_line(entry())
    assert line == (
        "CEF:0|Bankcore|Bankcore|1|x.thing.done|x.thing.done|2|rt=1772443800000 externalId=3"
        " suser=user:7 src=192.0.2.7 cs1Label=subject cs1=x:1 cs2Label=requestId cs2=r-1"
        ' msg={"a":1}'
    )


@pytest.mark.parametrize("text", ["a|b", "a=b", "a\\b", "a\nCEF:0|x", "a\r\nb", "a\u2028b"])
def test_no_value_can_end_its_field_or_begin_a_line(text):
    for line in (
        siem.cef_line(entry(subject=text, action=text)),
        siem.json_line(entry(subject=text)),
    ):
        assert len(line.splitlines()) == 1


def test_what_means_something_in_cef_is_escaped():
    line = siem.cef_line(entry(action="a|b", subject="x=y", reason="back\\slash"))
    assert r"|a\|b|a\|b|2|" in line
    assert r" cs1=x\=y " in line
    assert r" reason=back\\slash " in line


def test_what_an_analyst_wants_first_is_severe():
    assert siem.severity("audit.seal.mismatch") == 10
    assert siem.severity("identity.login.failed") > siem.severity("identity.login.succeeded")
    assert siem.severity("accounts.account.read") == 2


@pytest.mark.usefixtures("committed_bank")
def test_entries_come_once_each_and_go_on_where_they_stopped(tmp_path):
    file = tmp_path / "audit.jsonl"
    for number in range(3):
        note(number)
    export(to=str(file))
    note(3)
    export(to=str(file))
    export(to=str(file))
    told = [json.loads(line) for line in file.read_text().splitlines()]
    assert [each["subject"] for each in told if each["action"] == "x.thing.done"] == [
        "x:0", "x:1", "x:2", "x:3",
    ]  # fmt: skip
    assert told[-1]["address"] == "192.0.2.7"
    assert told[-1]["request_id"] == "r-1"


@pytest.mark.usefixtures("committed_bank")
def test_an_entry_that_another_may_still_come_before_waits():
    note(0)
    with connections["owner"].cursor() as cursor:
        settle()
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        note(1)
        out = StringIO()
        call_command("export_audit", stdout=out)
        assert "x:0" in out.getvalue()
        assert "x:1" not in out.getvalue()
        cursor.execute("COMMIT")
    assert any("x:1" in line for line in export())


@pytest.mark.usefixtures("committed_bank")
def test_cef_is_written_as_well():
    note(0, reason="Asked by letter")
    assert any(line.startswith("CEF:0|") and "reason=Asked by letter" in line
               for line in export(format="cef"))  # fmt: skip
