"""Programs that call: by key, and by signature."""

from datetime import timedelta

import pytest

from bankcore.identity import public as identity
from bankcore.identity.models import ApiClient, UsedNonce, User
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")


def test_a_key_is_told_once_and_kept_only_as_a_hash():
    made = identity.create_api_client(client_id="shop", name="Shop", now=NOW)
    row = ApiClient.objects.get(client_id="shop")
    assert identity.client_with_key(made.api_key, now=NOW).client_id == "shop"
    stored = f"{vars(row)}"
    assert made.api_key not in stored
    assert made.signing_secret not in stored
    assert identity.client_with_key(made.api_key + "x", now=NOW) is None


def test_a_client_switched_off_is_known_no_more():
    made = identity.create_api_client(client_id="shop", name="Shop", now=NOW)
    body = signed_body(made)
    ApiClient.objects.update(is_active=False)
    assert identity.client_with_key(made.api_key, now=NOW) is None
    with pytest.raises(identity.InvalidSignature):
        identity.check_signed(body=body, now=NOW)


def signed_body(made: identity.Credentials, **changes) -> dict:
    body = {
        "client_id": made.client_id,
        "timestamp": int(NOW.timestamp()),
        "nonce": "n1",
        "deep": {"b": [1, None, True], "a": "ä"},
    } | changes
    return body | {"signature": identity.sign(body, secret=made.signing_secret.encode())}


def test_a_signature_covers_everything_that_is_sent():
    made = identity.create_api_client(client_id="shop", name="Shop", now=NOW)
    body = signed_body(made)
    assert identity.check_signed(body=body, now=NOW).client_id == "shop"
    for change in ({"nonce": "n2"}, {"extra": 1}, {"deep": {"b": [1, None, False], "a": "ä"}}):
        with pytest.raises(identity.InvalidSignature):
            identity.check_signed(body=body | change, now=NOW)


@pytest.mark.parametrize(
    ("seconds", "holds"), [(-300, True), (300, True), (-301, False), (301, False)]
)
def test_a_signature_holds_for_five_minutes_to_either_side(seconds, holds):
    made = identity.create_api_client(client_id="shop", name="Shop", now=NOW)
    body = signed_body(made)
    now = NOW + timedelta(seconds=seconds)
    if holds:
        assert identity.check_signed(body=body, now=now)
    else:
        with pytest.raises(identity.InvalidSignature):
            identity.check_signed(body=body, now=now)


def test_a_nonce_works_once_a_client():
    first = identity.check_signed(
        body=signed_body(identity.create_api_client(client_id="a", name="A", now=NOW)), now=NOW
    )
    second = identity.check_signed(
        body=signed_body(identity.create_api_client(client_id="b", name="B", now=NOW)), now=NOW
    )
    identity.use_nonce(client=first, nonce="n1", now=NOW)
    identity.use_nonce(client=second, nonce="n1", now=NOW)
    with pytest.raises(identity.InvalidSignature):
        identity.use_nonce(client=first, nonce="n1", now=NOW)


def test_nonces_are_forgotten_only_when_their_signature_is_long_dead():
    client = identity.check_signed(
        body=signed_body(identity.create_api_client(client_id="a", name="A", now=NOW)), now=NOW
    )
    identity.use_nonce(client=client, nonce="n1", now=NOW)
    assert identity.forget_old_nonces(now=NOW + timedelta(minutes=19)) == 0
    assert identity.forget_old_nonces(now=NOW + timedelta(minutes=21)) == 1
    assert UsedNonce.objects.count() == 0


def test_a_user_who_exists_keeps_the_password():
    first = identity.ensure_user(username="demo", password="the-first-password")
    assert identity.ensure_user(username="demo", password="another-password") == first
    assert User.objects.get(pk=first).check_password("the-first-password")
