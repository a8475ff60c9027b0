"""Others' direct debits: booked on their day, or sent back with the reason, and never both."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.interbank import public as interbank
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.models import Collection, DebitMandate, MandateAmendment, Settlement
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.interbank import exchanges
from tests.payments.interbank.collected import (
    CREDITOR,
    OTHER_CREDITOR,
    collections,
    draw,
    ends,
    give_back,
    one,
    pass_days,
    went_back,
    went_back_by_ach,
)
from tests.payments.interbank.exchanges import ACH, ach_credit, ach_file, put, receive, send, sent
from tests.payments.services.movements import left, own

pytestmark = pytest.mark.usefixtures("bank")
WHO = "DE9809999999999"


@pytest.fixture
def anna():
    return factories.account(funds=100)


def come(folder, *found, own="COL1", due=OPENING_DAY) -> list[tuple[str, str]]:
    put(folder, f"{own}.xml", collections(*found, own=own, due=due))
    return receive()


def rules(account, **said) -> None:
    interbank.set_debit_rules(
        account_id=account.account_id, rules=interbank.AccountRules(**said), actor=TESTER, now=NOW
    )


def creditor(account, kind, *, creditor_id=CREDITOR, largest=None) -> None:
    interbank.set_creditor_rule(
        account_id=account.account_id,
        rule=interbank.RuleOfCreditor(
            network=exchanges.SEPA, creditor_id=creditor_id, kind=kind, largest=largest
        ),
        actor=TESTER,
        now=NOW,
    )


def test_what_is_due_is_booked_once_and_both_sides_settle_it(anna, folder):
    assert come(folder, one(anna.iban, eur(30))) == [("APPLIED", "")]
    assert draw() == 1
    assert draw() == 0
    assert (left(anna), own("1100"), own("2900")) == (eur(70), -3_000, 0)
    assert Settlement.objects.get().reference == "COL1"
    send()
    (answer,) = [read_message(each) for each in sent(folder)]
    assert (answer.original_message_id, answer.status) == ("COL1", "ACCP")
    assert give_back() == 0
    assert books.broken() == []


def test_nothing_is_booked_before_its_day(anna, folder):
    come(folder, one(anna.iban, eur(30)), due=date(2026, 3, 4))
    assert draw() == 0
    assert left(anna) == eur(100)
    pass_days(date(2026, 3, 4))
    assert draw() == 1
    assert left(anna) == eur(70)


def test_a_day_that_is_past_or_no_settlement_day_moves_to_the_next_one(anna, folder):
    come(folder, one(anna.iban, eur(1)), due=date(2026, 2, 27))
    come(folder, one(anna.iban, eur(1), identity="C2"), own="COL2", due=date(2026, 3, 7))
    assert [each.due_date for each in Collection.objects.order_by("id")] == [
        OPENING_DAY,
        date(2026, 3, 9),
    ]


def test_a_file_a_message_or_a_line_that_comes_again_books_nothing_again(anna, folder):
    content = collections(one(anna.iban, eur(30)))
    put(folder, "a.xml", content)
    put(folder, "b.xml", content)
    put(folder, "c.xml", content.replace(b"Electricity", b"Gas"))
    put(folder, "d.xml", collections(one(anna.iban, eur(30)), own="COL2"))
    assert receive() == [
        ("APPLIED", ""),
        ("DUPLICATE", ""),
        ("REFUSED", "message_repeated"),
        ("APPLIED", ""),
    ]
    assert draw() == 2
    assert left(anna) == eur(70)
    assert give_back() == 1
    send()
    assert went_back(folder) == [("C1", eur(30), "AM05")]
    assert (own("1100"), own("2900")) == (-3_000, 0)


def test_the_database_itself_holds_a_collection_to_one_row(anna, folder):
    come(folder, one(anna.iban, eur(30)))
    row = Collection.objects.get()
    row.pk, row.public_id, row.message_id = None, uuid4(), "OTHER"
    row.creditor_name = row.wire_account = ""
    with pytest.raises(IntegrityError, match="not_again"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("abroad", "AC01"),
        (ledger.AccountStatus.CLOSED, "AC04"),
        (ledger.AccountStatus.FROZEN, "AC06"),
        (ledger.AccountStatus.DEBIT_BLOCKED, "AC06"),
        ("dollars", "AM03"),
        ("poor", "AM04"),
    ],
)
def test_what_no_account_bears_goes_back_on_its_day(anna, folder, state, code):
    other = factories.account(currency="USD" if state == "dollars" else "EUR")
    iban = exchanges.ABROAD if state == "abroad" else other.iban
    if isinstance(state, ledger.AccountStatus):
        books.set_status(account_id=other.ledger_account_id, status=state)
    come(folder, one(iban, eur(5)), one(anna.iban, eur(20), identity="C2", reference="M2"))
    assert (draw(), give_back()) == (2, 1)
    send()
    assert went_back(folder) == [("C1", eur(5), code)]
    assert ends() == {"C1": ("RETURNED", code), "C2": ("BOOKED", "")}
    assert (left(anna), own("1100"), own("2900")) == (eur(80), -2_000, 0)
    amounts = dict(Settlement.objects.values_list("reference", "amount_minor"))
    assert amounts == {"COL1": -2_500, "sepa-returns-20260302-001": 500}
    assert books.broken() == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"reference": ""}, "MD01"),
        ({"creditor_id": "DE97ZZZ09999999999"}, "BE05"),
        ({"creditor_id": ""}, "BE05"),
        ({"scheme": "XXXX"}, "FF05"),
        ({"scheme": "B2B"}, "MD01"),
    ],
)
def test_what_is_no_collection_under_a_mandate_goes_back(anna, folder, asked, code):
    come(folder, one(anna.iban, eur(5), **asked))
    draw()
    assert ends() == {"C1": ("RETURNED", code)}
    assert left(anna) == eur(100)


def test_a_message_in_another_currency_or_without_a_day_is_refused_whole(anna, folder):
    content = collections(one(anna.iban, eur(5)))
    put(folder, "a.xml", content.replace(b'Ccy="EUR"', b'Ccy="USD"'))
    put(folder, "b.xml", content.replace(b"<IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt>", b""))
    assert receive() == [("REFUSED", "currency_wrong"), ("REFUSED", "settlement_date_missing")]
    assert not Collection.objects.exists()


def test_debits_between_companies_need_a_mandate_that_the_payer_has_confirmed(anna, folder):
    come(folder, one(anna.iban, eur(5), scheme="B2B"))
    draw()
    interbank.confirm_mandate(
        mandate_id=DebitMandate.objects.get().public_id, actor=TESTER, now=NOW
    )
    come(folder, one(anna.iban, eur(5), identity="C2", scheme="B2B"), own="COL2")
    draw()
    assert ends() == {"C1": ("RETURNED", "MD01"), "C2": ("BOOKED", "")}


BLOCKED, ALLOWED = interbank.CreditorRuleKind.BLOCKED, interbank.CreditorRuleKind.ALLOWED


@pytest.mark.parametrize(
    ("say", "amounts"),
    [
        (lambda a: rules(a, block_all=True), {}),
        (lambda a: rules(a, only_listed=True), {}),
        (lambda a: creditor(a, BLOCKED), {}),
        (lambda a: creditor(a, BLOCKED, creditor_id=OTHER_CREDITOR), {5, 9}),
        (lambda a: (rules(a, only_listed=True), creditor(a, ALLOWED)), {5, 9}),
        (lambda a: (rules(a, block_all=True), creditor(a, ALLOWED)), {}),
        (lambda a: rules(a, largest=eur(5)), {5}),
        (lambda a: creditor(a, ALLOWED, largest=eur(5)), {5}),
        (lambda a: (rules(a, largest=eur(5)), creditor(a, ALLOWED, largest=eur(9))), {5, 9}),
        (lambda a: (creditor(a, BLOCKED), creditor(a, None)), {5, 9}),
    ],
)
def test_a_customer_says_what_creditors_may_collect(anna, folder, say, amounts):
    say(anna)
    come(folder, one(anna.iban, eur(5), identity="5"), one(anna.iban, eur(9), identity="9"))
    draw()
    assert {number for number, (state, _) in ends().items() if state == "BOOKED"} == set(
        map(str, amounts)
    )
    assert {reason for _, reason in ends().values()} <= {"", "SL01"}
    assert left(anna) == eur(100 - sum(amounts))


def test_what_a_customer_says_before_the_day_holds_for_what_has_come(anna, folder):
    come(folder, one(anna.iban, eur(5)), due=date(2026, 3, 3))
    mandate = DebitMandate.objects.get()
    interbank.stop_mandate(mandate_id=mandate.public_id, actor=TESTER, now=NOW)
    pass_days(date(2026, 3, 3))
    draw()
    assert ends() == {"C1": ("RETURNED", "MD01")}
    interbank.resume_mandate(mandate_id=mandate.public_id, actor=TESTER, now=NOW)
    come(folder, one(anna.iban, eur(5), identity="C2"), own="COL2")
    draw()
    assert ends()["C2"] == ("BOOKED", "")


def test_mandates_are_kept_as_they_are_seen(anna, folder):
    come(folder, one(anna.iban, eur(5)))
    draw()
    pass_days(date(2026, 3, 5))
    come(folder, one(anna.iban, eur(6), identity="C2"), own="COL2")
    draw()
    row = DebitMandate.objects.get()
    assert (row.creditor_id, row.reference, row.account_id) == (WHO, "M1", anna.account_id)
    assert (row.first_used_on, row.last_used_on, row.uses) == (OPENING_DAY, date(2026, 3, 5), 2)


def test_an_amended_mandate_stays_one_and_is_stopped_still(anna, folder):
    come(folder, one(anna.iban, eur(5)))
    interbank.stop_mandate(mandate_id=DebitMandate.objects.get().public_id, actor=TESTER, now=NOW)
    amended = one(
        anna.iban,
        eur(6),
        identity="C2",
        reference="M2",
        creditor_id=OTHER_CREDITOR,
        original_reference="M1",
        original_creditor_id=CREDITOR,
    )
    come(folder, amended, own="COL2")
    draw()
    assert ends() == {"C1": ("RETURNED", "MD01"), "C2": ("RETURNED", "MD01")}
    assert DebitMandate.objects.get().reference == "M2"
    before = MandateAmendment.objects.get()
    assert (before.creditor_id, before.reference) == (WHO, "M1")


def test_a_blocked_creditor_does_not_get_through_under_an_amended_id(anna, folder):
    come(folder, one(anna.iban, eur(5)))
    creditor(anna, BLOCKED)
    amended = one(
        anna.iban, eur(6), identity="C2", creditor_id=OTHER_CREDITOR, original_creditor_id=CREDITOR
    )
    come(folder, amended, own="COL2")
    draw()
    assert ends() == {"C1": ("RETURNED", "SL01"), "C2": ("RETURNED", "SL01")}


def test_a_mandate_is_of_one_account_and_moves_only_by_amendment_to_the_same_payer(anna, folder):
    ben = factories.account(funds=100)
    come(folder, one(anna.iban, eur(5)))
    come(folder, one(ben.iban, eur(5), identity="C2"), own="COL2")
    stolen = one(ben.iban, eur(5), identity="C3", original_account=anna.iban)
    come(folder, stolen, own="COL3")
    draw()
    assert ends() == {
        "C1": ("BOOKED", ""),
        "C2": ("RETURNED", "MD01"),
        "C3": ("RETURNED", "MD01"),
    }
    assert left(ben) == eur(100)


def test_limits_of_the_product_hold_for_collections(anna, folder, monkeypatch):
    def too_low(**_):
        message = "The account must keep more."
        raise accounts.BelowMinimumBalance(message)

    monkeypatch.setattr(accounts, "settle_debit", too_low)
    come(folder, one(anna.iban, eur(5)))
    draw()
    assert ends() == {"C1": ("RETURNED", "AM04")}
    assert left(anna) == eur(100)
    assert books.broken() == []


@pytest.fixture
def rich():
    return factories.account(funds=100, currency="USD")


def debit(account, minor=1_250, *, name="in-1", trace="888888880000009", day=OPENING_DAY, **how):
    return ach_file(ach_credit(account, minor, code=27, trace=trace), day=day, **how)


def test_an_ach_debit_is_booked_on_its_day(rich, folder):
    put(folder, "in-1.ach", debit(rich.iban[-10:], day=date(2026, 3, 3)), ACH)
    assert receive(ACH) == [("APPLIED", "")]
    assert draw(ACH) == 0
    pass_days(date(2026, 3, 3))
    assert draw(ACH) == 1
    assert (left(rich), own("1100", "USD")) == (Money.of("87.50", "USD"), -1_250)
    assert DebitMandate.objects.get().reference == rich.iban[-10:]
    assert books.broken() == []


@pytest.mark.parametrize(
    ("account", "minor", "say", "reason"),
    [
        ("9999999999", 1_250, None, "R03"),
        ("rich", 10_001, None, "R01"),
        ("empty", 1_250, ledger.AccountStatus.CLOSED, "R02"),
        ("empty", 1_250, ledger.AccountStatus.FROZEN, "R16"),
        ("rich", 1_250, "blocked", "R08"),
        ("rich", 1_250, "stopped", "R07"),
        ("euros", 1_250, None, "R17"),
    ],
)
def test_an_ach_debit_that_is_not_borne_goes_back(rich, anna, folder, account, minor, say, reason):
    empty = factories.account(currency="USD")
    numbers = {"rich": rich, "euros": anna, "empty": empty}
    number = numbers[account].iban[-10:] if account in numbers else account
    put(folder, "in-1.ach", debit(number, minor), ACH)
    receive(ACH)
    if isinstance(say, ledger.AccountStatus):
        books.set_status(account_id=empty.ledger_account_id, status=say)
    elif say == "blocked":
        rules(rich, block_all=True)
    elif say == "stopped":
        mandate = DebitMandate.objects.get().public_id
        interbank.stop_mandate(mandate_id=mandate, actor=TESTER, now=NOW)
    assert (draw(ACH), give_back(ACH)) == (1, 1)
    assert send(ACH) == ["ach-returns-20260302-001.ach"]
    assert went_back_by_ach(folder) == [("888888880000009", minor, reason)]
    assert (left(rich), own("1100", "USD"), own("2900", "USD")) == (Money.of(100, "USD"), 0, 0)


def test_an_ach_entry_that_comes_again_in_another_file_goes_back(rich, folder):
    put(folder, "in-1.ach", debit(rich.iban[-10:]), ACH)
    put(folder, "in-2.ach", debit(rich.iban[-10:]).replace(b"INV 7", b"INV 8"), ACH)
    receive(ACH)
    assert (draw(ACH), give_back(ACH)) == (2, 1)
    send(ACH)
    assert went_back_by_ach(folder) == [("888888880000009", 1_250, "R24")]
    assert left(rich) == Money.of("87.50", "USD")


def test_credits_and_debits_of_one_file_settle_apart(rich, folder):
    entries = (
        ach_credit(rich.iban[-10:], 500, trace="888888880000001"),
        ach_credit(rich.iban[-10:], 200, code=27, trace="888888880000002"),
    )
    put(folder, "in-1.ach", ach_file(*entries), ACH)
    receive(ACH)
    draw(ACH)
    assert left(rich) == Money.of(103, "USD")
    amounts = dict(Settlement.objects.values_list("reference", "amount_minor"))
    assert amounts == {"in-1": 500, "in-1/20260302": -200}


@pytest.mark.parametrize(
    "change",
    [
        "state = 'WAITING', txn_id = NULL, booked_on = NULL",
        "amount_minor = amount_minor + 1",
        "txn_id = txn_id + 1",
        "account_id = gen_random_uuid()",
        "state = 'RETURNED', reason = 'AM04', txn_id = NULL",
    ],
)
def test_what_is_booked_is_not_changed(anna, folder, change):
    come(folder, one(anna.iban, eur(5)))
    draw()
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE interbank_collection SET {change}")  # noqa: S608 - constants
