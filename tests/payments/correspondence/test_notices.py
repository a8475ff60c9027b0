"""Customers hear by e-mail of what they chose, once, in their language, and of no more."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils.module_loading import import_string

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.outbox import public as outbox
from bankcore.subscriptions import SUBSCRIPTIONS
from payments import public as payments
from payments.correspondence import public as correspondence
from payments.correspondence.models import Notice, NoticeChoices
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, factors, request_key
from tests.payments.correspondence import letters
from tests.payments.interbank.collected import collections, draw, one
from tests.payments.interbank.exchanges import put, receive
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")
K = correspondence.NoticeKind


@pytest.fixture
def anna(bank):
    found = letters.reachable(online.customer("anna"))
    hear()
    mail.outbox.clear()
    return found


def hear() -> list[dict]:
    """Hand every event to everybody who hears of it; returns those about mails."""
    heard: list = []
    told: list = []
    while outbox.deliver(
        subscriptions=SUBSCRIPTIONS, send=lambda task, said: heard.append((task, said)), now=NOW
    ):
        for task, said in heard:
            import_string(task)(said)
            if "correspondence" in task:
                told.append((task, said))
        heard.clear()
    return told


def choose(who, *kinds, above="500", language="en") -> None:
    correspondence.choose_notices(
        choices=correspondence.Choices(
            kinds=frozenset(kinds), money_out_above=eur(above), language=language
        ),
        actor=who.actor,
        now=NOW,
    )


def withdraw(who, amount) -> None:
    order = payments.CashOrder(account_id=who.account.account_id, amount=eur(amount))
    payments.withdraw(order=order, request=request_key(), actor=TESTER, now=NOW)


def deposit(who, amount) -> None:
    order = payments.CashOrder(account_id=who.account.account_id, amount=eur(amount))
    payments.deposit(order=order, request=request_key(), actor=TESTER, now=NOW)


def test_a_message_is_told_of_without_a_word_of_it(anna):
    letters.answer(letters.write(anna, subject="My hidden subject"), letters.clerk(), "Hidden body")
    hear()
    [sent] = mail.outbox
    assert sent.to == ["anna@example.org"]
    assert "a message waits for you" in sent.subject
    assert "/messages/" in sent.body
    assert "idden" not in sent.subject + sent.body


def test_a_message_that_was_opened_meanwhile_is_not_told_of(anna):
    thread_id = letters.write(anna)
    letters.answer(thread_id, letters.clerk())
    letters.read(anna, thread_id)
    hear()
    assert mail.outbox == []


def test_who_has_chosen_nothing_is_not_told_of_each_movement(anna):
    deposit(anna, 900)
    withdraw(anna, 800)
    hear()
    assert mail.outbox == []


def test_money_that_comes_in_is_told_of_who_wants_to_hear(anna):
    choose(anna, K.MONEY_IN)
    deposit(anna, 9)
    withdraw(anna, 9)
    hear()
    [sent] = mail.outbox
    assert "9.00\N{NO-BREAK SPACE}EUR came in" in sent.body
    assert f"ends with {anna.account.iban[-4:]}." in sent.body
    assert anna.account.iban not in sent.body


def test_money_that_leaves_is_told_of_above_the_amount_alone(anna):
    choose(anna, K.MONEY_OUT, above="50")
    withdraw(anna, 50)
    hear()
    assert mail.outbox == []
    deposit(anna, 100)
    withdraw(anna, "50.01")
    hear()
    [sent] = mail.outbox
    assert "50.01" in sent.body


def test_money_from_and_to_other_banks_is_told_of_too(anna, settings, tmp_path):
    settings.GATEWAY_EXCHANGE_FOLDER = tmp_path
    settings.CLEARED_BY_EXCHANGE = {"EUR": "sepa"}
    choose(anna, K.MONEY_IN, K.MONEY_OUT, above="0")
    put(tmp_path, "a.xml", collections(one(anna.account.iban, eur(20))))
    receive()
    draw()
    hear()
    assert ["left your account" in each.body for each in mail.outbox] == [True]


def test_a_mail_is_in_the_language_that_the_customer_chose(anna):
    choose(anna, K.MONEY_IN, language="de")
    deposit(anna, 1234)
    hear()
    [sent] = mail.outbox
    assert "1.234,00\N{NO-BREAK SPACE}EUR" in sent.body
    assert "eingegangen" in sent.body
    assert "came in" not in sent.body


def test_an_event_told_twice_is_one_mail(anna):
    choose(anna, K.MONEY_IN)
    deposit(anna, 9)
    [(_, said)] = [each for each in hear() if each[0].endswith("movement")]
    transaction_id = int(said["payload"]["transaction_id"])
    correspondence.tell_of_movement(transaction_id=transaction_id, now=NOW)
    assert len(mail.outbox) == 1
    assert Notice.objects.get().mails == 1


def test_what_was_claimed_by_a_worker_that_died_is_sent(anna, monkeypatch):
    choose(anna, K.MONEY_IN)
    real, failing = import_string("django.core.mail.send_mail"), [True]

    def send(*args):
        if failing:
            failing.clear()
            raise ConnectionError
        return real(*args)

    monkeypatch.setattr("payments.correspondence.services.telling.send_mail", send)
    moved = payments.deposit(
        order=payments.CashOrder(account_id=anna.account.account_id, amount=eur(9)),
        request=request_key(),
        actor=TESTER,
        now=NOW,
    )
    with pytest.raises(ConnectionError):
        correspondence.tell_of_movement(transaction_id=moved.transaction_id, now=NOW)
    assert (Notice.objects.get().sent_at, mail.outbox) == (None, [])
    correspondence.tell_of_movement(transaction_id=moved.transaction_id, now=NOW)
    assert len(mail.outbox) == 1


def fail_an_order(who) -> None:
    correspondence.tell_of_failed_order(
        account_id=who.account.account_id,
        order_id=who.account.account_id,
        nominal_date=date(2026, 3, 1),
        amount=Money.of(12, "EUR"),
        now=NOW,
    )


def make_statements() -> date:
    last = date(2026, 3, 31)
    ledger.close_business_day(next_day=last, actor=TESTER, now=NOW)
    ledger.close_business_day(next_day=last + timedelta(days=1), actor=TESTER, now=NOW)
    accounts.make_statements(day=last, next_day=last + timedelta(days=1), actor=TESTER, now=NOW)
    hear()
    return last


def test_an_order_that_failed_and_a_statement_that_is_ready_are_told_of(anna):
    fail_an_order(anna)
    last = make_statements()
    assert ["standing order" in each.subject for each in mail.outbox] == [True, False]
    assert "31 Mar 2026" in mail.outbox[1].body
    correspondence.tell_of_statements(day=last, now=NOW)
    assert len(mail.outbox) == 2


def test_what_is_switched_off_is_not_told_of(anna):
    choose(anna)
    letters.answer(letters.write(anna), letters.clerk())
    deposit(anna, 9)
    hear()
    assert (mail.outbox, Notice.objects.count()) == ([], 0)


def test_whom_the_bank_has_no_address_of_is_not_told(bank):
    ben = online.customer("ben")
    letters.answer(letters.write(ben), letters.clerk())
    hear()
    assert (mail.outbox, Notice.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("above", "language"), [(eur(-1), "en"), (Money.of(5, "USD"), "en"), (eur(5), "xx")]
)
def test_a_choice_that_cannot_be_is_refused_and_changes_nothing(anna, above, language):
    with pytest.raises(correspondence.ChoiceRefused):
        correspondence.choose_notices(
            choices=correspondence.Choices(
                kinds=frozenset(), money_out_above=above, language=language
            ),
            actor=anna.actor,
            now=NOW,
        )
    assert not NoticeChoices.objects.exists()


def test_that_a_mail_was_sent_stays(anna):
    letters.answer(letters.write(anna), letters.clerk())
    hear()
    for statement in (
        "UPDATE correspondence_notice SET mails = 9",
        "DELETE FROM correspondence_notice",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_page_keeps_what_is_chosen_and_says_what_always_comes(client, anna):
    assert client.login(username="anna", password="a-long-demo-password")
    page = client.get("/notices/")
    assert "always come" in page.content.decode()
    assert page.context["form"].initial["language"] == "en"
    said = {"kinds": ["MONEY_IN"], "money_out_above": "12.50", "language": "de"}
    assert client.post("/notices/", said).status_code == 302
    kept = NoticeChoices.objects.get()
    assert (kept.money_in, kept.message_waiting, kept.language) == (True, False, "de")
    assert kept.money_out_above_minor == 1_250
    wrong = client.post("/notices/", said | {"money_out_above": "lots"})
    assert wrong.status_code == 422
    assert 'href="#id_money_out_above"' in wrong.content.decode()
    assert NoticeChoices.objects.get().money_out_above_minor == 1_250


def somebody(name: str) -> online.Customer:
    """Return a customer who can be reached and has no account of their own."""
    user_id = factors.person(name)
    found = accounts.register_customer(
        kind="PERSON", name=f"Demo {name}", user_id=user_id, actor=TESTER, now=NOW
    )
    who = online.Customer(user_id, found, None, factors.customer_actor(user_id))
    return letters.reachable(who, f"{name}@example.org")


@pytest.fixture
def ben(anna):
    """Return who holds Anna's account with her, and reads German."""
    found = somebody("ben")
    accounts.add_holder(
        account_id=anna.account.account_id,
        customer_id=found.customer.customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    choose(found, *K, above="500", language="de")
    hear()
    mail.outbox.clear()
    return found


def mails() -> list[tuple[str, str]]:
    """Return to whom mails went since last asked, and in which language each was."""
    told = sorted(
        (each.to[0], "en" if "You choose which" in each.body else "de") for each in mail.outbox
    )
    mail.outbox.clear()
    return told


ANNA, BEN = ("anna@example.org", "en"), ("ben@example.org", "de")


def test_everybody_who_holds_an_account_hears_of_it_as_they_chose_and_in_their_language(anna, ben):
    choose(anna, K.MONEY_IN, K.STANDING_ORDER_FAILED, K.STATEMENT_READY)
    deposit(anna, 900)
    hear()
    assert mails() == [ANNA, BEN]
    withdraw(anna, 800)
    hear()
    assert mails() == [BEN]
    fail_an_order(anna)
    assert mails() == [ANNA, BEN]
    last = make_statements()
    assert mails() == [ANNA, BEN]
    correspondence.tell_of_statements(day=last, now=NOW)
    assert mails() == []


def test_who_holds_an_account_no_longer_or_has_a_mandate_alone_hears_of_nothing(anna, ben):
    agent = somebody("cleo")
    choose(agent, *K)
    accounts.give_mandate(
        order=accounts.MandateOrder(
            account_id=anna.account.account_id,
            customer_id=agent.customer.customer_id,
            valid_from=OPENING_DAY,
        ),
        actor=TESTER,
        now=NOW,
    )
    accounts.end_rights(
        account_id=anna.account.account_id,
        customer_id=ben.customer.customer_id,
        last_day=OPENING_DAY - timedelta(days=1),
        actor=TESTER,
        now=NOW,
    )
    choose(anna, *K)
    deposit(anna, 900)
    hear()
    assert mails() == [ANNA]
    fail_an_order(anna)
    assert mails() == [ANNA]
    make_statements()
    assert mails() == [ANNA]


def test_what_is_about_a_person_is_told_that_person_alone(anna, ben):
    letters.answer(letters.write(anna), letters.clerk())
    hear()
    assert mails() == [ANNA]
