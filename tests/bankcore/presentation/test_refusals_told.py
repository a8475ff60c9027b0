"""What a customer's page can refuse is told in German on German pages, with its figures."""

import importlib

import pytest
from django.utils import translation

from accounts.services.usage import DailyLimitExceeded
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import InvalidAmount
from bankcore.presentation import refusals
from bankcore.presentation.refusal_sentences import SENTENCES
from payments import public as payments
from payments.services import booking
from tests.bankcore.presentation import said
from tests.web.test_languages import german

# What pages of online banking call, and what those call.
MODULES = [
    *(
        f"payments.services.{name}"
        for name in (
            *("booking", "bulk_file_confirmations", "bulk_files", "exchange", "held", "history"),
            *("instant", "joint_accounts", "margins", "payments", "rates", "screening"),
            *("self_service", "standing_order_signatures", "standing_orders", "transfers"),
            "undoing",
        )
    ),
    *(
        f"payments.domain.{name}"
        for name in ("bulk_csv", "exchange", "pain001", "recurrence", "standing_orders")
    ),
    *(
        f"accounts.services.{name}"
        for name in ("accounts", "letters", "mandates", "signatures", "statements", "usage")
    ),
    *(f"bankcore.identity.services.{name}" for name in ("confirmations", "factors", "passwords")),
    *("bankcore.access", "bankcore.db.transactions", "bankcore.presentation.typed_amounts"),
    *("bankcore.money.amount", "bankcore.money.parsing"),
    *("payments.payees.services.customers", "payments.payees.services.payees"),
    *("payments.interbank.services.debit_claims", "payments.interbank.services.debit_rules"),
    *("payments.presentation.web.confirming", "payments.presentation.web.exchange"),
    "payments.presentation.web.pay_forms",
]
# What the bank's own staff alone are refused.
OF_STAFF = {
    *("invalid_margin", "margin_in_the_past", "margin_version_exists", "rates_differ"),
    *("terms_exist", "rates_malformed"),
}


def sentences() -> set[said.Said]:
    found = {each for name in MODULES for each in said.of_module(name)}
    found |= {said.Said(error, text) for error, text in booking._REFUSALS.values()}
    return {each for each in found if each.error.code not in OF_STAFF}


def errors() -> set[type[BankError]]:
    there = {
        thing
        for name in MODULES
        for thing in vars(importlib.import_module(name)).values()
        if isinstance(thing, type) and issubclass(thing, BankError)
    }
    return {each for each in there | {each.error for each in sentences()} if each.cure}


def test_every_sentence_of_a_refusal_is_there_in_german():
    told = german()
    assert sorted(each.sentence for each in sentences() if not told.get(each.sentence)) == []
    assert len(sentences()) > 120


def test_every_cure_is_there_in_german():
    told = german()
    cures = {each.cure for each in errors() if each.code not in OF_STAFF}
    assert sorted(each for each in cures if not told.get(each)) == []


def test_every_sentence_with_figures_is_known_by_its_code():
    missing = [
        (each.error.code, each.sentence)
        for each in sentences()
        if each.has_figures and each.sentence not in SENTENCES.get(each.error.code, ())
    ]
    assert sorted(missing) == []


def test_a_translation_has_the_figures_of_its_sentence():
    told = german()
    for each in sentences():
        for name in refusals._FIGURE.findall(told[each.sentence]):
            assert f"%({name})s" in each.sentence


@pytest.mark.parametrize(
    ("error", "german_words", "english"),
    [
        (
            payments.InsufficientFunds("The account has not enough money available."),
            (
                "Auf dem Konto ist nicht genug Geld verfügbar. Wählen Sie einen kleineren Betrag,"
                " oder zahlen Sie zuerst Geld ein."
            ),
            (
                "The account has not enough money available. Choose a smaller amount, or pay money"
                " in first."
            ),
        ),
        (
            DailyLimitExceeded("The account's limit of 1000.50 EUR a day would be exceeded."),
            (
                "Das Limit des Kontos von 1.000,50 EUR am Tag würde überschritten. Wählen Sie einen"
                " kleineren Betrag, oder warten Sie bis zum nächsten Geschäftstag."
            ),
            (
                "The account's limit of 1,000.50 EUR a day would be exceeded. Choose a smaller"
                " amount, or wait until the next business day."
            ),
        ),
        (
            identity.ProofWrong("The code is not right, or was used before; 4 tries left."),
            (
                "Der Code stimmt nicht oder wurde schon verwendet; noch 4 Versuche. Warten Sie auf"
                " den nächsten Code Ihrer App, und prüfen Sie, ob die Uhr Ihres Geräts stimmt."
            ),
            None,
        ),
        (
            InvalidAmount("EUR has 2 decimals; the amount has 3."),
            (
                "EUR hat 2 Nachkommastellen; der Betrag hat 3. Geben Sie einen positiven Betrag mit"
                " den Nachkommastellen der Währung ein, zum Beispiel 12,50."
            ),
            None,
        ),
    ],
)
def test_a_refusal_is_told_in_the_language_of_the_page(error, german_words, english):
    with translation.override("de"):
        assert refusals.told(error).replace("\N{NO-BREAK SPACE}", " ") == german_words
    with translation.override("en"):
        plain = f"{error.message} {error.cure}" if english is None else english
        assert refusals.told(error).replace("\N{NO-BREAK SPACE}", " ") == plain


def test_what_the_catalogue_does_not_have_is_told_in_english():
    class New(BankError):
        code = "new"
        cure = "Wait for the moon."

    with translation.override("de"):
        assert refusals.told(New("The moon is new.")) == "The moon is new. Wait for the moon."
