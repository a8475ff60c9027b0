"""Changes of what is agreed and of who is who are written down field by field, without values
that are personal or secret."""

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.db import DatabaseError, models, transaction

from accounts.models import ContactPoint, Customer, PersonDetails
from bankcore.crypto.model_fields import EncryptedBytesField, EncryptedDateField, EncryptedTextField
from bankcore.identity.models import User
from bankcore.settings.audited import TRACKED
from tests.factories import people

pytestmark = pytest.mark.usefixtures("bank")
OURS = {"accounts", "payments", "risk", "identity", "approvals", "alerts", "audit", "outbox"}
REGISTERED = {each["model"]: each for each in TRACKED}
# Why a model needs no log of its changes.
ADDED_ONLY = "rows are added and never changed: they are their own log"
COUNTED = "set by statements over many rows; every use case writes the audit trail"
HISTORY = "has a history of its own, kept by PostgreSQL"
OF_PARENT = "a part of a registered or append-only row, written with it"


def test_a_change_tells_which_field_changed_and_hides_what_is_personal():
    person = people.prospect()
    details = PersonDetails.objects.get(customer__public_id=person)
    details.family_name = "Canary"
    details.save()
    entry = LogEntry.objects.get_for_object(details).filter(action=LogEntry.Action.UPDATE).get()
    assert entry.changes == {"family_name": ["[hidden]", "[hidden]"]}


def test_nothing_personal_is_in_the_whole_log():
    person = people.prospect(people.person(given_name="Quartz", family_name="Zephyr"))
    people.add_papers(person)
    everything = " ".join(str(row) for row in LogEntry.objects.values())
    assert LogEntry.objects.count() > 5
    for told in ("Quartz", "Zephyr", "Musterweg", "12345678903", "1984-02-29"):
        assert told not in everything


def test_the_log_names_a_row_by_its_key_alone():
    person = people.prospect(people.person(given_name="Quartz"))
    customer = Customer.objects.get(public_id=person)
    for entry in LogEntry.objects.get_for_object(customer):
        assert entry.object_repr == str(customer.pk)


def test_a_password_is_in_no_log():
    user = User.objects.create(username="demo", password="argon2-canary", email="x@bank.example")
    (entry,) = LogEntry.objects.get_for_object(user)
    assert entry.changes["username"] == ["None", "demo"]
    assert entry.changes["password"] == ["[hidden]", "[hidden]"]
    assert "canary" not in str(entry.changes)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_postgresql_lets_nobody_change_the_log(change):
    User.objects.create(username="demo")
    rows = LogEntry.objects.all()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows.update(cid="x") if change == "update" else rows._raw_delete("default")


@pytest.mark.parametrize("label", REGISTERED)
def test_the_fields_that_are_hidden_exist_and_none_that_must_be_is_told(label):
    model, told = apps.get_model(label), REGISTERED[label]
    assert auditlog.contains(model)
    fields = {field.name: field for field in model._meta.fields}
    silent = {*told["mask_fields"], *told["exclude_fields"]}
    assert silent <= set(fields)
    sealed = (EncryptedTextField, EncryptedDateField, EncryptedBytesField, models.BinaryField)
    must = {name for name, field in fields.items() if isinstance(field, sealed)}
    must |= {"password", "given_name", "family_name", "email", "first_name", "last_name"} & set(
        fields
    )
    assert must <= silent


def test_contact_points_are_registered_with_their_value_hidden():
    assert "value" in auditlog.get_model_fields(ContactPoint)["mask_fields"]
