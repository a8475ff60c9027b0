"""Who reads about a customer in the back office is written down, whichever page it is on."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from bankcore.audit.models import AuditEntry
from bankcore.audited import CUSTOMER_OF, NOBODYS
from bankcore.identity import public as identity
from tests import factories

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"
SHOWN = [
    model for model in admin.site._registry if model._meta.app_label in {"accounts", "payments"}
]


@pytest.fixture
def staff(client) -> str:
    user = identity.ensure_user(username="clerk", password=PASSWORD, is_admin=True)
    assert client.login(username="clerk", password=PASSWORD)
    return f"user:{user}"


def readings():
    entries = AuditEntry.objects.filter(action__regex="[._](read|searched)$")
    return list(entries.values_list("actor", "action", "subject"))


def test_opening_an_account_is_reading_about_its_customer(client, staff):
    owner = factories.customer()
    account = factories.account(owner=owner)
    row = apps.get_model("accounts", "Account").objects.get(public_id=account.account_id)
    assert client.get(f"/admin/accounts/account/{row.pk}/change/").status_code == 200
    assert readings() == [(staff, "accounts.account.read", f"customer:{owner.customer_id}")]


def test_opening_a_customer_is_written_down_once(client, staff):
    owner = factories.customer()
    row = apps.get_model("accounts", "Customer").objects.get(public_id=owner.customer_id)
    client.get(f"/admin/accounts/customer/{row.pk}/change/")
    assert readings() == [(staff, "accounts.customer.file_read", f"customer:{owner.customer_id}")]


def test_a_search_is_written_down_without_its_words(client, staff):
    factories.account()
    client.get("/admin/accounts/account/?q=Demo+Person")
    client.get("/admin/accounts/account/?q=demo+person")
    (first, again) = readings()
    assert first == again
    assert first[:2] == (staff, "accounts.account.searched")
    assert "emo" not in str(AuditEntry.objects.filter(action__endswith="searched").values())


@pytest.mark.parametrize("page", ["accounts/account/999/change/", "accounts/account/"])
def test_where_nothing_is_read_nothing_is_written(client, staff, page):
    client.get(f"/admin/{page}")
    assert readings() == []


def test_who_may_not_read_has_read_nothing(client):
    factories.account()
    row = apps.get_model("accounts", "Account").objects.get()
    client.get(f"/admin/accounts/account/{row.pk}/change/")
    assert readings() == []


def test_every_page_tells_whom_it_shows_or_why_nobody():
    told = set(CUSTOMER_OF) | set(NOBODYS)
    assert {model._meta.label for model in SHOWN} - told == set()
    assert told - {model._meta.label for model in SHOWN} == set()
    assert not set(CUSTOMER_OF) & set(NOBODYS)


@pytest.mark.parametrize("label", CUSTOMER_OF)
def test_every_way_leads_to_a_customers_public_id(label):
    way, _, onwards = CUSTOMER_OF[label].partition("@")
    model = apps.get_model(label)
    if onwards:
        assert isinstance(model._meta.get_field(way), models.UUIDField)
        app, name, way = onwards.split(".")
        model = apps.get_model(app, name)
    model.objects.filter(**{way: uuid4()}).exists()  # raises where the way leads nowhere
    if way != "customer_id":
        assert way.endswith("customer__public_id") or way == "public_id"
