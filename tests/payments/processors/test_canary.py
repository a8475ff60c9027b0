"""A card number is nowhere but in the vault: not in a table, a log, a message or a dump."""

import hashlib
import hmac
import json
import logging

import pytest
from django.db import connections
from django.views.debug import ExceptionReporter

from bankcore import clock
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from bankcore.subscriptions import SUBSCRIPTIONS
from payments.processors import public as processors
from payments.processors.services import wire
from payments.vault import public as vault

NUMBER, CODE = "4000056655665556", "739"
FORMS = (
    NUMBER.encode(),
    b"4000 0566 5566 5556",
    b"4000-0566-5566-5556",
    NUMBER.encode().hex().encode(),
    NUMBER[6:].encode(),
)


def everything_stored():
    """Return each row of each table as text, the vault's own with them: as a dump has it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^pg_|^inf'"
        )
        tables = [f'"{schema}"."{name}"' for schema, name in cursor.fetchall()]
        assert '"vault"."card"' in tables
        rows = {}
        for name in tables:
            cursor.execute(f"SELECT t::text FROM {name} t")  # noqa: S608 - names of the catalog
            rows[name] = "\n".join(row for (row,) in cursor.fetchall()).encode()
    return rows


def places_of(texts):
    return {place for place, text in texts.items() for form in FORMS if form in text}


@use_case
def leak():
    audit.record(
        actor=Actor.system("test"),
        action="test.number.leaked",
        subject="card",
        at=clock.now(),
        detail={"number": NUMBER},
    )


def test_the_search_finds_a_number_that_is_there(committed_bank):
    leak()
    assert places_of(everything_stored()) == {'"public"."audit_auditentry"'}


def hear(settings):
    """Let the processor tell of the payment, and hand every event to the broker."""
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_x"]
    thing = {"object": "payment_intent", "id": "pi_1", "last4": NUMBER[-4:]}
    body = json.dumps({"id": "evt_1", "type": "payment_intent.x", "data": {"object": thing}})
    seconds, messages = int(clock.now().timestamp()), []
    signed = hmac.new(b"whsec_x", f"{seconds}.{body}".encode(), hashlib.sha256).hexdigest()
    processors.receive_callback(
        body=body.encode(), signature=f"t={seconds},v1={signed}", now=clock.now()
    )
    outbox.deliver(
        subscriptions=SUBSCRIPTIONS,
        send=lambda task, message: messages.append(f"{task} {message}"),
        now=clock.now(),
    )
    assert messages
    return "\n".join(messages).encode()


@pytest.mark.parametrize("fault", [None, "drop", 500])
def test_after_paying_the_number_is_in_no_table_log_or_message(
    committed_bank, shop, peer, told, caplog, tmp_path, settings, fault
):
    settings.SECURITY_CODES_SOCKETS = f"{tmp_path}/codes*.sock"
    peer.faults["confirm"] = [fault]
    with caplog.at_level(logging.DEBUG), vault.SecurityCodes(tmp_path / "codes.sock"):
        vault.send_security_code(token=shop.token(NUMBER), code=CODE)
        operation = shop.bring(number=NUMBER)
        shop.ask(operation)
        with pytest.raises(vault.InvalidCardNumber):
            shop.token(f"{NUMBER[:-1]}0")
        messages = hear(settings)
    sent = [form for form in peer.forms if "card[number]" in form]
    assert [(form["card[number]"], form["card[cvc]"]) for form in sent] == [(NUMBER, CODE)]
    logged = "\n".join(f"{each.getMessage()} {each.args}" for each in caplog.records).encode()
    said = {"log": logged, "messages": messages, "outcomes": repr(told.outcomes).encode()}
    assert places_of(everything_stored() | said) == set()


def test_a_page_of_an_error_shows_no_number(committed_bank, shop, monkeypatch, rf):
    """Variables of the bank's own functions, as Django writes them into error reports."""

    def broken():
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(wire, "_pool", broken)
        with pytest.raises(ZeroDivisionError) as told:
            shop.bring(number=NUMBER)
    reporter = ExceptionReporter(rf.post("/"), told.type, told.value, told.tb)
    shown = {
        frame["function"]: str(frame["vars"])
        for frame in reporter.get_traceback_data()["frames"]
        if "/payments/processors/" in frame["filename"] and "/tests/" not in frame["filename"]
    }
    assert {"_authorise", "_ordered", "post", "_sent"} <= set(shown)
    assert [name for name, text in shown.items() if NUMBER in text] == []
