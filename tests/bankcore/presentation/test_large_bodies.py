"""A body larger than is taken is refused as such, whatever is in it."""

import pytest
from django.test import Client as Http

from tests.clients import ApiClient

pytestmark = pytest.mark.usefixtures("bank")
LARGE = "a" * (2 * 1024 * 1024)


def test_large_json_is_refused():
    for path in ("/api/v1/transfers", "/process_payment", "/detect_fraud"):
        answer = ApiClient().post(path, {"narrative": LARGE})
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_large_field_of_a_form_is_refused():
    answer = ApiClient().upload("/api/v1/bulk-files", {"customer_id": LARGE})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    form = f"grant_type=client_credentials&scope={LARGE}"
    answer = Http().post("/oauth/token", form, "application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_form_of_too_many_fields_is_malformed():
    form = {f"field{number}": "1" for number in range(1_001)}
    answer = ApiClient().upload("/api/v1/bulk-files", form)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


def test_a_large_signed_body_is_refused():
    answer = ApiClient("shop", signed_only=True).post("/api/v1/transfers", {"narrative": LARGE})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_an_ordinary_body_is_read():
    answer = ApiClient().post("/api/v1/transfers", {"narrative": "a" * 1_000_000})
    assert answer.json()["code"] == "invalid_request"
