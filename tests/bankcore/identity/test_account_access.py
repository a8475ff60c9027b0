"""A third party reads what a customer let it read, for as long, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client as Http

from bankcore import clock
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from bankcore.identity.domain import client_terms
from bankcore.identity.models import AccessToken, AccountAccess, ApiClient, Confirmation, User
from tests import factories
from tests.clients import ApiClient as Caller
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")
FORM = "application/x-www-form-urlencoded"
BACK = "https://app.example/back?from=bank"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:-1]
ASKED = {
    "response_type": "code",
    "client_id": "budget-app",
    "redirect_uri": BACK,
    "scope": "accounts:read statements:read",
    "state": "4711",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def app() -> Caller:
    scopes = ["accounts:read", "statements:read"]
    return Caller("budget-app", scopes=scopes, redirect_uris=(BACK,))


@pytest.fixture
def anna():
    return online.customer("anna", funds=1_234)


def browser(who) -> Http:
    http = Http()
    http.force_login(User.objects.get(pk=who.user_id))
    return http


def address(**changes: str | None) -> str:
    asked = {name: text for name, text in (ASKED | changes).items() if text is not None}
    return f"/authorize/?{urlencode(asked)}"


def choice(who, **changes: object) -> dict[str, object]:
    return {"accounts": [str(who.account.account_id)], "days": "90", **changes}


def confirmation_of(page) -> str:
    return re.search(r'name="confirmation_id" value="([^"]+)"', page.content.decode())[1]


def allowed(who, *, uri: str = "", **changes: object):
    """Choose, confirm with a code; returns the answer to the last form."""
    http, uri = browser(who), uri or address()
    page = http.post(uri, choice(who, **changes))
    assert page.status_code == 200, page.content.decode()
    given = {"confirmation_id": confirmation_of(page), "code": who.code()}
    return http.post(uri, choice(who, **changes) | given)


def answer_of(response) -> dict[str, str]:
    assert response.status_code == 303, response.content.decode()
    assert response["Location"].startswith("https://app.example/back?")
    return {
        name: texts[0] for name, texts in parse_qs(urlsplit(response["Location"]).query).items()
    }


def token_for(app: Caller, code: str, **changes: str):
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    return ask(app, body)


def ask(app: Caller, body: dict[str, str], path: str = "/oauth/token"):
    shown = {"client_id": app.client_id, "client_secret": app._key}
    return Http().post(path, urlencode(body | shown), FORM)


def read(token: str, path: str = "/api/v1/accounts", **query: str):
    return Http().get(path, query, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def tokens(app, anna):
    told = answer_of(allowed(anna))
    return token_for(app, told["code"]).json()


def test_a_customer_lets_a_third_party_read_the_account_they_chose(app, anna):
    other = factories.account(funds=7, owner=anna.customer)
    told = answer_of(allowed(anna))
    assert (told["state"], told["from"]) == ("4711", "bank")
    assert told["iss"].startswith("http")
    answer = token_for(app, told["code"])
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    tokens = answer.json()
    assert tokens["expires_in"] == 600
    listed = read(tokens["access_token"]).json()["items"]
    assert [each["account_id"] for each in listed] == [str(anna.account.account_id)]
    own, another = (f"/api/v1/accounts/{each.account_id}" for each in (anna.account, other))
    for path in ("", "/entries", "/balance", "/statements"):
        assert read(tokens["access_token"], own + path).status_code == 200, path
        assert read(tokens["access_token"], another + path).status_code == 404, path
    bens = online.customer("ben").account.account_id
    assert read(tokens["access_token"], f"/api/v1/accounts/{bens}").status_code == 404


def test_the_page_says_who_asks_what_of_which_accounts(app, anna):
    page = browser(anna).get(address())
    html = page.content.decode()
    assert page.status_code == 200
    for text in ("Test asks to read", anna.account.iban, "30 days", "180 days", "Your statements"):
        assert text in html
    assert "https://app.example" in page["Content-Security-Policy"]
    told = browser(anna).post(address(), choice(anna)).content.decode()
    assert "90 days" in told
    assert "Test (budget-app)" in told


def test_german_customers_are_asked_in_german(app, anna):
    http = browser(anna)
    http.cookies["language"] = "de"
    page = http.get(address()).content.decode()
    assert "bittet um Einblick in Ihre Konten" in page


def test_nothing_is_given_without_the_second_factor(app, anna):
    http = browser(anna)
    page = http.post(address(), choice(anna))
    wrong = http.post(
        address(), choice(anna) | {"confirmation_id": confirmation_of(page), "code": "000000"}
    )
    assert wrong.status_code == 422
    assert "The code is not right" in wrong.content.decode()
    made_up = choice(anna) | {"confirmation_id": str(uuid4()), "code": anna.code()}
    assert http.post(address(), made_up).status_code == 422
    assert AccountAccess.objects.count() == 0


def test_what_was_confirmed_cannot_be_changed_on_the_way(app, anna):
    other = factories.account(funds=7, owner=anna.customer)
    for changed in ({"days": "180"}, {"accounts": [str(other.account_id)]}):
        http = browser(anna)
        page = http.post(address(), choice(anna))
        given = {"confirmation_id": confirmation_of(page), "code": anna.code()}
        assert http.post(address(), choice(anna, **changed) | given).status_code == 422, changed
    page = http.post(address(scope="accounts:read"), choice(anna))
    given = {"confirmation_id": confirmation_of(page), "code": anna.code()}
    assert http.post(address(), choice(anna) | given).status_code == 422
    assert AccountAccess.objects.count() == 0


def test_an_account_of_somebody_else_cannot_be_given(app, anna):
    bens = online.customer("ben").account.account_id
    page = browser(anna).post(address(), choice(anna, accounts=[str(bens)]))
    assert page.status_code == 422
    assert Confirmation.objects.count() == 0


def test_a_customer_who_says_no_sends_the_third_party_an_error(app, anna):
    told = answer_of(browser(anna).post(address(), {"refuse": "1"}))
    assert (told["error"], told["state"]) == ("access_denied", "4711")
    assert AccountAccess.objects.count() == 0


def test_a_page_without_a_choice_says_what_is_missing(app, anna):
    page = browser(anna).post(address(), {"days": "90"})
    assert page.status_code == 422
    html = page.content.decode()
    assert '<a href="#id_accounts">Choose at least one account.</a>' in html
    assert '<fieldset id="id_accounts"' in html


def test_what_is_asked_wrongly_is_answered_to_the_third_party(app, anna):
    http = browser(anna)
    for changes, error in (
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "payments:write"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ):
        told = answer_of(http.get(address(**changes)))
        assert (told["error"], told["state"]) == (error, "4711"), changes


def test_a_browser_is_sent_nowhere_that_was_not_agreed(app, anna):
    Caller("tester")
    http = browser(anna)
    asked = [
        address(client_id="nobody"),
        address(client_id="tester"),
        address(redirect_uri="https://evil.example/"),
        address(redirect_uri=f"{BACK}&more=1"),
        address(redirect_uri=None),
        f"{address()}&more=%zz%",
    ]
    for uri in asked:
        page = http.get(uri)
        assert (page.status_code, page.has_header("Location")) == (400, False), uri


def test_who_is_not_logged_in_logs_in_first(app):
    answer = Http().get(address())
    assert answer["Location"].startswith("/login/?next=/authorize/")


def test_a_code_is_used_once_and_what_it_gave_ends_when_it_comes_again(app, anna):
    code = answer_of(allowed(anna))["code"]
    token = token_for(app, code).json()["access_token"]
    again = token_for(app, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert read(token).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": VERIFIER[:-1] + "x"},
        {"code_verifier": ""},
        {"redirect_uri": "https://app.example/back"},
    ],
)
def test_a_code_is_worth_nothing_to_who_stole_it(app, anna, changes):
    code = answer_of(allowed(anna))["code"]
    assert token_for(app, code, **changes).status_code == 400
    assert token_for(app, code).status_code == 400
    assert AccessToken.objects.count() == 0


def test_a_code_is_its_clients_and_good_for_a_minute(app, anna, monkeypatch):
    code = answer_of(allowed(anna))["code"]
    other = Caller("other-app", scopes=["accounts:read"], redirect_uris=(BACK,))
    assert token_for(other, code).status_code == 400
    late = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert token_for(app, code).status_code == 400


def test_a_refresh_token_gives_the_next_token_until_the_last_day(app, anna, tokens, monkeypatch):
    body = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    told = ask(app, body).json()
    assert told["refresh_token"] == tokens["refresh_token"]
    assert read(told["access_token"]).status_code == 200
    other = Caller("other-app", scopes=["accounts:read"], redirect_uris=(BACK,))
    assert ask(other, body).status_code == 400
    last = AccountAccess.objects.get().expires_at
    monkeypatch.setattr(clock, "now", lambda: last - timedelta(minutes=1))
    assert ask(app, body).status_code == 200
    assert AccessToken.objects.latest("pk").expires_at == last
    monkeypatch.setattr(clock, "now", lambda: last)
    assert ask(app, body).json()["error"] == "invalid_grant"
    assert read(told["access_token"]).status_code == 401


def test_what_a_customer_takes_back_ends_at_once(app, anna, tokens):
    http = browser(anna)
    page = http.get("/security/").content.decode()
    end = re.search(r'action="(/security/access/[^"]+/end/)"', page)[1]
    assert browser(online.customer("ben")).post(end).status_code == 404
    assert read(tokens["access_token"]).status_code == 200
    assert http.post(end).status_code == 302
    assert read(tokens["access_token"]).status_code == 401
    body = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert ask(app, body).json()["error"] == "invalid_grant"
    assert end not in http.get("/security/").content.decode()
    done = list(AuditEntry.objects.filter(action__startswith="identity.account_access"))
    assert [each.action.rpartition(".")[2] for each in done] == ["given", "taken_back"]


def test_a_third_party_gives_its_access_back(app, anna, tokens):
    assert ask(app, {"token": tokens["refresh_token"]}, "/oauth/revoke").status_code == 200
    assert read(tokens["access_token"]).status_code == 401


def test_codes_and_tokens_are_kept_as_hashes(app, anna):
    code = answer_of(allowed(anna))["code"]
    tokens = token_for(app, code).json()
    row, token = AccountAccess.objects.get(), AccessToken.objects.get()
    kept = f"{vars(row)}{vars(token)}"
    for secret in (code, tokens["access_token"], tokens["refresh_token"]):
        assert secret not in kept


def test_a_third_partys_own_key_opens_nothing(app, anna):
    assert app.get("/api/v1/accounts").status_code == 403
    refused = ask(app, {"grant_type": "client_credentials"})
    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
    assert identity.client_for_events(client_id="budget-app", scope="accounts:read") is None


def test_what_no_customer_can_give_stays_closed_to_the_token(app, anna, tokens):
    account = anna.account.account_id
    for path in (f"/api/v1/accounts/{account}/mandates", f"/api/v1/accounts/{account}/interest"):
        answer = read(tokens["access_token"], path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_given_by_customers")
    letters = f"/api/v1/customers/{anna.customer.customer_id}/letters"
    assert read(tokens["access_token"], letters).status_code == 403
    answer = Http().post(
        "/api/v1/transfers",
        "{}",
        "application/json",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_blocked_client_and_a_closed_log_in_end_the_access(app, anna, tokens):
    User.objects.filter(pk=anna.user_id).update(is_active=False)
    assert read(tokens["access_token"]).status_code == 401
    User.objects.filter(pk=anna.user_id).update(is_active=True)
    ApiClient.objects.filter(client_id="budget-app").update(is_active=False)
    assert read(tokens["access_token"]).status_code == 401


def test_nobody_widens_an_access_in_the_database(app, anna, tokens):
    row = AccountAccess.objects.get()
    for change in (
        {"expires_at": row.expires_at + timedelta(days=1)},
        {"scopes": ["loans:read"]},
        {"account_ids": [str(uuid4())]},
        {"code_used_at": None},
        {"refresh_sha256": bytes(32)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountAccess.objects.update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        AccountAccess.objects.all()._raw_delete("default")
    assert read(tokens["access_token"]).status_code == 200


def test_a_third_party_is_agreed_on_carefully():
    good = identity.ClientTerms(name="App", scopes=("accounts:read",), redirect_uris=(BACK,))

    def checked(**changes: object) -> str | None:
        terms = identity.ClientTerms(
            **{"name": "App", "scopes": ("accounts:read",), "redirect_uris": (BACK,), **changes}
        )
        try:
            client_terms.check("app", terms, known_scopes={"accounts:read", "loans:read"})
        except client_terms.ClientTermsInvalid as refusal:
            return refusal.field
        return None

    assert checked() is None
    assert checked(redirect_uris=("http://127.0.0.1:9/back",)) is None
    live = {"kind": identity.ClientKind.LIVE}
    assert checked(redirect_uris=("http://127.0.0.1:9/back",), **live) == "redirect_uris"
    for bad in ("http://app.example/", "https://app.example/#x", "javascript:x", "https://"):
        assert checked(redirect_uris=(bad,)) == "redirect_uris", bad
    assert checked(scopes=("loans:read",)) == "scopes"
    assert checked(customer_id=UUID(int=7)) == "customer_id"
    more = identity.ClientTerms(
        name="App", scopes=("accounts:read",), redirect_uris=(BACK, "https://b.example/")
    )
    none = identity.ClientTerms(name="App", scopes=("accounts:read",))
    assert client_terms.is_wider(good, more)
    assert client_terms.is_wider(good, none)
    assert client_terms.of_plain(client_terms.as_plain(good)) == good


def test_the_customer_is_told_by_mail(app, anna):
    User.objects.filter(pk=anna.user_id).update(email="anna@bank.example")
    identity.send_notice(
        user_id=anna.user_id,
        message="account_access",
        facts={"client": "Budget app", "until": "1 June 2026", "at": "2 March 2026, 09:30 UTC"},
    )
    assert "Budget app may read accounts" in mail.outbox[0].subject
    assert "/security/" in mail.outbox[0].body
