"""Keys that many programs show at once are looked up together, and each is answered for itself."""

from datetime import timedelta

import pytest

from bankcore.identity import public as identity
from bankcore.identity.models import ApiKey
from bankcore.identity.repositories import credentials
from bankcore.identity.services import api_keys
from tests.conftest import NOW, in_threads

pytestmark = pytest.mark.usefixtures("committed_bank")
CALLERS = 8


@pytest.fixture
def keys() -> dict[str, str | None]:
    """Return keys, and who shows each; a revoked one, an expired and a wrong one are nobody's."""
    made = {
        name: identity.create_api_client(client_id=name, name=name, now=NOW).api_key
        for name in ("shop", "till", "revoked", "expired")
    }
    ApiKey.objects.filter(client__client_id="revoked").update(revoked_at=NOW)
    ApiKey.objects.filter(client__client_id="expired").update(
        created_at=NOW - timedelta(days=1), expires_at=NOW
    )
    who = {"shop": "shop", "till": "till", "revoked": None, "expired": None}
    return {made[name]: known for name, known in who.items()} | {"bk_test_wrong": None}


def shown_by_all(keys):
    """Return whom each key lets in, where all are shown at the same moment."""

    def show(number):
        found = identity.client_with_key(keys[number], now=NOW)
        return found and found.client_id

    return in_threads(len(keys), show)


def test_each_is_answered_for_its_own_key(keys):
    shown = [*keys, *keys]
    assert shown_by_all(shown) == [keys[key] for key in shown]


def test_those_of_one_statement_are_told_apart(keys, monkeypatch):
    asked = []
    found = credentials.known_keys
    monkeypatch.setattr(
        credentials, "known_keys", lambda hashes: asked.append(len(hashes)) or found(hashes)
    )
    hashes = [api_keys.rules.hash_of(key) for key in (*keys, *keys)]
    known = api_keys._known_together(hashes)
    assert asked == [len(keys)]
    # An expired one is known; whoever asks says whether it is good at their moment.
    assert [len(each) for each in known] == [1, 1, 0, 1, 0] * 2


def test_a_key_that_is_revoked_lets_nobody_in_from_then_on(keys):
    key = next(iter(keys))
    assert shown_by_all([key] * CALLERS) == ["shop"] * CALLERS
    ApiKey.objects.filter(client__client_id="shop").update(revoked_at=NOW)
    assert shown_by_all([key] * CALLERS) == [None] * CALLERS
