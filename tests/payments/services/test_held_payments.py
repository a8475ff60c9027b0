"""What people of the bank must look at waits with its money set aside, and ends once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bankcore.actor import Actor
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import ExternalPayment, HeldPayment
from risk import public as risk
from risk.cases.models import Alert
from risk.models import ScreeningDecision
from risk.services import screening
from tests import factories
from tests.conftest import NOW, in_threads
from tests.factories import eur, request_key
from tests.payments.services import online
from tests.payments.services.movements import pay, process, transfer, withdraw

BANK = Actor.system("risk")
MUCH = eur(60)
SUSPECTING = ("fraud", "suspic", "risk", "rule", "sanction", "launder", "screen", "because")


def says(monkeypatch, verdict: str, above: str = "50") -> None:
    """Let risk say so of every payment that is worth more."""
    real = screening._decide

    def decide(facts, assessment, *, can_challenge):
        if facts.worth <= Decimal(above):
            return real(facts, assessment, can_challenge=can_challenge)
        outcome = risk.Verdict(verdict)
        if outcome is risk.Verdict.CHALLENGE and not can_challenge:
            outcome = risk.Verdict.REVIEW
        found = risk.Finding(rule="a_rule", reason="Because of fraud.", verdict=outcome)
        return risk.Decision(outcome=outcome, findings=(found,))

    monkeypatch.setattr(screening, "_decide", decide)


@pytest.fixture
def review(monkeypatch):
    says(monkeypatch, "REVIEW")


@pytest.fixture
def anna(bank):
    return factories.account(funds=100)


def balance(account):
    return ledger.balance(account_id=account.ledger_account_id)


def hold(order=pay, *args, **how) -> payments.PaymentHeld:
    with pytest.raises(payments.PaymentHeld) as raised:
        order(*args, **how)
    return raised.value


def end(held, *, goes_on: bool, now=NOW):
    reference = HeldPayment.objects.get(public_id=held.held.held_id).reference
    return payments.end_held_payment(
        reference=reference, goes_on=goes_on, decided_by="user:7", actor=BANK, now=now
    )


def row(held) -> HeldPayment:
    return HeldPayment.objects.get(public_id=held.held.held_id)


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize("order", [pay, withdraw])
def test_money_that_is_looked_at_is_set_aside_and_booked_once_when_it_is_let_go(anna, order):
    held = hold(order, anna, MUCH)
    assert (balance(anna).posted, balance(anna).available) == (eur(100), eur(40))
    assert Alert.objects.get().reference == row(held).reference
    for _ in range(2):
        end(held, goes_on=True)
    assert (balance(anna).posted, balance(anna).available) == (eur(40), eur(40))
    assert (row(held).state, row(held).ended_by) == ("BOOKED", "user:7")
    assert ExternalPayment.objects.filter(txn_id=row(held).txn_id).count() == (order is pay)


@pytest.fixture
def instant_offered(settings):
    settings.INSTANT_ADDRESS = "http://127.0.0.1:1"


def instant_row(held) -> ExternalPayment:
    return ExternalPayment.objects.get(txn_id=row(held).txn_id)


@pytest.mark.usefixtures("review", "instant_offered")
def test_an_instant_payment_that_is_let_go_is_sent_at_once_and_once(anna):
    held = hold(pay, anna, MUCH, is_instant=True)
    assert not Event.objects.filter(name="payments.instant_ordered").exists()
    for _ in range(2):
        end(held, goes_on=True)
    assert instant_row(held).is_instant
    sent = Event.objects.get(name="payments.instant_ordered")
    assert sent.payload == {"transaction_id": str(row(held).txn_id)}
    told = payments.get_held_payment(held_id=held.held.held_id)
    assert told.message == "The payment is booked."


@pytest.mark.usefixtures("review", "instant_offered")
@pytest.mark.parametrize("gone", [{"INSTANT_ADDRESS": ""}, {"INSTANT_LIMIT": 1}])
def test_an_instant_payment_whose_offer_is_over_goes_as_ordinary_and_its_payer_is_told(
    anna, settings, gone
):
    held = hold(pay, anna, MUCH, is_instant=True)
    for name, value in gone.items():
        setattr(settings, name, value)
    end(held, goes_on=True)
    assert not instant_row(held).is_instant
    assert not Event.objects.filter(name="payments.instant_ordered").exists()
    told = payments.get_held_payment(held_id=held.held.held_id)
    assert told.message == ("The payment is booked. It goes as an ordinary payment, not at once.")


@pytest.mark.usefixtures("review", "instant_offered")
def test_an_ordinary_payment_that_is_let_go_stays_ordinary_and_nobody_is_told_otherwise(anna):
    held = hold(pay, anna, MUCH)
    end(held, goes_on=True)
    assert not instant_row(held).is_instant
    assert not row(held).as_ordinary
    for changed in ({"is_instant": True}, {"as_ordinary": True}):
        with pytest.raises(DatabaseError), transaction.atomic():
            HeldPayment.objects.update(**changed)


@pytest.mark.usefixtures("review", "instant_offered")
def test_postgresql_lets_nothing_become_instant_while_it_waits(anna):
    hold(pay, anna, MUCH)
    with pytest.raises(DatabaseError), transaction.atomic():
        HeldPayment.objects.update(is_instant=True)


@pytest.mark.usefixtures("review")
def test_a_rejected_payment_frees_its_money_and_is_never_booked(anna):
    ben = factories.account()
    held = hold(transfer, anna, ben, MUCH)
    end(held, goes_on=False)
    assert end(held, goes_on=True) is None
    assert (balance(anna).available, balance(ben).available) == (eur(100), eur(0))
    assert payments.get_held_payment(held_id=held.held.held_id).status == "not_made"


@pytest.mark.usefixtures("review")
def test_a_repeated_request_gets_the_same_held_payment_and_then_what_became_of_it(anna):
    key = request_key()
    first, again = (hold(pay, anna, MUCH, request=key) for _ in range(2))
    assert (again.held, again.replayed) == (first.held, True)
    assert ScreeningDecision.objects.count() == 1
    end(first, goes_on=True)
    done = pay(anna, MUCH, request=key)
    assert (done.replayed, done.transaction_id) == (True, row(first).txn_id)
    other = ledger.RequestKey(key.source, key.key, b"\1" * 32)
    with pytest.raises(payments.KeyReused):
        pay(anna, MUCH, request=other)


@pytest.mark.usefixtures("review")
def test_a_repeated_request_of_a_rejected_payment_is_not_paid(anna):
    key = request_key()
    end(hold(pay, anna, MUCH, request=key), goes_on=False)
    with pytest.raises(payments.PaymentDeclined):
        pay(anna, MUCH, request=key)
    assert balance(anna).available == eur(100)


@pytest.mark.parametrize("order", [pay, withdraw, process])
def test_a_declined_payment_moves_nothing_however_often_it_is_sent(anna, monkeypatch, order):
    says(monkeypatch, "DECLINE")
    key = request_key()
    for _ in range(2):
        with pytest.raises(payments.PaymentDeclined) as refused:
            order(anna, MUCH, request=key)
        assert refused.value.message == "The bank does not make this payment."
    assert (balance(anna).posted, balance(anna).available) == (eur(100), eur(100))


@pytest.mark.usefixtures("review")
def test_there_is_nothing_to_look_at_where_there_is_not_enough_money(anna):
    key = request_key()
    for _ in range(2):
        with pytest.raises(payments.InsufficientFunds):
            pay(anna, eur(101), request=key)
    assert HeldPayment.objects.get().state == "REFUSED"
    assert balance(anna).available == eur(100)


@pytest.mark.usefixtures("review")
@pytest.mark.parametrize("status", ["DEBIT_BLOCKED", "FROZEN"])
def test_the_books_are_asked_again_before_a_held_payment_is_booked(anna, status):
    held = hold(pay, anna, MUCH)
    with transaction.atomic():
        ledger.set_status(account_id=anna.ledger_account_id, status=ledger.AccountStatus[status])
    assert end(held, goes_on=True).status == "not_made"
    assert (row(held).state, row(held).refusal_code) == ("REFUSED", "account_blocked")
    assert (balance(anna).posted, balance(anna).held) == (eur(100), eur(0))


@pytest.mark.usefixtures("review")
def test_time_frees_what_nobody_decides(anna, settings):
    held = hold(pay, anna, MUCH)
    over = NOW + timedelta(days=settings.HELD_PAYMENT_DAYS)
    assert payments.expire_held_payments(now=over - timedelta(seconds=1), actor=BANK) == 0
    assert payments.expire_held_payments(now=over, actor=BANK) == 1
    assert (row(held).state, balance(anna).available) == ("EXPIRED", eur(100))
    assert end(held, goes_on=True, now=over) is None


@pytest.mark.usefixtures("review")
def test_what_is_let_go_too_late_is_not_booked(anna, settings):
    held = hold(pay, anna, MUCH)
    end(held, goes_on=True, now=NOW + timedelta(days=settings.HELD_PAYMENT_DAYS))
    assert (row(held).state, balance(anna).available) == ("EXPIRED", eur(100))


@pytest.mark.usefixtures("review")
def test_what_was_ordered_and_how_it_ended_stays(anna):
    held = hold(pay, anna, MUCH)
    kept = HeldPayment.objects.filter(public_id=held.held.held_id)
    changes = [
        lambda: kept.update(amount_minor=1),
        lambda: kept.update(creditor_iban="DE89370400440532013000x"),
        kept.delete,
    ]
    end(held, goes_on=False)
    changes.append(lambda: kept.update(state="HELD", ended_at=None))
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.usefixtures("review")
def test_nothing_that_is_told_of_a_held_payment_says_why(anna):
    held = hold(pay, anna, MUCH)
    end(held, goes_on=False)
    told = [held.message, held.cure, held.code, payments.get_held_payment(
        held_id=held.held.held_id).message]  # fmt: skip
    events = Event.objects.filter(name__contains="held")
    assert events.count() == 2
    told += [str(each.payload) for each in events]
    assert [word for word in SUSPECTING if word in " ".join(told).lower()] == []


@pytest.mark.usefixtures("review")
def test_a_held_payment_uses_its_confirmation_up(bank):
    who = online.customer()
    order = online.payment(who, MUCH)
    proof = who.confirm(payments.ask_to_confirm_payment(order=order, actor=who.actor, now=NOW))
    held = hold(online.submit, who, order, proof)
    assert identity.confirmation_used_for(
        used_for=f"held_payment:{held.held.held_id}", actor=who.actor
    )
    with pytest.raises(identity.ConfirmationUsed):
        online.submit(who, order, proof)
    assert HeldPayment.objects.count() == 1


def test_a_challenge_is_met_by_the_second_factor_and_asks_for_it_where_it_was_spared(
    bank, monkeypatch
):
    says(monkeypatch, "CHALLENGE")
    who = online.customer()
    own = factories.account(owner=who.customer)
    order = online.transfer(who, own, MUCH)
    assert payments.ask_to_confirm_transfer(order=order, actor=who.actor, now=NOW) is None
    with pytest.raises(identity.ConfirmationRequired):
        online.submit(who, order, None)
    asked = payments.ask_to_confirm_transfer(order=order, actor=who.actor, now=NOW, step_up=True)
    assert online.submit(who, order, who.confirm(asked)).amount == MUCH


def test_a_program_that_cannot_be_challenged_waits_for_a_person(anna, monkeypatch):
    says(monkeypatch, "CHALLENGE")
    hold(pay, anna, MUCH)
    assert balance(anna).available == eur(40)


def test_released_rejected_and_expired_at_once_it_ends_once(committed_bank, monkeypatch, settings):
    says(monkeypatch, "REVIEW")
    for _ in range(4):
        anna = factories.account(funds=100)
        held = hold(pay, anna, MUCH)
        over = NOW + timedelta(days=settings.HELD_PAYMENT_DAYS)
        acts = [
            lambda held=held: end(held, goes_on=True),
            lambda held=held: end(held, goes_on=False),
            lambda held=held: end(held, goes_on=True),
            lambda over=over: payments.expire_held_payments(now=over, actor=BANK),
        ]
        ended = in_threads(4, lambda number, acts=acts: acts[number]())
        assert not [each for each in ended if isinstance(each, Exception)], ended
        booked = row(held).state == "BOOKED"
        left = eur(40) if booked else eur(100)
        assert (balance(anna).posted, balance(anna).held) == (left, eur(0))
        assert ExternalPayment.objects.filter(account_id=anna.account_id).count() == booked


def test_the_same_request_sent_by_several_at_once_is_held_once(committed_bank, monkeypatch):
    says(monkeypatch, "REVIEW")
    anna, key = factories.account(funds=200), request_key()
    answers = in_threads(4, lambda _: pay(anna, MUCH, request=key))
    assert {type(each) for each in answers} == {payments.PaymentHeld}
    assert len({each.held.held_id for each in answers}) == 1
    assert (HeldPayment.objects.count(), balance(anna).available) == (1, eur(140))
