"""Changes are logged field by field; what is secret or a person's never is."""

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import models

from accounts.models import Customer, Product
from accounts.models.customer_contact import Address
from accounts.models.customer_details import PersonDetails
from bankcore.alerts.models import SecurityAlert
from bankcore.audit.presentation.change_log import ChangeLogMiddleware
from bankcore.audit.services import changes
from bankcore.audited import EXEMPT, EXEMPT_APPS, MODELS
from bankcore.identity import public as identity
from bankcore.identity.models import ApiClient, User
from bankcore.logs import context
from tests.bankcore.ledger.books import book, customer_account
from tests.clients import ApiClient as Program
from tests.conftest import NOW
from tests.factories import people

PACKAGES = {"bankcore", "accounts", "payments", "risk", "reporting"}
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_is_logged_or_exempt_with_a_reason(model):
    label = model._meta.label
    exempt = EXEMPT.get(label) or EXEMPT_APPS.get(model._meta.app_label)
    assert (label in MODELS) != bool(exempt), label
    assert auditlog.contains(model) == (label in MODELS)


def test_the_page_names_no_model_that_is_gone():
    assert (set(MODELS) | set(EXEMPT)) <= {model._meta.label for model in OURS}


@pytest.mark.parametrize("label", MODELS)
def test_what_is_encrypted_or_secret_is_masked_or_left_out(label):
    model = apps.get_model(label)
    found = auditlog.get_model_fields(model)
    told_plainly = set(found["include_fields"]) - set(found["mask_fields"])
    secret = {
        field.name
        for field in model._meta.concrete_fields
        if hasattr(field, "purpose")
        or isinstance(field, models.BinaryField)
        or any(word in field.name for word in ("password", "secret", "token", "sha256"))
    }
    assert not secret & told_plainly
    named = [name for name in MODELS[label] if name != "*"]
    assert set(named) <= {field.name for field in model._meta.concrete_fields}


def test_nothing_of_a_value_is_left_by_masking():
    assert changes.mask("Musterweg 5") == "***"
    assert changes.mask("None") == changes.mask("") == ""


def told(rows) -> str:
    return " ".join(f"{row.object_repr} {row.changes}" for row in rows)


def test_the_log_of_a_customer_holds_nothing_of_the_person(bank):
    customer_id = people.prospect()
    people.add_papers(customer_id)
    customer = Customer.objects.get(public_id=customer_id)
    rows = list(LogEntry.objects.all())
    logged = {row.content_type.model_class() for row in rows}
    assert {Customer, PersonDetails, Address} <= logged
    for row in rows:
        fields = {field.name for field in row.content_type.model_class()._meta.concrete_fields}
        assert set(row.changes) <= fields
    person = PersonDetails.objects.get(customer=customer)
    for text in (customer.name, person.given_name, person.family_name, "Musterweg", "12345678903"):
        assert text not in told(rows)
    assert str(person.date_of_birth) not in told(rows)


def test_a_change_is_logged_with_the_value_before_and_after(bank):
    product = Product.objects.create(code="X", name="Old", kind="CURRENT", gl_code="2000")
    product.name = "New"
    with context.within(context.Ids("request-1")):
        product.save(update_fields=["name"])
    entry = LogEntry.objects.get_for_object(product).filter(action=LogEntry.Action.UPDATE).get()
    assert entry.changes == {"name": ["Old", "New"]}
    assert (entry.cid, entry.object_pk) == ("request-1", str(product.pk))
    assert entry.object_repr == "accounts.product"


def test_a_password_is_never_in_the_log(bank):
    identity.ensure_user(username="clerk", password="a-long-demo-password")
    user = User.objects.get(username="clerk")
    user.set_password("another-long-password")
    user.save()
    rows = LogEntry.objects.get_for_object(user)
    assert rows.filter(changes__has_key="password").count() == 2
    assert "md5" not in told(rows)
    assert "clerk" not in told(rows)


def test_a_programs_secret_is_never_in_the_log(bank):
    Program("acme")
    row = ApiClient.objects.get(client_id="acme")
    entry = LogEntry.objects.get_for_object(row).get()
    assert not {"signing_secret", "key_sha256"} & set(entry.changes)
    assert "bk_test" not in told([entry])


def test_staff_are_named_with_the_address_that_the_server_saw(bank, client):
    identity.ensure_user(username="boss", password="a-long-demo-password", is_admin=True)
    boss = User.objects.get(username="boss")
    client.force_login(boss)
    alert = SecurityAlert.objects.create(
        kind="x",
        severity="HIGH",
        subject="x",
        summary="x",
        count=1,
        first_at=NOW,
        last_at=NOW,
        last_entry=1,
    )
    client.post(
        f"/admin/alerts/securityalert/{alert.pk}/handle/",
        {"act": "take"},
        headers={"X-Forwarded-For": "203.0.113.9"},
        REMOTE_ADDR="192.0.2.7",
    )
    entry = LogEntry.objects.get_for_object(alert).latest("id")
    assert (entry.actor, entry.remote_addr) == (boss, "192.0.2.7")
    assert entry.cid


def test_a_program_is_named_as_the_actor(bank, rf):
    Program("acme")
    caller = ApiClient.objects.get(client_id="acme")

    def answer(request):
        request.user = type("Caller", (), {"actor": f"client:{caller.client_id}"})()
        Product.objects.create(code="X", name="X", kind="CURRENT", gl_code="2000")

    ChangeLogMiddleware(answer)(rf.get("/"))
    entry = LogEntry.objects.get_for_model(Product).latest("id")
    assert entry.additional_data == {"actor": "client:acme"}
    assert entry.actor is None


def test_a_posting_gains_no_row_in_the_log(bank):
    anna, ben = customer_account(funds=100), customer_account()
    before = LogEntry.objects.count()
    book((anna, -40), (ben, 40))
    assert LogEntry.objects.count() == before


def test_a_role_that_is_given_is_logged(bank):
    identity.ensure_user(username="clerk", password="a-long-demo-password")
    user = User.objects.get(username="clerk")
    user.groups.add(Group.objects.create(name="Night watch"))
    entry = LogEntry.objects.get_for_object(user).latest("id")
    assert entry.changes["groups"]["operation"] == "add"
    assert entry.changes["groups"]["objects"] == ["Night watch"]


def test_an_encrypted_column_is_masked_without_being_named():
    note = apps.get_model("accounts.KycCheck")._meta.get_field("note")
    assert changes._is_hidden(note, ())
