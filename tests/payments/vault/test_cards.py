"""Card numbers: stored once a merchant, read by token, never shown."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from payments.vault import public as vault

pytestmark = pytest.mark.usefixtures("bank")
VISA = "4242424242424242"


def stored(now, **changes):
    values = {"merchant": "m1", "number": VISA, "expiry_month": 12, "expiry_year": 2030}
    return vault.store_card(**(values | changes), now=now)


def test_a_stored_card_is_read_again_by_its_token(now):
    card = stored(now, number="4242 4242-4242 4242")
    assert (card.brand, card.last4, card.bin8) == ("visa", "4242", "42424242")
    assert (card.funding, card.country) == ("credit", "US")
    found = vault.reveal(token=card.token)
    assert (found.number, found.expiry_month, found.expiry_year) == (VISA, 12, 2030)
