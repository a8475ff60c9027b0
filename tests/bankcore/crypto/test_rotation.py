"""New keys while the bank goes on."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections

from accounts.models import ContactPoint, Customer, PersonDetails
from bankcore.crypto import blind_index, fields, key_ring, subject_keys
from bankcore.crypto.models import DataKey, Rotation
from bankcore.crypto.services import rotation
from bankcore.settings import env
from tests.bankcore.crypto.test_fields import first_value
from tests.conftest import NOW
from tests.factories import people

PURPOSE = "accounts.contact.value"
INDEX = "index:accounts.contact"


@pytest.fixture
def bank_with_contacts(committed_bank, settings, monkeypatch):
    """Give a bank whose customer has many phone numbers, and whose keys leave memory soon."""
    settings.CRYPTO_CACHE_SECONDS = 0.2
    customer = Customer.objects.get(public_id=people.active())
    ContactPoint.objects.filter(kind="PHONE").delete()
    ContactPoint.objects.bulk_create(phone(customer, f"+49 30 {n:04}") for n in range(900))
    monkeypatch.setattr(rotation, "_BATCH", 50)
    return customer


def phone(customer, value: str) -> ContactPoint:
    index = blind_index.index_of(value, purpose="accounts.contact")
    return ContactPoint(
        customer=customer, kind="PHONE", value=value, value_index=index, recorded_at=NOW
    )


def states(purpose: str) -> list[str]:
    found = DataKey.objects.filter(purpose=purpose).order_by("version")
    return list(found.values_list("state", flat=True))


def values() -> set[str]:
    return {row.value for row in ContactPoint.objects.filter(kind="PHONE")}


def under(key_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_contactpoint"
            " WHERE substr(value, 2, 4) = %s OR substr(value_index, 2, 4) = %s",
            [key_id.to_bytes(4)] * 2,
        )
        return cursor.fetchone()[0]


def test_a_rotation_moves_every_row_and_destroys_the_old_key(bank_with_contacts):
    before, old = values(), key_ring.current(PURPOSE).key_id
    old_index = key_ring.current(INDEX).key_id
    call_command("rotate_keys", purpose=[PURPOSE, INDEX])
    assert states(PURPOSE) == states(INDEX) == ["DESTROYED", "ACTIVE"]
    assert (under(old), under(old_index)) == (0, 0)
    assert values() == before
    assert DataKey.objects.get(pk=old).wrapped is None
    assert not Rotation.objects.using("owner").exists()


def test_searches_find_by_old_and_new_indexes_while_rows_are_moved(bank_with_contacts):
    rotation.renew(INDEX)
    found = blind_index.search_values("+49 30 0007", purpose="accounts.contact")
    assert ContactPoint.objects.filter(value_index__in=found).count() == 1
    rotation.move(INDEX)
    assert ContactPoint.objects.filter(value_index__in=found).count() == 1
    found = blind_index.search_values("+49 30 0007", purpose="accounts.contact")
    assert ContactPoint.objects.filter(value_index__in=found).count() == 1


def test_readers_and_writers_go_on_and_no_change_is_lost(bank_with_contacts):
    """One thread reads all the time, one writes each number anew, while the key changes."""
    over, wrong = threading.Event(), []
    written: dict[int, str] = {}
    ids = list(ContactPoint.objects.filter(kind="PHONE").values_list("pk", flat=True))

    def reading() -> None:
        while not over.is_set():
            wrong.extend(each for each in values() if not each.startswith("+49"))

    def writing() -> None:
        for turn in range(1_000_000):
            if over.is_set():
                return
            row = ContactPoint.objects.get(pk=ids[turn * 7 % len(ids)])
            row.value = written[row.pk] = f"+49 40 {turn}"
            row.save(update_fields=["value"])

    def guarded(work) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the test judges it
            wrong.append(error)
        finally:
            connections.close_all()

    old = key_ring.current(PURPOSE).key_id
    with ThreadPoolExecutor(2) as threads:
        threads.submit(guarded, reading)
        threads.submit(guarded, writing)
        call_command("rotate_keys", purpose=[PURPOSE])
        over.set()
    assert wrong == []
    assert written
    assert states(PURPOSE) == ["DESTROYED", "ACTIVE"]
    assert under(old) == 0
    key_ring.forget()
    found = {row.pk: row.value for row in ContactPoint.objects.filter(kind="PHONE")}
    assert {pk: found[pk] for pk in written} == written


def test_a_rotation_that_is_killed_goes_on_where_it_was(bank_with_contacts, settings):
    before, old = values(), key_ring.current(PURPOSE).key_id
    rotation.renew(PURPOSE)
    program = (
        "import django, os; django.setup()\n"
        "from django.db import connections\n"
        "from bankcore.crypto.services import rotation\n"
        "for alias in ('default', 'owner'):\n"
        "    connections[alias].settings_dict['NAME'] = os.environ['NAME']\n"
        "rotation._BATCH = 20\n"
        "rotation.move(os.environ['PURPOSE'], tell=lambda *told: print(*told, flush=True))\n"
    )
    variables = os.environ | {
        "NAME": connection.settings_dict["NAME"],
        "PURPOSE": PURPOSE,
        "DJANGO_SETTINGS_MODULE": "bankcore.settings.test",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=variables, cwd=env.REPOSITORY, stdout=subprocess.PIPE
    )
    for _ in range(3):
        assert process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    moved = Rotation.objects.using("owner").get().moved
    assert 60 <= moved < len(before)
    assert under(old) > 0
    assert values() == before, "every value is readable in the middle"
    told = []
    rotation.move(PURPOSE, tell=lambda _, count: told.append(count))
    assert sum(told) <= len(before) + 1 - moved, "what was moved is not moved again"
    assert rotation.destroy_retired(PURPOSE) == [f"{PURPOSE} 1"]
    assert values() == before
    assert under(old) == 0


def test_a_change_between_reading_and_moving_a_row_is_kept(bank_with_contacts, monkeypatch):
    from bankcore.crypto.repositories import sealed_rows

    rotation.renew(PURPOSE)
    first = ContactPoint.objects.filter(kind="PHONE").order_by("pk").first()
    real = sealed_rows._next

    def changed_after_reading(*args, **kwargs):
        rows = real(*args, **kwargs)
        ContactPoint.objects.filter(pk=first.pk).update(marketing=True)
        first.value = "+49 99 1"
        first.save(update_fields=["value"])
        return rows

    monkeypatch.setattr(sealed_rows, "_next", changed_after_reading)
    (column,) = [c for c in sealed_rows.columns() if c.field.purpose == PURPOSE]
    sealed_rows.move_batch(column, size=5, using="owner")
    assert ContactPoint.objects.get(pk=first.pk).value == "+49 99 1"


def test_a_key_that_a_row_is_under_is_not_destroyed(bank_with_contacts, monkeypatch):
    rotation.renew(PURPOSE)
    monkeypatch.setattr(rotation, "move", lambda *_args, **_more: 0)
    assert rotation.destroy_retired(PURPOSE) == []
    assert states(PURPOSE) == ["RETIRED", "ACTIVE"]
    with pytest.raises(IntegrityError, match="refused"):
        DataKey.objects.using("owner").filter(state="ACTIVE").update(
            state="DESTROYED", wrapped=None
        )


def test_values_of_before_data_keys_are_moved(committed_bank, settings):
    settings.CRYPTO_CACHE_SECONDS = 0.1
    people.prospect()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_persondetails SET place_of_birth = %s",
            [first_value(b"Altstadt", purpose="accounts.person.place_of_birth")],
        )
    assert PersonDetails.objects.get().place_of_birth == "Altstadt"
    call_command("rotate_keys")
    with connection.cursor() as cursor:
        cursor.execute("SELECT substr(place_of_birth, 1, 1) FROM accounts_persondetails")
        assert bytes(cursor.fetchone()[0]) == b"\x03"
    assert PersonDetails.objects.get().place_of_birth == "Altstadt"


def test_subjects_secrets_are_rotated_and_stay_the_same(bank_with_contacts):
    before = values()
    call_command("rotate_keys", purpose=[subject_keys.PURPOSE])
    subject_keys.forget()
    assert states(subject_keys.PURPOSE) == ["DESTROYED", "ACTIVE"]
    assert values() == before


def test_a_new_master_key_wraps_every_data_key_at_once(committed_bank, settings, tmp_path):
    settings.MASTER_KEYS_FILE = tmp_path / "master_keys"
    settings.CRYPTO_CACHE_SECONDS = 60
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE crypto_datakey DISABLE TRIGGER ALL; DELETE FROM crypto_datakey")
    key_ring.forget()
    sealed = fields.encrypt(b"value", purpose="a")
    assert {key.master_version for key in DataKey.objects.all()} == {1}
    rotation.rotate_master()
    assert {key.master_version for key in DataKey.objects.all()} == {2}
    assert fields.decrypt(sealed, purpose="a") == b"value"
    settings.MASTER_KEYS_FILE.write_text(
        "\n".join(settings.MASTER_KEYS_FILE.read_text().splitlines()[1:])
    )
    key_ring.forget()
    assert fields.decrypt(sealed, purpose="a") == b"value", "the first master key is not needed"


def test_a_purpose_whose_values_cannot_be_counted_keeps_its_key(committed_bank):
    fields.encrypt(b"value", purpose="test.elsewhere")
    assert "test.elsewhere" not in rotation.purposes()
    with pytest.raises(ValueError, match="No column"):
        rotation.renew("test.elsewhere")
    assert states("test.elsewhere") == ["ACTIVE"]


def test_a_value_that_does_not_open_is_named_and_keeps_its_key(bank_with_contacts, caplog):
    first, second = ContactPoint.objects.filter(kind="PHONE").order_by("pk")[:2]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_contactpoint SET value = (SELECT value FROM accounts_contactpoint"
            " WHERE id = %s) WHERE id = %s",
            [first.pk, second.pk],
        )
    with pytest.raises(CommandError, match="1 rows are still under older keys"):
        call_command("rotate_keys", purpose=[PURPOSE])
    assert f"accounts_contactpoint.value of row {second.pk} does not open" in caplog.text
    assert states(PURPOSE) == ["RETIRED", "ACTIVE"]
