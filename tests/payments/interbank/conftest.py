"""A bank that exchanges files with two clearing houses, and a gateway that is listened to."""

from __future__ import annotations

import pytest

from payments.gateway import public as gateway
from tests.payments.interbank import exchanges


@pytest.fixture
def folder(settings, tmp_path):
    """Exchange euros and dollars in files, in a folder of the test's own."""
    settings.GATEWAY_EXCHANGE_FOLDER = tmp_path
    settings.CLEARED_BY_EXCHANGE = {"EUR": "sepa", "USD": "ach"}
    return tmp_path


@pytest.fixture
def told(monkeypatch) -> list[tuple[str, str, str]]:
    """Give what the gateway is told: operation, verdict and the stable code, in order."""
    heard: list[tuple[str, str, str]] = []

    def apply_outcome(*, operation_id, outcome, now):
        heard.append((operation_id.hex, outcome.verdict.value, outcome.code))
        return gateway.Applied.APPLIED

    monkeypatch.setattr(gateway, "apply_outcome", apply_outcome)
    monkeypatch.setattr(
        gateway,
        "instrument_account",
        lambda *, payment_method_id: exchanges.ACCOUNTS[payment_method_id],
        raising=False,
    )
    return heard
