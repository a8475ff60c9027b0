"""A card's PIN: its customer's alone, verified when it comes, blocked by guessing, kept nowhere."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts import public as accounts
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from payments.issuing import public as issuing
from payments.issuing.domain import pins as rules
from payments.issuing.models import Authorisation, Card, CardPin
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.payments.issuing import uses
from tests.payments.services import online
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
PIN, WRONG = "8305", "8306"
BORN = date(1987, 3, 14)


@pytest.fixture
def anna(bank):
    return online.customer("anna", funds=100)


@pytest.fixture
def held(anna):
    card = issuing.order(account_id=anna.account.account_id, actor=anna.actor, now=NOW)
    return uses.Held(anna.account, card)


@pytest.fixture
def page(client, anna, held, monkeypatch):
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)
    client.force_login(get_user_model().objects.get(pk=anna.user_id))
    return client, reverse("card_pin", kwargs={"card_id": held.card.card_id})


def choose(who, held, pin=PIN) -> None:
    issuing.choose_pin(card_id=held.card.card_id, pin=pin, actor=who.actor, now=NOW)


def code(held, pin) -> str:
    return uses.use(held, eur(1), pin=pin).code


def tell_birth(who) -> None:
    person = accounts.Person(
        given_name="Demo",
        family_name="Person",
        date_of_birth=BORN,
        place_of_birth="Demo",
        nationality="DE",
    )
    accounts.set_customer_details(
        customer_id=who.customer.customer_id, given=person, actor=TESTER, now=NOW
    )


def test_the_right_pin_pays_and_a_wrong_one_does_not(anna, held):
    choose(anna, held)
    assert (code(held, PIN), code(held, WRONG)) == ("00", "55")
    assert uses.ties()


def test_three_wrong_ones_block_the_pin_and_the_right_one_is_refused_too(anna, held):
    choose(anna, held)
    assert [code(held, pin) for pin in (WRONG, WRONG, WRONG, PIN)] == ["55", "55", "55", "75"]
    assert issuing.pin_state(card_id=held.card.card_id, actor=anna.actor) == "BLOCKED"
    assert uses.use(held, eur(1)).is_approved, "the card itself is not blocked"


def test_the_right_one_between_makes_wrong_ones_forgotten(anna, held):
    choose(anna, held)
    tried = [code(held, pin) for pin in (WRONG, WRONG, PIN, WRONG, WRONG, PIN)]
    assert tried == ["55", "55", "00", "55", "55", "00"]


def test_the_same_request_again_is_no_second_try(anna, held):
    choose(anna, held)
    asked = uses.ask(held, eur(1), pin=WRONG)
    for _ in range(4):
        answer = issuing.authorise(request=asked, actor=TESTER, now=NOW)
    assert (answer.code, answer.replayed, CardPin.objects.get().wrong_tries) == ("55", True, 1)


def test_a_card_that_may_not_be_used_tells_nothing_of_its_pin(anna, held):
    choose(anna, held)
    issuing.freeze(card_id=held.card.card_id, actor=anna.actor, now=NOW)
    assert (code(held, WRONG), CardPin.objects.get().wrong_tries) == ("62", 0)


def test_a_blocked_pin_is_good_again_once_it_is_chosen_anew_or_staff_unblock_it(anna, held):
    choose(anna, held)
    for _ in range(3):
        code(held, WRONG)
    card_id = held.card.card_id
    issuing.unblock_pin(card_id=card_id, reason="It was them.", actor=TESTER, now=NOW)
    assert code(held, PIN) == "00"
    with pytest.raises(issuing.PinNotBlocked):
        issuing.unblock_pin(card_id=card_id, reason="Again.", actor=TESTER, now=NOW)
    for _ in range(3):
        code(held, WRONG)
    choose(anna, held, "2749")
    assert (code(held, PIN), code(held, "2749")) == ("55", "00")


def test_a_card_without_a_pin_answers_that_it_is_wrong(held):
    assert code(held, PIN) == "55"
    assert Authorisation.objects.get().reason == "NO_PIN"


@pytest.mark.parametrize(
    "pin", ["1234", "4321", "7890", "1111", "1212", "1122", "1403", "0314", "1987", "1487", "8703"]
)
def test_what_a_thief_would_try_first_is_refused(anna, held, pin):
    tell_birth(anna)
    with pytest.raises(issuing.PinNotPossible, match="too easily guessed"):
        choose(anna, held, pin)
    assert not CardPin.objects.exists()


@pytest.mark.parametrize("pin", ["", "123", "83051", "83a5", "\uff18\uff13\uff10\uff15", " 8305"])
def test_a_pin_is_four_digits(anna, held, pin):
    with pytest.raises(issuing.PinNotPossible, match="four digits"):
        choose(anna, held, pin)
    assert not CardPin.objects.exists()


def test_the_end_of_the_cards_number_is_no_pin():
    assert rules.is_weak(PIN, born=None, last4=PIN)
    assert not rules.is_weak(PIN, born=BORN, last4="0000")


def test_nobody_chooses_a_pin_but_the_cards_customer(anna, held):
    ben = online.customer("ben")
    with pytest.raises(issuing.CardNotFound):
        choose(ben, held)
    with pytest.raises(issuing.OnlyTheCustomersPin):
        issuing.choose_pin(card_id=held.card.card_id, pin=PIN, actor=TESTER, now=NOW)
    assert not CardPin.objects.exists()


def test_what_is_kept_of_a_pin_is_bound_to_its_card_and_does_not_show_it(anna, held):
    choose(anna, held)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, value FROM issuing_cardpin")
        secret, value = map(bytes, cursor.fetchone())
    kept = CardPin.objects.get()
    assert len(bytes.fromhex(kept.secret)) == len(value) == 32
    assert kept.secret.encode() not in secret, "it lies encrypted"
    choose(anna, held)
    assert bytes(CardPin.objects.get().value) != value, "the same PIN anew is another value"
    other = uses.card()
    CardPin.objects.create(
        card=Card.objects.get(public_id=other.card.card_id),
        secret=kept.secret,
        value=value,
        set_at=NOW,
    )
    assert code(other, PIN) == "55", "a value that is moved to another card verifies nothing there"


def test_a_pin_stands_in_no_repr_no_event_and_no_trail(anna, held):
    asked = uses.ask(held, pin=PIN)
    assert PIN not in repr(asked).replace(asked.reference.rrn, "")
    choose(anna, held)
    entry = AuditEntry.objects.get(action="issuing.card.pin_chosen")
    assert (entry.subject, entry.detail) == (f"card:{held.card.card_id}", {})


def test_no_more_than_three_tries_are_counted_whoever_writes(anna, held):
    choose(anna, held)
    with pytest.raises(IntegrityError, match="issuing_pin_tries_counted"), transaction.atomic():
        CardPin.objects.update(wrong_tries=4)


def test_a_customer_chooses_the_pin_on_a_page_after_a_fresh_proof(page, held, monkeypatch):
    client, address = page
    card = reverse("card", kwargs={"card_id": held.card.card_id})
    before = client.get(card).content.decode()
    assert "Not chosen yet." in before
    assert "Choose a PIN" in before
    differ = client.post(address, {"pin": PIN, "again": WRONG})
    assert (differ.status_code, PIN in differ.content.decode()) == (422, False)
    assert 'href="#id_again"' in differ.content.decode()
    weak = client.post(address, {"pin": "1234", "again": "1234"})
    assert weak.status_code == 422
    assert 'href="#id_pin"' in weak.content.decode()
    done = client.post(address, {"pin": PIN, "again": PIN}, follow=True).content.decode()
    assert "You have chosen it. The bank cannot see it." in done
    assert "Choose another PIN" in done
    assert code(held, PIN) == "00"
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW + timedelta(minutes=6))
    late = client.post(address, {"pin": "2749", "again": "2749"})
    assert late["Location"].startswith("/confirm/")
    assert code(held, PIN) == "00"


def test_staff_unblock_a_pin_with_a_reason_and_never_see_it(anna, held):
    choose(anna, held)
    for _ in range(3):
        code(held, WRONG)
    row = Card.objects.get()
    act = f"/admin/issuing/card/{row.pk}/unblock-pin/"
    fields = {"request_key": "00000000-0000-0000-0000-000000000001", "reason": "It was them."}
    assert staff(identity.Role.TELLER).post(act, fields).status_code == 403
    staff(identity.Role.OPERATIONS, username="second").post(act, fields)
    assert AuditEntry.objects.get(action="issuing.card.pin_unblocked").reason == "It was them."
    assert code(held, PIN) == "00"
