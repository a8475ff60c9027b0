"""Making and changing programs' access: alone where it gives nothing, by two where it does."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind
from bankcore.approvals import public as approvals
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from bankcore.identity.domain import client_terms as rules
from bankcore.identity.models import ApiClient, ApiKey
from bankcore.identity.services import api_clients, client_changes, client_credentials
from tests.conftest import NOW
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")
TERMS = identity.ClientTerms(name="Shop", scopes=("accounts:read",), networks=("192.0.2.0/24",))
LATER = NOW + timedelta(hours=1)


def administrator(name: str) -> Actor:
    user_id = identity.ensure_user(
        username=name, password="a-long-demo-password", roles=[identity.Role.ADMINISTRATOR]
    )
    return identity.staff_actor(user_id=user_id)


@pytest.fixture
def anna() -> Actor:
    return administrator("anna")


@pytest.fixture
def ben() -> Actor:
    return administrator("ben")


def register(actor: Actor, **changes) -> identity.Credentials | None:
    terms = replace(TERMS, **changes)
    return identity.register_client(
        client_id="shop", terms=terms, reason="New", actor=actor, now=NOW
    )


def change(actor: Actor, **changes) -> bool:
    terms = replace(terms_now(), **changes)
    return identity.change_client(
        client_id="shop", terms=terms, reason="Asked for", actor=actor, now=NOW
    )


def terms_now() -> identity.ClientTerms:
    return api_clients.terms_of(ApiClient.objects.get(client_id="shop"))


def done() -> list[str]:
    found = AuditEntry.objects.filter(subject="client:shop").order_by("id")
    return [each.action.removeprefix("identity.client.") for each in found]


def waiting() -> int:
    return (
        AuditEntry.objects.filter(action="approvals.request.requested")
        .latest("id")
        .detail["request"]
    )


def test_a_test_client_is_made_by_one_person(anna):
    made = register(anna)
    assert identity.client_with_key(made.api_key, now=NOW).terms == TERMS
    assert done() == ["registered"]
    assert made.api_key not in str(AuditEntry.objects.latest("id").detail)


def test_a_live_client_is_made_by_two_and_gets_its_key_afterwards(anna, ben, settings):
    assert register(anna, kind=identity.ClientKind.LIVE) is None
    assert not ApiClient.objects.exists()
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=waiting(), actor=anna, now=NOW)
    assert not ApiClient.objects.exists()
    approvals.approve(request_id=waiting(), actor=ben, now=NOW)
    assert not ApiKey.objects.exists()
    made = identity.issue_client_key(client_id="shop", old_until=NOW, actor=anna, now=NOW)
    settings.API_MODE = "live"
    assert identity.client_with_key(made.api_key, now=NOW).terms.kind is identity.ClientKind.LIVE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"scopes": ("accounts:read", "payments:write")}),
        ({}, {"networks": ()}),
        ({}, {"networks": ("192.0.0.0/16",)}),
        ({}, {"networks": ("192.0.2.0/24", "2001:db8::/32")}),
        ({"signed_only": True}, {"signed_only": False}),
        ({"customer_id": uuid4()}, {"customer_id": None}),
        ({"customer_id": uuid4()}, {"customer_id": uuid4()}),
    ],
)
def test_what_lets_a_client_do_more_takes_two_people(anna, ben, before, after):
    register(anna, **before)
    agreed = terms_now()
    assert change(anna, **after) is False
    assert terms_now() == agreed
    approvals.approve(request_id=waiting(), actor=ben, now=NOW)
    assert terms_now() == replace(agreed, **after)


@pytest.mark.parametrize(
    "after",
    [
        {"scopes": ()},
        {"networks": ("192.0.2.128/25",)},
        {"signed_only": True},
        {"customer_id": uuid4()},
        {"rate_per_minute": 5, "burst": 1},
        {"name": "Shop and more"},
    ],
)
def test_what_lets_a_client_do_less_is_done_at_once(anna, after):
    register(anna)
    assert change(anna, **after) is True
    assert terms_now() == replace(TERMS, **after)


def test_what_was_approved_on_other_terms_is_not_done(anna, ben):
    register(anna)
    change(anna, scopes=("accounts:read", "loans:read"))
    change(anna, name="Another")
    with pytest.raises(client_changes.ClientChanged):
        approvals.approve(request_id=waiting(), actor=ben, now=NOW)
    assert terms_now() == replace(TERMS, name="Another")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": ("accounts:fly",)}, "scopes"),
        ({"networks": ("192.0.2.1/24",)}, "networks"),
        ({"networks": ("everywhere",)}, "networks"),
        ({"rate_per_minute": 0}, "rate_per_minute"),
        ({"burst": 0}, "rate_per_minute"),
    ],
)
def test_terms_that_cannot_be_are_refused(anna, changes, field):
    with pytest.raises(rules.ClientTermsInvalid) as refused:
        register(anna, **changes)
    assert refused.value.field == field
    assert not ApiClient.objects.exists()


def test_a_clients_kind_and_id_stay(anna):
    register(anna)
    with pytest.raises(rules.ClientTermsInvalid):
        change(anna, kind=identity.ClientKind.LIVE)
    with pytest.raises(client_changes.ClientExists):
        register(anna)
    assert terms_now() == TERMS


def test_old_and_new_key_are_both_good_until_the_end_that_was_chosen(anna):
    old = register(anna)
    new = identity.issue_client_key(client_id="shop", old_until=LATER, actor=anna, now=NOW)
    before, after = LATER - timedelta(seconds=1), LATER
    for made, times in ((old, (True, False)), (new, (True, True))):
        found = [identity.client_with_key(made.api_key, now=now) for now in (before, after)]
        assert tuple(each is not None for each in found) == times
    third = identity.issue_client_key(
        client_id="shop", old_until=LATER + timedelta(hours=5), actor=anna, now=NOW
    )
    assert identity.client_with_key(old.api_key, now=after) is None, "its end is not put off"
    assert identity.client_with_key(third.api_key, now=after)


def test_an_end_in_the_past_is_refused(anna):
    register(anna)
    with pytest.raises(client_credentials.EndInThePast):
        identity.issue_client_key(
            client_id="shop", old_until=NOW - timedelta(seconds=1), actor=anna, now=NOW
        )
    assert ApiKey.objects.count() == 1


def body(made: identity.Credentials, secret: str) -> dict:
    told = {"client_id": made.client_id, "timestamp": int(NOW.timestamp()), "nonce": "n"}
    return told | {"signature": identity.sign(told, secret=secret.encode())}


def test_signing_secrets_change_over_likewise(anna):
    old = register(anna)
    new = identity.issue_client_secret(client_id="shop", old_until=LATER, actor=anna, now=NOW)
    assert (old.secret_id, new.secret_id) == ("shop-1", "shop-2")
    for secret in (old.signing_secret, new.signing_secret):
        assert identity.check_signed(body=body(old, secret), now=NOW)
    identity.revoke_client_credential(client_id="shop", name="shop-1", actor=anna, now=NOW)
    with pytest.raises(identity.InvalidSignature):
        identity.check_signed(body=body(old, old.signing_secret), now=NOW)
    assert identity.check_signed(body=body(old, new.signing_secret), now=NOW)


def test_a_revoked_key_and_its_tokens_are_worth_nothing_at_once(anna):
    made = register(anna)
    client = identity.client_with_key(made.api_key, now=NOW)
    token = identity.issue_access_token(client=client, scopes=["accounts:read"], now=NOW)
    identity.revoke_client_credential(client_id="shop", name=made.api_key[:14], actor=anna, now=NOW)
    assert identity.client_with_key(made.api_key, now=NOW) is None
    assert identity.client_with_token(token, now=NOW) is None
    with pytest.raises(client_credentials.CredentialNotFound):
        identity.revoke_client_credential(
            client_id="shop", name=made.api_key[:14], actor=anna, now=NOW
        )


def test_a_blocked_client_is_let_in_again(anna):
    made = register(anna)
    for active in (False, True):
        identity.set_client_active(
            client_id="shop", active=active, reason="Lost", actor=anna, now=NOW
        )
        assert (identity.client_with_key(made.api_key, now=NOW) is not None) is active
    assert done() == ["registered", "blocked", "unblocked"]


def test_nobody_without_the_right_manages_clients():
    register(TESTER)
    clerk = Actor(ActorKind.USER, "77")
    attempts = [
        lambda: register(clerk),
        lambda: change(clerk, scopes=()),
        lambda: identity.set_client_active(
            client_id="shop", active=False, reason="x", actor=clerk, now=NOW
        ),
        lambda: identity.issue_client_key(client_id="shop", old_until=NOW, actor=clerk, now=NOW),
        lambda: identity.issue_client_secret(client_id="shop", old_until=NOW, actor=clerk, now=NOW),
        lambda: identity.revoke_client_credential(
            client_id="shop", name="shop-1", actor=clerk, now=NOW
        ),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()
    assert (terms_now(), ApiKey.objects.count(), done()) == (TERMS, 1, ["registered"])


def test_the_command_line_makes_a_test_client_and_tells_its_key_once():
    told = StringIO()
    call_command("add_api_client", "shop", "Shop", "--scope", "accounts:read", stdout=told)
    key = re.search(r"bk_test_\S+", told.getvalue())[0]
    assert identity.client_with_key(key, now=NOW).scopes == {"accounts:read"}
    with pytest.raises(CommandError):
        call_command("add_api_client", "shop", "Shop", stdout=told)


def test_the_back_office_shows_a_key_once_and_never_again(client, anna, ben):
    client.login(username="anna", password="a-long-demo-password")
    given = {
        "client_id": "shop",
        "kind": "TEST",
        "name": "Shop",
        "scopes": ["accounts:read"],
        "rate_per_minute": 60,
        "burst": 10,
        "reason": "New",
    }
    page = client.post("/admin/identity/apiclient/add/", given)
    key = re.search(r"bk_test_[\w-]+", page.content.decode())[0]
    assert "no-store" in page["Cache-Control"]
    assert identity.client_with_key(key, now=NOW)
    pk = ApiClient.objects.get(client_id="shop").pk
    shown = client.get(f"/admin/identity/apiclient/{pk}/change/").content.decode()
    assert key[:14] in shown
    assert key not in shown
    again = client.post(f"/admin/identity/apiclient/{pk}/new-key/", {"hours": 1})
    assert "bk_test_" in again.content.decode()
    revoked = client.post(f"/admin/identity/apiclient/{pk}/revoke/", {"name": key[:14]})
    assert revoked.status_code == 302
    assert identity.client_with_key(key, now=NOW) is None
    client.post(f"/admin/identity/apiclient/{pk}/block/", {"reason": "Lost"})
    assert not ApiClient.objects.get(pk=pk).is_active
    wider = {**given, "scopes": ["accounts:read", "loans:read"]}
    client.post(f"/admin/identity/apiclient/{pk}/terms/", wider)
    assert ApiClient.objects.get(pk=pk).scopes == ["accounts:read"]
    approvals.approve(request_id=waiting(), actor=ben, now=NOW)
    assert set(ApiClient.objects.get(pk=pk).scopes) == {"accounts:read", "loans:read"}


def test_who_may_only_look_finds_no_forms(client):
    register(TESTER)
    identity.ensure_user(
        username="aud", password="a-long-demo-password", roles=[identity.Role.AUDITOR]
    )
    client.login(username="aud", password="a-long-demo-password")
    pk = ApiClient.objects.get(client_id="shop").pk
    assert client.get(f"/admin/identity/apiclient/{pk}/change/").status_code == 200
    for name in ("terms", "new-key", "new-secret", "revoke", "block"):
        assert client.get(f"/admin/identity/apiclient/{pk}/{name}/").status_code == 403
    assert client.get("/admin/identity/apiclient/add/").status_code == 403
