"""The vault's tables: who may touch them, what they keep, and what is left of a destroyed card."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connections

from bankcore.crypto.envelope import CannotDecrypt
from payments.vault import public as vault
from payments.vault.models import Card
from payments.vault.repositories.cards import NewCard
from tests.conftest import in_threads

VISA, OTHER = "4242424242424242", "5555555555554444"


def stored(now, **changes):
    values = {"merchant": "m1", "number": VISA, "expiry_month": 12, "expiry_year": 2030}
    return vault.store_card(**(values | changes), now=now)


@pytest.mark.parametrize("role", ["bankcore_report", "bankcore_seal"])
def test_no_other_role_may_ask_for_a_number(committed_bank, role):
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        with pytest.raises(ProgrammingError, match="permission denied for function"):
            cursor.execute("SELECT * FROM vault_reveal('card_x')")
        cursor.execute("RESET ROLE")


def rows(statement, values=()):
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def test_each_reading_is_written_down_for_good(committed_bank, now):
    token = stored(now).token
    vault.reveal(token=token)
    vault.destroy_card(token=token, now=now)
    kept = rows("SELECT what, by_role <> '', process > 0 FROM vault.access ORDER BY id")
    assert kept == [(what, True, True) for what in ("STORED", "READ", "DESTROYED")]
    for change in ("DELETE FROM vault.access", "UPDATE vault.access SET what = 'STORED'"):
        with pytest.raises(IntegrityError, match="append-only"):
            rows(change)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM vault.card",
        "TRUNCATE vault.card",
        "UPDATE vault.card SET merchant = 'm2'",
        "UPDATE vault.card SET last4 = '0000'",
        "UPDATE vault.card SET fingerprint = 'another'",
        "UPDATE vault.card SET brand = 'another'",
        "UPDATE vault.card SET bin8 = '55555555'",
    ],
)
def test_a_card_is_neither_taken_away_nor_turned_into_another(committed_bank, now, change):
    stored(now)
    with pytest.raises(IntegrityError, match="refused"):
        rows(change)


def test_a_number_moved_to_another_card_does_not_open(committed_bank, now):
    one, other = stored(now), stored(now, number=OTHER)
    move = "UPDATE vault.card SET number = (SELECT number FROM vault.card WHERE token = %s)"
    rows(f"{move} WHERE token = %s", [one.token, other.token])
    with pytest.raises(CannotDecrypt):
        vault.reveal(token=other.token)


def test_many_who_store_one_number_at_once_get_one_token(committed_bank, now):
    found = in_threads(6, lambda _: stored(now).token)
    assert len(set(found)) == 1
    assert rows("SELECT count(*) FROM vault.card") == [(1,)]
    # No secret is left of the tokens that were not needed.
    assert rows("SELECT count(*) FROM crypto_subjectkey WHERE subject ^@ 'vault.card:'") == [(1,)]


# Destroying


def test_of_a_destroyed_card_neither_number_nor_key_is_left(committed_bank, now):
    card = stored(now)
    sealed = rows("SELECT number FROM vault.card")[0][0]
    assert vault.destroy_card(token=card.token, now=now)
    assert not vault.destroy_card(token=card.token, now=now)
    with pytest.raises(vault.NoSuchCard):
        vault.reveal(token=card.token)
    assert rows("SELECT number, lookup, last4 FROM vault.card") == [(None, None, "4242")]
    # A copy of the row out of an older backup does not open either.
    with pytest.raises(CannotDecrypt):
        Card._meta.get_field("number").opened(bytes(sealed), Card(token=card.token))


IN_USE: set[str] = set()


def in_use(*, tokens):
    return IN_USE & set(tokens)


def test_cards_that_nothing_is_paid_with_are_destroyed_after_a_day(
    committed_bank, now, settings, monkeypatch
):
    used, unused = stored(now), stored(now, number=OTHER)
    monkeypatch.setattr(f"{__name__}.IN_USE", {used.token})
    later = now + timedelta(days=2)
    settings.VAULT_TOKENS_IN_USE = ()
    assert vault.destroy_unused_cards(now=later) == 0  # nobody says what is in use
    settings.VAULT_TOKENS_IN_USE = (f"{__name__}.in_use",)
    assert vault.destroy_unused_cards(now=now + timedelta(hours=1)) == 0
    assert vault.destroy_unused_cards(now=later) == 1
    assert vault.destroy_unused_cards(now=later) == 0
    assert vault.reveal(token=used.token).number == VISA
    with pytest.raises(vault.NoSuchCard):
        vault.reveal(token=unused.token)


def test_the_role_of_the_functions_makes_nothing_of_its_own(committed_bank):
    may = "SELECT has_schema_privilege('bankcore_vault', %s, 'CREATE')"
    assert [rows(may, [schema]) for schema in ("public", "vault")] == [[(False,)], [(False,)]]


def test_a_destroyed_card_does_not_come_back(committed_bank, now):
    token = stored(now).token
    vault.destroy_card(token=token, now=now)
    with pytest.raises(IntegrityError, match="UPDATE on a card refused"):
        rows("UPDATE vault.card SET destroyed_at = NULL, number = 'a', lookup = 'b'")


def test_a_card_on_its_way_into_the_vault_shows_no_number():
    card = NewCard(
        token="card_a", merchant="m1", number=VISA, fingerprint="f", bin8="42424242",
        last4="4242", brand="visa", expiry_month=12, expiry_year=2030,
    )  # fmt: skip
    assert VISA not in f"{card!r} {card}"
