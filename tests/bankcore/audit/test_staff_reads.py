"""Whatever staff are shown about somebody is written down, once for each request."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from accounts.models import Customer
from accounts.models.account import Account
from bankcore.audit.models import AuditEntry
from bankcore.audit.presentation import reading
from bankcore.identity import public as identity
from bankcore.identity.models import User
from bankcore.staff_reads import EXEMPT, PATHS
from tests.factories import people

PASSWORD = "a-long-demo-password"
ADMINS = {model._meta.label_lower: page for model, page in admin.site._registry.items()}


@pytest.fixture
def boss(bank, client):
    identity.ensure_user(username="boss", password=PASSWORD, is_admin=True)
    client.login(username="boss", password=PASSWORD)
    return client


@pytest.fixture
def customer(bank) -> Customer:
    return Customer.objects.get(public_id=people.prospect())


def reads() -> list[AuditEntry]:
    return [
        row
        for row in AuditEntry.objects.order_by("id")
        if row.action.endswith((".read", ".listed"))
    ]


@pytest.mark.parametrize("label", ADMINS)
def test_opening_any_page_of_the_back_office_writes_one_entry_or_its_model_is_exempt(
    bank, label, monkeypatch
):
    page = ADMINS[label]
    for name, address in (
        ("change_view", f"/admin/{label.replace('.', '/')}/77/change/"),
        ("changelist_view", f"/admin/{label.replace('.', '/')}/"),
    ):
        monkeypatch.setattr(page, name, _shows(page, name))
        request = RequestFactory().get(address)
        request.user = User(pk=1, is_staff=True, is_superuser=True, is_active=True)
        request.sign_in = SimpleNamespace(has_second_factor=True)
        request.resolver_match = resolve(address)
        before = len(reads())
        kwargs = request.resolver_match.kwargs
        admin.site.admin_view(getattr(page, name))(request, **kwargs)
        assert len(reads()) - before == (label not in EXEMPT), (label, name)


def _shows(page, name):
    def view(self, request, *args, **kwargs):
        return HttpResponse("shown")

    view.__name__ = name
    return view.__get__(page)


def test_every_exemption_is_of_a_page_that_is_there_and_has_a_reason():
    assert set(EXEMPT) <= set(ADMINS)
    assert all(EXEMPT.values())
    assert not set(EXEMPT) & set(PATHS)


@pytest.mark.parametrize("label", PATHS)
def test_every_path_leads_to_a_customer(bank, label):
    model = apps.get_model(label)
    for step in PATHS[label]:
        if ":" in step:
            target, column = step.split(":")
            model = apps.get_model(target)
            list(model.objects.filter(**{f"{column}__isnull": True})[:1])
        else:
            list(model.objects.values_list(step)[:1])
    assert PATHS[label][-1].endswith(("public_id", "customer_id", "customer"))


def test_a_model_tied_to_a_customer_by_a_foreign_key_is_never_exempt():
    personal = {Customer, Account}
    for label in EXEMPT:
        related = {field.related_model for field in apps.get_model(label)._meta.fields}
        assert not related & personal, label


def test_a_customers_page_is_about_the_customer(boss, customer):
    assert boss.get(f"/admin/accounts/customer/{customer.pk}/change/").status_code == 200
    (entry,) = reads()
    assert (entry.action, entry.subject) == (
        "accounts.customer.read",
        f"customer:{customer.public_id}",
    )
    assert entry.detail == {"page": "change_view", "row": f"accounts.customer:{customer.pk}"}
    assert entry.actor == f"user:{User.objects.get(username='boss').pk}"


def test_the_user_of_a_customer_is_the_customer(boss, customer):
    user = User.objects.create(username="demo-person")
    Customer.objects.filter(pk=customer.pk).update(user=user)
    boss.get(f"/admin/identity/user/{user.pk}/change/")
    assert reads()[-1].subject == f"customer:{customer.public_id}"


def test_a_page_of_the_customers_own_kind_is_noted_too(boss, customer):
    boss.post(f"/admin/accounts/customer/{customer.pk}/export/", {"reason": "Asked for"})
    assert reads()[-1].detail["page"] == "export"
    assert reads()[-1].subject == f"customer:{customer.public_id}"


def test_a_search_is_noted_without_what_was_searched(boss, customer):
    boss.get("/admin/accounts/customer/", {"q": "Demo Person 01"})
    (entry,) = reads()
    assert (entry.action, entry.subject) == ("accounts.customer.listed", "accounts.customer:*")
    assert entry.detail["search"] == "De… (14 characters)"
    assert "Person" not in str(entry.detail)


def test_what_was_not_shown_was_not_read(boss, client, customer):
    assert boss.get("/admin/accounts/customer/999999/change/").status_code == 302
    client.logout()
    assert client.get(f"/admin/accounts/customer/{customer.pk}/change/").status_code == 302
    clerk = User.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    client.force_login(clerk)
    assert client.get(f"/admin/accounts/customer/{customer.pk}/change/").status_code == 403
    assert reads() == []


def test_what_cannot_be_written_down_is_not_shown(boss, customer, monkeypatch):
    def broken(**_):
        message = "no disk"
        raise OSError(message)

    monkeypatch.setattr(reading.audit, "record_read", broken)
    with pytest.raises(OSError, match="no disk"):
        boss.get(f"/admin/accounts/customer/{customer.pk}/change/")


def test_a_row_that_is_named_by_nothing_sensible_is_noted_as_it_was_asked_for(bank):
    assert (
        reading._subject("accounts.customer", "x" * 200) == ("accounts.customer:" + "x" * 200)[:120]
    )
    unknown = uuid4()
    assert reading._subject("accounts.customer", str(unknown)) == f"accounts.customer:{unknown}"


def test_who_looked_at_a_customer_is_found_in_the_trail(boss, customer):
    boss.get(f"/admin/accounts/customer/{customer.pk}/change/")
    found = boss.get("/admin/audit/auditentry/", {"q": f"customer:{customer.public_id}"})
    assert "accounts.customer.read" in found.content.decode()
    nothing = boss.get("/admin/audit/auditentry/", {"q": f"customer:{uuid4()}"})
    assert "accounts.customer.read" not in nothing.content.decode()
