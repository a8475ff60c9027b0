"""POST /detect_fraud."""

from decimal import Decimal

import pytest

pytestmark = pytest.mark.usefixtures("bank")
FRAUDULENT = {"status": "fraudulent", "message": "Transaction flagged as fraudulent"}
LEGITIMATE = {"status": "legitimate", "message": "Transaction is legitimate"}


def ask(client, text: str):
    return client.post("/detect_fraud", text, content_type="application/json")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("10000.01", FRAUDULENT),
        ('"10000.01"', FRAUDULENT),
        ("10000.0000000000000000000001", FRAUDULENT),
        ("1e9", FRAUDULENT),
        ("10000", LEGITIMATE),
        ("9999.99", LEGITIMATE),
        ("0", LEGITIMATE),
    ],
)
def test_detect_fraud_flags_what_is_above_the_threshold(client, amount, expected):
    answer = ask(client, f'{{"amount": {amount}, "account_id": "a", "country": "DE"}}')
    assert (answer.status_code, answer.json()) == (200, expected)


def test_detect_fraud_threshold_is_configurable(client, settings):
    settings.FRAUD_THRESHOLD = Decimal(5)
    assert ask(client, '{"amount": 6}').json() == FRAUDULENT


@pytest.mark.parametrize("body", ["{}", '{"amount": null}', '{"amount": true}', '{"amount": -1}',
    '{"amount": "many"}', '{"amount": "NaN"}', '{"amount": []}'])  # fmt: skip
def test_detect_fraud_names_the_amount_at_fault(client, body):
    answer = ask(client, body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["amount"]


@pytest.mark.parametrize("body", ["", "{", "[]", '{"amount": NaN}'])
def test_detect_fraud_refuses_malformed_json(client, body):
    assert ask(client, body).status_code == 400
