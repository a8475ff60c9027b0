"""Where programs may call from, and which kind of key this bank answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client as Http
from django.test import RequestFactory

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.identity.models import ApiClient as Row
from bankcore.identity.models import ApiKey
from bankcore.presentation import addresses
from tests.clients import ApiClient
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")


def get(client: ApiClient, **environ: str):
    headers = {"Authorization": f"Bearer {client._key}"}
    return Http().get("/api/v1/accounts", headers=headers, **environ)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("192.0.2.1", 200),
        ("192.0.2.255", 200),
        ("192.0.3.1", 401),
        ("::ffff:192.0.2.1", 200),
        ("2001:db8::7", 200),
        ("2001:db9::7", 401),
        ("", 401),
    ],
)
def test_a_client_calls_from_its_networks(address, status):
    client = ApiClient(networks=["192.0.2.0/24", "2001:db8::/32"])
    assert get(client, REMOTE_ADDR=address).status_code == status


def test_who_is_no_trusted_proxy_does_not_say_where_a_request_comes_from():
    client = ApiClient(networks=["192.0.2.0/24"])
    answer = get(client, REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR="192.0.2.1")
    assert (answer.status_code, answer.json()["code"]) == (401, "address_not_allowed")


@pytest.mark.parametrize(
    ("forwarded", "found"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1, 203.0.113.9", "203.0.113.9"),
        ("192.0.2.1, 203.0.113.9, 10.0.0.8", "203.0.113.9"),
        ("", "10.0.0.7"),
        ("junk", "10.0.0.7"),
        ("192.0.2.1, junk", "10.0.0.7"),
    ],
)
def test_behind_a_trusted_proxy_the_last_address_that_is_none_counts(settings, forwarded, found):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert addresses.address_of(request) == found


def test_a_key_of_the_other_kind_is_told_so(settings):
    live = identity.create_api_client(
        client_id="live", name="Live", now=NOW, kind=identity.ClientKind.LIVE
    )
    test = identity.create_api_client(client_id="test", name="Test", now=NOW)
    assert live.api_key.startswith("bk_live_")
    assert test.api_key.startswith("bk_test_")
    with pytest.raises(identity.KeyOfOtherKind):
        identity.client_with_key(live.api_key, now=NOW)
    with pytest.raises(identity.KeyOfOtherKind):
        identity.client_with_key("bk_live_of_nobody", now=NOW)
    answer = Http().get("/api/v1/accounts", headers={"Authorization": f"Bearer {live.api_key}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "key_of_other_kind")
    settings.API_MODE = "live"
    assert identity.client_with_key(live.api_key, now=NOW).client_id == "live"
    with pytest.raises(identity.KeyOfOtherKind):
        identity.client_with_key(test.api_key, now=NOW)


def test_a_key_is_good_until_its_end():
    made = identity.create_api_client(client_id="shop", name="Shop", now=NOW)
    end = NOW + timedelta(days=1)
    ApiKey.objects.update(expires_at=end)
    assert identity.client_with_key(made.api_key, now=end - timedelta(seconds=1))
    assert identity.client_with_key(made.api_key, now=end) is None


def test_when_a_key_was_used_last_is_kept_to_the_minute():
    made = identity.create_api_client(client_id="shop", name="Shop", now=NOW)
    later = NOW + timedelta(seconds=30)
    for now in (NOW, later):
        identity.client_with_key(made.api_key, now=now)
        assert ApiKey.objects.get().last_used_at == NOW
    identity.client_with_key(made.api_key, now=NOW + timedelta(minutes=1))
    assert ApiKey.objects.get().last_used_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE identity_apikey SET kind = 'LIVE'",
        "UPDATE identity_apikey SET sha256 = '\\x00'",
        "UPDATE identity_apikey SET expires_at = created_at",
        "UPDATE identity_apiclient SET kind = 'ELSE'",
        "UPDATE identity_apiclient SET burst = 0",
        "DELETE FROM identity_apikey",
        "DELETE FROM identity_apiclient",
        "DELETE FROM identity_signingsecret",
    ],
)
def test_the_database_refuses_clients_and_keys_that_cannot_be(statement):
    identity.create_api_client(client_id="shop", name="Shop", now=NOW)
    with (
        pytest.raises((IntegrityError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


def test_a_token_of_more_than_an_hour_is_refused_by_the_database():
    identity.create_api_client(client_id="shop", name="Shop", now=NOW)
    row = Row.objects.get(client_id="shop")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_accesstoken (client_id, sha256, scopes, created_at, expires_at)"
            " VALUES (%s, sha256('x'), '[]', %s, %s)",
            [row.pk, clock.now(), clock.now() + timedelta(hours=2)],
        )
