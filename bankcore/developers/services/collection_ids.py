"""Where the requests of the collection get their ids: of an answer before, or of their own making.

Whoever sends a folder from its first request to its last has an id for each: a listing or a
creating request keeps that of its answer in a variable of the collection. What can be done to a
thing once, as capturing or cancelling it, is done to a thing that the request makes beforehand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

_RENAMED: Final = {"method": "payment_method", "intent": "payment_intent"}
"""Variables by parameters of addresses, where they have another name."""
_NESTED: Final = {
    "customers_upload_document": {"document_id": "answer.document_id"},
    "letters_list": {"letter_id": "answer.items[0].letter_id"},
    "letters_create": {"letter_id": "answer.letter_id"},
    # The newest, which may still have to be paid out.
    "loans_list": {"loan_id": "answer.items.at(-1).loan_id"},
    "loan_quotes_create": {"quote_id": "answer.quote_id"},
    "fx_quotes_create": {"quote_id": "answer.id"},
    "statements_list": {"number": "answer.items[0].number"},
    "message_threads_read": {"attachment_id": "answer.messages[0].files[0].id"},
    "client_webhook_events_list": {"event": "answer.items[0].id"},
    "gateway_customers_payment_methods": {"payment_method": "answer.data[0].id"},
    "oauth_token": {"access_token": "answer.access_token"},
    # A person's current account, another customer's, and one of the same person in dollars.
    "accounts_list": {
        "account_id": "answer.items[0].account_id",
        "customer_id": "answer.items[0].customer_id",
        "other_account_id": "answer.items[1].account_id",
        "other_customer_id": "answer.items[1].customer_id",
        "foreign_account_id": "answer.items.find(each => each.currency !== "
        "answer.items[0].currency && each.customer_id === answer.items[0].customer_id).account_id",
    },
    "customers_onboard": {"prospect_id": "answer.customer_id"},
}
"""What else answers tell: a variable, and where in the answer it stands."""
_FIELDS: Final = {
    **dict.fromkeys(
        (
            *("account_id", "debit_account_id", "sell_account_id"),
            *("funding_account_id", "repayment_account_id"),
        ),
        "{{account_id}}",
    ),
    "credit_account_id": "{{other_account_id}}",
    "buy_account_id": "{{foreign_account_id}}",
    **{
        name: f"{{{{{name}}}}}"
        for name in ("customer_id", "quote_id", "customer", "payment_method", "payment_intent")
    },
    **dict.fromkeys(("valid_from", "from_day", "for_day", "signed_on", "day"), "{{today}}"),
    **dict.fromkeys(("start", "last_day"), "{{later}}"),
    **dict.fromkeys(("until", "expires_on"), "{{next_year}}"),
    "url": "{{receiver}}",
}
"""What stands in the fields of bodies, whichever request it is."""
_OWN: Final[Mapping[str, Mapping[str, Any]]] = {
    "accounts_mandates_create": {"customer_id": "{{other_customer_id}}"},
    "customers_onboard": {"customer_id": "{{$guid}}"},
    "fx_quotes_create": {"currency": "USD"},
    "statement_cycle_set": {"cycle": "MONTHLY"},
    "letters_create": {"day": "{{yesterday}}"},
    "loan_applications_create": {"amount": "900.00"},
    "client_webhook_endpoints_change": {"is_enabled": True},
    # Another one at every run: a contact and a reference are taken once.
    "customers_add_contact": {"value": "demo-{{$guid}}@example.org"},
    "payment_intents_create": {"merchant_reference": "{{$guid}}"},
    # Who asks is said once, and not in the form as well.
    "oauth_revoke": {"token": "{{access_token}}", "client_id": None, "client_secret": None},
}
"""What stands in the fields of one request's body; None leaves a field out."""
_ELSEWHERE: Final = {
    ("accounts_mandates_end", "customer_id"): "other_customer_id",
    ("customers_change_status", "customer_id"): "prospect_id",
}
"""Parameters of one request's address that another variable fills."""
_FORMAT: Final = {("statements_file", "name"): "pdf"}
"""Parameters that are no id."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What a request makes beforehand for itself: a body sent to an address."""

    path: str
    body: Mapping[str, Any]


_CARD: Final[dict[str, Any]] = {
    "type": "card",
    # Another than the quick start's: a card is tried only so often an hour.
    "card": {"number": "5555555555554444", "exp_month": 12, "exp_year": 2031, "cvc": "123"},
}
_PAYMENT: Final = {"amount": 2500, "currency": "eur"}
_PAID: Final = {**_PAYMENT, "payment_method_data": _CARD, "confirm": True}
# Whoever holds this card disputes what was paid with it.
_DISPUTED: Final = {**_CARD, "card": {**_CARD["card"], "number": "4000000000000259"}}
_BEFORE: Final = {
    "disputes_list": _Before(
        "/v1/payment_intents", {**_PAYMENT, "payment_method_data": _DISPUTED, "confirm": True}
    ),
    "payment_intents_update": _Before("/v1/payment_intents", _PAYMENT),
    "payment_intents_confirm": _Before("/v1/payment_intents", _PAYMENT),
    "payment_intents_cancel": _Before("/v1/payment_intents", _PAYMENT),
    "payment_intents_capture": _Before(
        "/v1/payment_intents", {**_PAID, "capture_method": "manual"}
    ),
    "gateway_customers_delete": _Before("/v1/customers", {"name": "Demo Person 01"}),
    "payment_methods_attach": _Before("/v1/payment_methods", _CARD),
    "payment_methods_detach": _Before("/v1/payment_methods", _CARD),
    "setup_intents_cancel": _Before("/v1/setup_intents", {}),
    "setup_intents_confirm": _Before("/v1/setup_intents", {}),
}
_MADE: Final = "made_before"
EVERYWHERE: Final = (
    "const day = ahead => new Date(Date.now() + ahead * 86400000).toISOString().slice(0, 10);",
    'pm.collectionVariables.set("today", day(0));',
    'pm.collectionVariables.set("yesterday", day(-1));',
    'pm.collectionVariables.set("later", day(40));',
    'pm.collectionVariables.set("next_year", day(400));',
)
"""What runs before every request."""
GIVEN: Final = {"receiver": "https://shop.example.org/webhooks", "client_id": "demo"}
"""Variables that begin with a value: where events are sent to, and who asks for tokens."""


def variable(operation: str, parameter: str) -> str:
    """Return what stands for a parameter of an operation's address."""
    fixed = _FORMAT.get((operation, parameter))
    if fixed is not None:
        return fixed
    if operation in _BEFORE:
        return f"{{{{{_MADE}}}}}"
    name = _ELSEWHERE.get((operation, parameter), _RENAMED.get(parameter, parameter))
    return f"{{{{{name}}}}}"


def filled(operation: str, body: Any) -> Any:
    """Return an example of a body with variables where it has ids and days."""
    if not isinstance(body, dict):
        return body
    usual = {
        name: _FIELDS.get(name, value) for name, value in body.items() if isinstance(value, str)
    }
    found = body | usual | dict(_OWN.get(operation, {}))
    return {name: value for name, value in found.items() if value is not None}


def kept(operation: str, path: str, answer: Any, paths: Mapping[str, Any]) -> dict[str, str]:
    """Return variables that an operation's answer fills: each with where its value stands.

    Those of an address under which single things are found, and what else is known. `answer` is
    the example of one.
    """
    if operation in _NESTED:
        return dict(_NESTED[operation])
    found = {}
    for parameter in _below(path, paths) if isinstance(answer, dict) else ():
        listed = next((name for name in ("data", "items") if name in answer), None)
        thing = answer if listed is None else next(iter(answer[listed]), {})
        field = parameter if parameter in thing else "id"
        at = "answer" if listed is None else f"answer.{listed}[0]"
        found[_RENAMED.get(parameter, parameter)] = f"{at}.{field}"
    return found


def keeping(values: Mapping[str, str]) -> list[str]:
    """Return the script that keeps values of an answer; what an answer lacks stays as it was."""
    if not values:
        return []
    return [
        "const found = read => {",
        "  try { return read(pm.response.json()); } catch { return null; }",
        "};",
        "const keep = (name, value) => value && pm.collectionVariables.set(name, value);",
        *(f'keep("{name}", found(answer => {at}));' for name, at in values.items()),
    ]


def making(operation: str) -> list[str]:
    """Return the script that makes what an operation is done to, where it can be done only once."""
    before = _BEFORE.get(operation)
    if before is None:
        return []
    replaced = "name => pm.variables.replaceIn(name)"
    return [
        f"const filled = {replaced};",
        "pm.sendRequest({",
        f'  url: filled("{{{{base_url}}}}{before.path}"), method: "POST",',
        '  header: { Authorization: filled("Bearer {{key}}"), "Content-Type": "application/json",',
        '            "Idempotency-Key": filled("{{$guid}}") },',
        f'  body: {{ mode: "raw", raw: {json.dumps(json.dumps(before.body))} }},',
        "}, (error, answer) => {",
        f'  if (!error) pm.collectionVariables.set("{_MADE}", answer.json().id);',
        "});",
    ]


def names() -> list[str]:
    """Return the variables that begin empty and are kept by no listing."""
    return [_MADE, "yesterday", "today", "later", "next_year"]


def _below(path: str, paths: Mapping[str, Any]) -> Iterator[str]:
    if "{" in path:
        return
    for each in paths:
        head, _, last = each.rpartition("/")
        if head == path and last.startswith("{"):
            yield last.strip("{}")
