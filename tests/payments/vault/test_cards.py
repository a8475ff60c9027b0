"""Card numbers: stored once a merchant, read by token, never shown, destroyed when unused."""

import logging
import pickle
import traceback
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from payments.vault import public as vault
from payments.vault.services import cards as services

pytestmark = pytest.mark.usefixtures("bank")
VISA, OTHER = "4242424242424242", "5555555555554444"


def stored(now, **changes):
    values = {"merchant": "m1", "number": VISA, "expiry_month": 12, "expiry_year": 2030}
    return vault.store_card(**(values | changes), now=now)


def test_a_stored_card_is_read_again_by_its_token(now):
    card = stored(now, number="4242 4242-4242 4242")
    assert (card.brand, card.last4, card.bin8) == ("visa", "4242", "42424242")
    assert (card.funding, card.country) == ("credit", "US")
    found = vault.reveal(token=card.token)
    assert (found.number, found.expiry_month, found.expiry_year) == (VISA, 12, 2030)


def test_the_same_number_of_one_merchant_is_one_token_with_the_newest_date(now):
    first = stored(now)
    again = stored(now, expiry_month=3, expiry_year=2031)
    assert (again.token, again.fingerprint) == (first.token, first.fingerprint)
    found = vault.reveal(token=first.token)
    assert (found.expiry_month, found.expiry_year) == (3, 2031)


def test_two_merchants_cannot_tell_that_they_have_the_same_card(now):
    one, other = stored(now), stored(now, merchant="m2")
    assert one.token != other.token
    assert one.fingerprint != other.fingerprint


def test_of_a_shorter_number_only_six_digits_stand_in_the_clear(now):
    assert stored(now, number="378282246310005").bin8 == "378282"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"number": "4242424242424241"}, vault.InvalidCardNumber),
        ({"number": "4242"}, vault.InvalidCardNumber),
        ({"number": "4242x24242424242"}, vault.InvalidCardNumber),
        ({"number": "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"}, vault.InvalidCardNumber),
        ({"number": "9999999999999995"}, vault.UnknownBrand),
        ({"expiry_month": 13}, vault.ExpiredCard),
        ({"expiry_month": 2, "expiry_year": 2026}, vault.ExpiredCard),
        ({"expiry_year": 2060}, vault.ExpiredCard),
    ],
)
def test_what_is_no_usable_card_is_refused_without_showing_it(now, changes, refusal):
    with pytest.raises(refusal) as told:
        stored(now, **changes)
    number = changes.get("number", VISA)
    assert number not in str(told.value)
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault_kept(%s, '', 10)", [now + timedelta(days=1)])
        assert cursor.fetchall() == []


def test_a_card_is_good_to_the_end_of_its_month(now):
    assert stored(now, expiry_month=3, expiry_year=2026).last4 == "4242"


def test_a_token_that_is_not_there_reveals_nothing(now):
    with pytest.raises(vault.NoSuchCard):
        vault.reveal(token="card_unknown")


def test_a_number_shows_itself_in_no_text_and_goes_into_no_pickle(now):
    number = vault.reveal(token=stored(now).token)
    for text in (repr(number), str(number), f"{number}", f"{[number]}"):
        assert text.strip("[]") == "CardNumber(424242******4242)"
    with pytest.raises(TypeError):
        pickle.dumps(number)


def test_a_failure_while_storing_tells_no_digit(now, monkeypatch, caplog):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(services.cards, "store", fail)
    with pytest.raises(RuntimeError) as told, caplog.at_level(logging.DEBUG):
        stored(now)
    lines = traceback.TracebackException.from_exception(told.value, capture_locals=False)
    assert VISA not in "".join(lines.format())
    assert VISA not in caplog.text


# The database's own refusals


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT number FROM vault.card",
        "SELECT token FROM vault.access",
        "UPDATE vault.card SET last4 = '0000'",
        "DELETE FROM vault.access",
        "SELECT vault.note('card_x', 'READ')",
    ],
)
def test_the_application_reaches_no_table_of_the_vault(now, statement):
    stored(now)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_number_stored_again_after_it_was_destroyed_is_a_new_card(now):
    first = stored(now)
    vault.destroy_card(token=first.token, now=now)
    assert stored(now).token != first.token
