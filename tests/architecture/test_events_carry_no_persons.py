"""What goes to the broker and to other parts of the bank: ids and amounts, and no persons."""

import ast
import inspect
from importlib import import_module

import pytest
from django.conf import settings

from bankcore.celery import app
from bankcore.events import EVENTS
from bankcore.outbox.domain.schemas import PERSONAL
from bankcore.subscriptions import SUBSCRIPTIONS
from tests.architecture.source import files, tree

# Every field that an event may carry; a new one is added here by somebody who has thought of it.
IDS = {
    *("transaction_id", "reversal_id", "file_id", "account_id", "customer_id", "order_id"),
    *("callback_id", "held_payment_id", "thread_id", "export_id"),
    *("authorisation_id", "card_id"),
    *("references", "decided_by"),  # payments' own names; a member of staff by number
    *("application_id", "document_id", "loan_id", "user_id", "alert_id"),
}
AMOUNTS = {"amount", "base_amount", "currency", "outstanding"}
DAYS = {"booking_date", "day", "expires_on", "review_on", "nominal_date"}
WORDS = {
    "before",
    "after",
    "rating",
    "threshold_days",
    "fee_charged",
    "attempts",
    "bucket",
    "days_past_due",
    "kind",
    "severity",
    # Sums over the whole bank against its limits.
    "measured",
    *("ceiling", "value", "colour"),
    "value_loss",
    "tier_one",
    *("outcome", "is_fraud"),
    "response_code",  # what a card network was answered
    "status",  # of a held payment: what its payer is told, and nothing of why
}
EXCEPTIONS = {
    # Which notice is sent, and what it says besides: FACTS.
    "identity.notice_due": {"message", "facts"},
    # Why something failed or was decided: with cheques a sentence that staff wrote down as the
    # other bank gave it, else a code.
    "payments.cheque_returned": {"reason"},
    "payments.standing_order_failed": {"reason"},
    "risk.case_decided": {"reason"},
    # Whose endpoint, by their public ids.
    "webhooks.endpoint_disabled": {"merchant", "endpoint"},
    # Which file of which network, its error's code, and how many records it is about.
    "settlement.network_file_refused": {"network", "file", "error"},
    "settlement.presentment_rejected": {"network", "file", "records"},
}
ALLOWED = IDS | AMOUNTS | DAYS | WORDS
# A sort of factor, a browser, a number; and where somebody signed in from. An IP address is
# personal data: the event is internal, so that it leaves the outbox for the message alone.
FACTS = {"what", "browser", "left", "from_address"}
FIELDS = {
    (declared.name, declared.version): {field.name for field in declared.fields}
    for declared in EVENTS
}


@pytest.mark.parametrize("key", FIELDS, ids=str)
def test_events_carry_what_is_on_the_list_and_nothing_else(key):
    assert FIELDS[key] <= ALLOWED | EXCEPTIONS.get(key[0], set())


def test_the_list_has_no_persons_in_it():
    listed = ALLOWED.union(*EXCEPTIONS.values())
    assert not [field for field in listed if any(word in field for word in PERSONAL)]


def test_everything_on_the_list_is_carried_by_some_event():
    carried = set().union(*FIELDS.values())
    assert set() == ALLOWED - carried


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_needed(name):
    carried = [fields for (each, _), fields in FIELDS.items() if each == name]
    assert all(EXCEPTIONS[name] <= fields for fields in carried)
    assert carried


def test_free_words_are_in_no_event_but_these():
    free = {
        declared.name: {
            field.name
            for field in declared.fields
            if not {"pattern", "format"} & field.schema.keys()
            and field.schema["type"] not in ("integer", "boolean", ["boolean", "null"])
        }
        for declared in EVENTS
    }
    assert {name: fields for name, fields in free.items() if fields} == {
        "accounts.loan_in_arrears": {"bucket"},
        "identity.notice_due": {"facts"},
        "payments.cheque_returned": {"reason"},
        "risk.case_decided": {"references", "decided_by"},
        "settlement.network_file_refused": {"file"},
        "settlement.presentment_rejected": {"file"},
    }


def test_what_a_notice_says_besides_is_on_the_list_and_goes_nowhere_else():
    said = {
        key.value
        for path in files("bankcore/identity")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign | ast.keyword)
        and (node.arg if isinstance(node, ast.keyword) else ast.unparse(node.targets[0])) == "facts"
        and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }
    assert said == FACTS | {"at"}
    assert EVENTS.newest("identity.notice_due").is_internal


def test_the_worker_takes_nothing_but_json():
    for conf in (app.conf.accept_content, settings.CELERY_ACCEPT_CONTENT):
        assert list(conf) == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.result_serializer == "json"
    assert app.conf.task_ignore_result


def test_a_task_is_told_nothing_but_the_event():
    app.loader.import_default_modules()
    for name in {each for names in SUBSCRIPTIONS.values() for each in names}:
        module, _, function = name.rpartition(".")
        task = getattr(import_module(module), function)
        assert list(inspect.signature(task.run).parameters) == ["event"], name


def test_a_task_by_the_clock_is_told_nothing():
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        module, _, function = entry["task"].rpartition(".")
        task = getattr(import_module(module), function)
        assert not inspect.signature(task.run).parameters
        assert not entry.get("args")
        assert not entry.get("kwargs")
