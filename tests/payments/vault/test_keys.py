"""Keys of card numbers: two custodians' shares, and new keys while the bank goes on."""

import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from bankcore.crypto import custodians, key_ring, key_service, subject_keys
from bankcore.crypto.key_service import KeyServiceFailed
from bankcore.crypto.services import rotation
from payments.vault import public as vault

VISA = "4242424242424242"


@pytest.fixture
def shares(committed_bank, tmp_path, settings):
    settings.VAULT_SHARE_FILES = [str(tmp_path / "one"), str(tmp_path / "two")]
    settings.VAULT_MAKES_SHARES = False
    settings.CRYPTO_CACHE_SECONDS = 0.2
    # Keys that earlier tests have made with the machine's own shares.
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE crypto_datakey DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM crypto_datakey WHERE purpose LIKE '%vault.%'")
        cursor.execute("ALTER TABLE crypto_datakey ENABLE TRIGGER USER")
    key_ring.forget()
    yield [Path(each) for each in settings.VAULT_SHARE_FILES]
    key_ring.forget()
    subject_keys.forget()


def store(now, number=VISA):
    return vault.store_card(
        merchant="m1", number=number, expiry_month=12, expiry_year=2030, now=now
    ).token


def versions():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT wrapped FROM crypto_datakey WHERE purpose = 'vault.pan'")
        return cursor.fetchall()


def test_without_the_custodians_nothing_is_stored(shares, now):
    with pytest.raises(KeyServiceFailed, match="not here"):
        store(now)


@pytest.mark.parametrize("lost", [0, 1])
def test_one_share_alone_opens_nothing(shares, now, lost):
    call_command("make_vault_key", verbosity=0)
    token = store(now)
    key_ring.forget()
    kept = shares[lost].read_text()
    shares[lost].unlink()
    with pytest.raises(KeyServiceFailed, match="not here"):
        vault.reveal(token=token)
    shares[lost].write_text(kept)
    shares[lost].chmod(0o600)
    assert vault.reveal(token=token).number == VISA


def test_a_share_that_was_altered_or_is_open_to_others_is_refused(shares, now):
    call_command("make_vault_key", verbosity=0)
    kept = shares[0].read_text()
    version, share, check = kept.strip().split(":")
    altered = ("B" if share[0] == "A" else "A") + share[1:]
    shares[0].write_text(f"{version}:{altered}:{check}\n")
    with pytest.raises(KeyServiceFailed, match="do not belong together"):
        store(now)
    shares[0].write_text(kept)
    shares[0].chmod(0o644)
    with pytest.raises(KeyServiceFailed, match="chmod 600"):
        store(now)
    with pytest.raises(CommandError):
        call_command("make_vault_key", verbosity=0)


def test_the_master_key_alone_does_not_open_a_key_of_the_vault(shares, now):
    call_command("make_vault_key", verbosity=0)
    store(now)
    stored = next(k for k in key_ring.data_keys.all_keys() if k.purpose == "vault.pan")
    inner = key_service.service()._inner
    context = key_ring.context(stored.purpose, stored.version)
    plain = key_ring.current("vault.pan").key
    assert plain not in inner.unwrap(stored.wrapped, context=context)
    assert key_service.service().unwrap(stored.wrapped, context=context) == plain


def test_other_data_keys_need_no_custodian(shares):
    assert len(key_ring.current("accounts.contact.value").key) == 32
    assert not custodians.is_custodied(key_ring.context("accounts.contact.value", 1))


def test_a_new_key_of_the_custodians_takes_the_older_one_out_of_use(shares, now):
    call_command("make_vault_key", verbosity=0)
    token, before = store(now), versions()
    call_command("make_vault_key", verbosity=0)
    assert versions() != before
    for path in shares:  # the first version may be thrown away now
        path.write_text(path.read_text().splitlines()[1] + "\n")
        path.chmod(0o600)
    key_ring.forget()
    assert vault.reveal(token=token).number == VISA


def test_new_data_keys_move_every_card_while_others_store_and_read(shares, now):
    call_command("make_vault_key", verbosity=0)
    numbers = ["4242424242424242", "5555555555554444", "378282246310005", "6011111111111117"]
    tokens = [store(now, number) for number in numbers[:3]]
    stop, wrong = threading.Event(), []

    def go_on():
        try:
            while not stop.is_set():
                if store(now, numbers[0]) != tokens[0]:
                    wrong.append("another token")
                if vault.reveal(token=tokens[1]).number != numbers[1]:
                    wrong.append("another number")
        except Exception as error:  # noqa: BLE001 - the test judges it
            wrong.append(error)
        finally:
            connections.close_all()

    worker = threading.Thread(target=go_on)
    worker.start()
    try:
        for purpose in ("vault.pan", "index:vault.fingerprint"):
            rotation.renew(purpose)
            rotation.move(purpose)
            assert rotation.destroy_retired(purpose) == [f"{purpose} 1"]
            assert rotation.stale(purpose) == 0
    finally:
        stop.set()
        worker.join(timeout=30)
    assert wrong == []
    assert [vault.reveal(token=token).number for token in tokens] == numbers[:3]
    assert [store(now, number) for number in numbers[:3]] == tokens
