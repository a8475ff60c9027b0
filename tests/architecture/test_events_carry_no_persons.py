"""What goes to the broker and to other parts of the bank: ids and amounts, and no persons."""

import ast
import inspect
from importlib import import_module

import pytest
from django.conf import settings

from bankcore.celery import app
from bankcore.subscriptions import SUBSCRIPTIONS
from tests.architecture.source import PACKAGES, files, tree

# Every field that an event may carry; a new one is added here by somebody who has thought of it.
IDS = {
    *("transaction_id", "reversal_id", "file_id", "account_id", "customer_id", "order_id"),
    *("callback_id", "held_payment_id"),
    *("references", "decided_by"),  # payments' own names; a member of staff by number
    *("application_id", "document_id", "loan_id", "user_id", "alert_id"),
}
AMOUNTS = {"amount", "base_amount", "currency", "outstanding"}
DAYS = {"booking_date", "day", "expires_on", "review_on", "due_date", "nominal_date"}
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
    *("outcome", "reason", "is_fraud"),
    "status",  # of a held payment: what its payer is told, and nothing of why
}
# Why something failed: with cheques a sentence that staff wrote down as the other bank gave it,
# with standing orders a refusal's code.
REASONS = {
    # Which notice is sent, and what it says besides: a sort of factor, a browser, a number.
    "bankcore.identity.services.notices": {"message", "facts", "at"},
    "payments.services.cheque_returns": {"reason"},
    # Whose endpoint, by their public ids.
    "payments.webhooks.services.stopping": {"merchant", "endpoint"},
    "payments.services.standing_order_runs": {"reason"},
    # Which file of which network, its error's code, and how many records it is about.
    "payments.settlement.services.network_files": {"network", "file", "error", "records"},
}
ALLOWED = IDS | AMOUNTS | DAYS | WORDS
PERSONAL = ("name", "iban", "email", "e_mail", "phone", "address", "birth", "secret", "password")


def modules():
    for path in files(*PACKAGES):
        found = tree(path)
        if any(_publishes(node) for node in ast.walk(found)):
            yield ".".join(path.with_suffix("").parts), found


def _publishes(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "outbox"
        and node.func.attr in {"publish", "publish_many"}
    )


PUBLISHING = dict(modules())


def fields_of(module: str) -> set[str]:
    """Return the keys of every dict whose keys are words in the functions that publish."""
    keys: set[str] = set()
    for function in ast.walk(PUBLISHING[module]):
        if not isinstance(function, ast.FunctionDef):
            continue
        if not any(_publishes(node) for node in ast.walk(function)):
            continue
        payloads = [
            node
            for node in ast.walk(function)
            if isinstance(node, ast.Dict) and not _is_of_audit(node, function)
        ]
        for payload in payloads:
            keys |= {key.value for key in payload.keys if isinstance(key, ast.Constant)}
    return {key for key in keys if isinstance(key, str)}


def _is_of_audit(wanted: ast.Dict, function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.keyword) and node.arg == "detail" and node.value is wanted
        for node in ast.walk(function)
    )


def test_events_are_published_in_several_places():
    assert len(PUBLISHING) >= 8
    assert "transaction_id" in fields_of("payments.services.booking")


@pytest.mark.parametrize("module", PUBLISHING)
def test_events_carry_what_is_on_the_list_and_nothing_else(module):
    assert fields_of(module) <= ALLOWED | REASONS.get(module, set())


def test_what_is_handed_on_to_an_event_of_loans_is_on_the_list():
    handed = {
        keyword.arg
        for path in files(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "settlements.publish"
        for keyword in node.keywords
    }
    assert "act" in handed
    assert handed - {"act"} <= ALLOWED


def test_the_list_has_no_persons_in_it():
    assert not [field for field in ALLOWED if any(word in field for word in PERSONAL)]


@pytest.mark.parametrize("module", REASONS)
def test_an_exception_is_needed(module):
    assert REASONS[module] <= fields_of(module)


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
