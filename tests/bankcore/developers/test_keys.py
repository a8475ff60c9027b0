"""Customers of a test bank make keys for programs of their own, and end them."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.identity.models import ApiClient, User
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")
PAGE = "/developers/keys/"
WANTED = {"name": "My <program>", "scopes": ["accounts:read"]}
KEY = re.compile(r"<code>(bk_test_[\w-]{30,})</code>")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(identity, "recently_confirmed", lambda **_: True)


@pytest.fixture
def anna():
    return online.customer("anna")


def browser(who):
    http = Client()
    http.force_login(User.objects.get(pk=who.user_id))
    return http


def call(key):
    return Client().get("/api/v1/accounts", headers={"Authorization": f"Bearer {key}"})


def key_on(page):
    return KEY.search(page.content.decode())[1]


def test_a_customer_makes_a_key_that_reaches_their_accounts_alone(anna):
    online.customer("ben")
    http = browser(anna)
    made = http.post(PAGE, WANTED)
    told = call(key_on(made)).json()["items"]
    assert [each["account_id"] for each in told] == [str(anna.account.account_id)]
    again = http.get(PAGE).content.decode()
    assert escape("My <program>") in again
    assert not KEY.search(again)
    assert made["Cache-Control"].startswith("max-age=0")


def test_a_key_changes_over_within_a_day_and_a_revoked_one_ends_at_once(anna, monkeypatch):
    http = browser(anna)
    old = key_on(http.post(PAGE, WANTED))
    name = ApiClient.objects.latest("pk").client_id
    new = key_on(http.post(f"{PAGE}{name}/rotate/"))
    assert [call(each).status_code for each in (old, new)] == [200, 200]
    later = clock.now() + timedelta(hours=25)
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: later)
        assert [call(each).status_code for each in (old, new)] == [401, 200]
    http.post(f"{PAGE}{name}/revoke/", {"name": new[:14]})
    assert [call(each).status_code for each in (old, new)] == [200, 401]


def test_another_customer_changes_nothing_of_it(anna):
    key = key_on(browser(anna).post(PAGE, WANTED))
    name = ApiClient.objects.latest("pk").client_id
    ben = browser(online.customer("ben"))
    assert ben.post(f"{PAGE}{name}/rotate/").status_code == 404
    assert ben.post(f"{PAGE}{name}/revoke/", {"name": key[:14]}).status_code == 404
    assert name not in ben.get(PAGE).content.decode()
    assert call(key).status_code == 200


def test_who_has_not_shown_who_they_are_lately_does_so_first(anna, monkeypatch):
    monkeypatch.setattr(identity, "recently_confirmed", lambda **_: False)
    http = browser(anna)
    answer = http.post(PAGE, WANTED)
    assert answer["Location"].startswith("/confirm/?next=")
    assert ApiClient.objects.filter(client_id__startswith="own-").count() == 0
    [back] = parse_qs(urlsplit(answer["Location"]).query)["next"]
    form = http.get(back).context["form"]
    assert {name: form[name].value() for name in WANTED} == WANTED


def test_nobody_makes_keys_at_the_live_bank_nor_more_than_five(anna, settings):
    http = browser(anna)
    settings.API_MODE = "live"
    assert http.post(PAGE, WANTED).status_code == 422
    assert ApiClient.objects.count() == 0
    settings.API_MODE = "test"
    answers = [http.post(PAGE, WANTED).status_code for _ in range(6)]
    assert answers == [200] * 5 + [422]
    empty = http.post(PAGE, {"name": ""})
    assert (empty.status_code, "Choose at least one scope." in empty.content.decode()) == (
        422,
        True,
    )
    wide = http.post(PAGE, {"name": "x", "scopes": ["loans:decide"]})
    assert wide.status_code == 422
