"""What the documents tell integrators is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client as Http

from bankcore.scopes import SCOPES
from bankcore.settings import env
from tests import factories
from tests.clients import SECRET, ApiClient
from tests.factories import eur
from tests.payments.services.movements import left

pytestmark = pytest.mark.usefixtures("bank")
DOCS: Path = env.REPOSITORY / "docs"


def test_the_table_of_scopes_is_the_one_that_holds():
    text = (DOCS / "security/api-access.md").read_text()
    told = {
        scope: set(re.findall(r"`([\w.]+)`", cell))
        for scope, cell in re.findall(r"^\| `(\w+:\w+)` \| (.+) \|$", text, re.MULTILINE)
    }
    assert told == {scope: set(permissions) for scope, permissions in SCOPES.items()}


def test_the_worked_example_signs_a_request_that_is_taken():
    shop = ApiClient("shop", signed_only=True)
    debit, credit = factories.account(funds=100), factories.account()
    text = (DOCS / "signatures.md").read_text()
    example = re.findall(r"```python\n(.+?)```", text, re.DOTALL)[0]
    values = {
        "debit": str(debit.account_id),
        "credit": str(credit.account_id),
        "secret": SECRET,
        "keyid": "shop-1",
    }
    exec(example, values)  # noqa: S102 - our own document
    headers = values["headers"] | {"Authorization": f"Bearer {shop._key}"}
    answer = Http().generic(
        "POST", "/api/v1/transfers", values["body"], "application/json", headers=headers
    )
    assert answer.status_code == 201, answer.content
    assert left(debit) == eur("87.50")
