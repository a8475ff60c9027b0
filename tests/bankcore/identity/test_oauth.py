"""Access tokens: one grant, ten minutes, kept as hashes."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.test import Client as Http

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.identity.models import AccessToken, ApiClient
from tests.clients import ApiClient as Caller

pytestmark = pytest.mark.usefixtures("bank")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def shop() -> Caller:
    return Caller("shop", scopes=["accounts:read", "payments:write"])


def ask(shop: Caller, text: str = "grant_type=client_credentials", **headers: str):
    shown = base64.b64encode(f"{shop.client_id}:{shop._key}".encode()).decode()
    return Http().post(
        "/oauth/token", text, FORM, headers={"Authorization": f"Basic {shown}"} | headers
    )


def accounts_with(token: str):
    return Http().get("/api/v1/accounts", headers={"Authorization": f"Bearer {token}"})


def test_a_token_stands_for_its_client_for_ten_minutes(shop):
    answer = ask(shop)
    told = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 600)
    assert set(told["scope"].split()) == {"accounts:read", "payments:write"}
    assert "refresh_token" not in told
    assert accounts_with(told["access_token"]).status_code == 200
    now = clock.now()
    assert identity.client_with_token(told["access_token"], now=now + timedelta(seconds=590))
    assert not identity.client_with_token(told["access_token"], now=now + timedelta(seconds=601))


def test_the_key_may_stand_in_the_form(shop):
    text = f"grant_type=client_credentials&client_id=shop&client_secret={shop._key}"
    assert Http().post("/oauth/token", text, FORM).status_code == 200


def test_a_token_is_kept_only_as_a_hash(shop):
    token = ask(shop).json()["access_token"]
    row = AccessToken.objects.get()
    assert token not in f"{vars(row)}"
    assert len(bytes(row.sha256)) == 32


def test_a_token_has_the_scopes_asked_for_and_no_others(shop):
    told = ask(shop, "grant_type=client_credentials&scope=payments:write").json()
    assert told["scope"] == "payments:write"
    answer = accounts_with(told["access_token"])
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_scope_the_client_does_not_have_is_refused(shop):
    answer = ask(shop, "grant_type=client_credentials&scope=loans:decide")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert AccessToken.objects.count() == 0


def test_a_scope_taken_from_the_client_is_gone_from_its_tokens(shop):
    token = ask(shop).json()["access_token"]
    ApiClient.objects.update(scopes=["payments:write"])
    assert accounts_with(token).status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "grant_type=password&username=demo&password=demo",
        "grant_type=implicit",
        "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x",
        "",
    ],
)
def test_no_other_grant_is_known(shop, text):
    answer = ask(shop, text)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request"}
    assert AccessToken.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "grant_type=authorization_code&code=x&redirect_uri=https%3A%2F%2Fexample.com",
        "grant_type=refresh_token&refresh_token=x",
    ],
)
def test_only_a_third_party_has_what_customers_give(shop, text):
    answer = ask(shop, text)
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    assert AccessToken.objects.count() == 0


def test_a_wrong_key_or_anothers_gets_no_token(shop):
    other = Caller("other")
    for name, key in (("shop", shop._key + "x"), ("shop", other._key), ("nobody", shop._key)):
        text = f"grant_type=client_credentials&client_id={name}&client_secret={key}"
        answer = Http().post("/oauth/token", text, FORM)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert AccessToken.objects.count() == 0


def test_a_revoked_token_is_worth_nothing_and_anothers_stays(shop):
    other = Caller("other")
    token = ask(shop).json()["access_token"]
    for caller, status in ((other, 200), (shop, 401)):
        text = f"token={token}&client_id={caller.client_id}&client_secret={caller._key}"
        assert Http().post("/oauth/revoke", text, FORM).status_code == 200
        assert accounts_with(token).status_code == status


def test_a_blocked_clients_tokens_are_worth_nothing(shop):
    token = ask(shop).json()["access_token"]
    ApiClient.objects.update(is_active=False)
    assert accounts_with(token).status_code == 401


def test_expired_tokens_are_forgotten_a_day_later(shop):
    ask(shop)
    now = clock.now()
    assert identity.forget_expired_tokens(now=now + timedelta(hours=24)) == 0
    assert identity.forget_expired_tokens(now=now + timedelta(hours=24, minutes=11)) == 1
