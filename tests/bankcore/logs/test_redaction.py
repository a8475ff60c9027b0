"""Nothing secret and nothing personal stands in a log line, whoever wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN

from bankcore.logs import redaction
from bankcore.logs.redaction import HIDDEN, redacted, redacted_value

SECRETS = {
    "a bearer token": ("Authorization: Bearer bk_live_Zm9vYmFyYmF6", "Zm9vYmFyYmF6"),
    "basic authorisation": ("got Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA"),
    "a key of ours alone": ("client sent bk_test_abcdefgh12345", "abcdefgh12345"),
    "a signing secret": ("secret is bs_abcdefgh12345", "abcdefgh12345"),
    "a password in a form": ("username=demo&password=correct-horse&next=/", "correct-horse"),
    "a password in JSON": ('{"new_password": "correct horse"}', "correct horse"),
    "a one-time code": ("otp_token=123456", "123456"),
    "a session cookie": ("Cookie: sessionid=abc123def456", "abc123def456"),
    "a web token": ("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "eyJzdWIiOiIx"),
    "a database URL": ("postgresql://bank:hunter22@db/bank", "hunter22"),
    "an e-mail address": ("no such user demo.person@mail.example", "demo.person"),
    "a card number": ("paid with 4111 1111 1111 1111 today", "1111 1111 1111"),
    "a card number without blanks": ("pan 5555555555554444", "5555555555554444"),
}


@pytest.mark.parametrize(("line", "secret"), SECRETS.values(), ids=list(SECRETS))
def test_it_is_hidden(line, secret):
    told = redacted(line)
    assert secret not in told
    assert HIDDEN in told


PIECES = [
    *(text for text, _ in SECRETS.values()),
    *("pass", "Pa\u017fsword=", "p\u0131n: 1", "API-Key: x", "private_key=", "bearer ", "BASIC "),
    *("é", "://", "@", "=", ": ", " ", "'", "Session Id:", "CREDENTIALS=y", "eyJ", "bk_", "DE89"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join))
def test_what_is_passed_over_would_have_found_nothing(line):
    told = line
    for pattern, put, _ in redaction._REPLACEMENTS:
        told = pattern.sub(put, told)
    assert redacted(line) == told


def test_an_account_number_keeps_its_country_and_last_four():
    assert redacted("to DE89 3704 0044 0532 0130 00.") == "to DE…3000."
    assert redacted("to GB29NWBK60161331926819") == "to GB…6819"


@pytest.mark.parametrize(
    "line",
    [
        "transaction 1234567890123 booked",  # thirteen digits that are no card number
        "account 0b9f6c1e-6f0a-4e51-9c3e-2f0f6a6c1d2e opened",
        "POST api/v1/transfers 201",
        "closed 2026-03-02 in 41.5 s: 1000000 accounts",
        "reference AB12CDEF3456GHIJ",
    ],
)
def test_what_is_no_secret_stays(line):
    assert redacted(line) == line


@given(
    st.sampled_from(["DE", "FR", "NL", "GB", "ES"]).flatmap(
        lambda country: st.randoms(use_true_random=False).map(
            lambda chance: IBAN.random(country_code=country, random=chance)
        )
    ),
    st.text(alphabet=" .,:x", max_size=4),
)
def test_every_real_account_number_is_hidden(iban, around):
    for written in (iban.compact, iban.formatted):
        assert written not in redacted(f"to {written} {around}")


@given(st.text(alphabet="0123456789", min_size=12, max_size=18))
def test_every_number_that_may_be_a_cards_is_hidden(start):
    doubled = [sum(divmod(2 * int(each), 10)) for each in start[::-2]]
    total = sum(doubled) + sum(int(each) for each in start[-2::-2])
    card = start + str(-total % 10)
    assert card not in redacted(f"card {card} declined")


def test_values_are_hidden_by_their_names_however_deep():
    told = redacted_value(
        "extra", {"client": {"api_key": "x", "secrets": ["y"]}, "sent": ["a@b.example"], "n": 3}
    )
    assert told == {
        "client": {"api_key": HIDDEN, "secrets": HIDDEN},
        "sent": [HIDDEN],
        "n": 3,
    }
