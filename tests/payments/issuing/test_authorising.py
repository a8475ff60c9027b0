"""What the bank answers as the card's issuer, and the money that it sets aside."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts import public as accounts
from bankcore.money import Money
from bankcore.outbox.models import Event
from payments.issuing import public as issuing
from payments.vault import public as vault
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.issuing import uses
from tests.payments.issuing.uses import ABROAD, BY
from tests.payments.services.movements import set_status
from tests.payments.services.test_held_payments import says

pytestmark = pytest.mark.usefixtures("bank")
R, C = issuing.Reason, issuing.Channel


def test_an_approved_purchase_sets_its_money_aside():
    held = uses.card(funds=100)
    answer = uses.use(held, eur("39.90"))
    assert (answer.code, answer.reason, len(answer.approval_code)) == ("00", R.APPROVED, 6)
    balance = held.balance()
    assert (balance.posted, balance.held, balance.available) == (
        eur(100),
        eur("39.90"),
        eur("60.10"),
    )
    assert Event.objects.filter(name="issuing.card_authorised").count() == 1
    assert uses.ties()


def test_a_frozen_card_is_declined_at_once_and_pays_again_once_it_is_not():
    held = uses.card()
    issuing.freeze(card_id=held.card.card_id, **BY)
    answer = uses.use(held)
    assert (answer.code, answer.reason, answer.approval_code) == ("62", R.FROZEN, "")
    assert held.balance().held == eur(0)
    issuing.unfreeze(card_id=held.card.card_id, **BY)
    assert uses.use(held).is_approved


def test_what_ends_a_card_is_what_the_network_is_told():
    blocked, lost, stolen = uses.card(), uses.card(), uses.card()
    issuing.block(card_id=blocked.card.card_id, reason="x", **BY)
    issuing.report(card_id=lost.card.card_id, stolen=False, **BY)
    issuing.report(card_id=stolen.card.card_id, stolen=True, **BY)
    assert [uses.use(each).code for each in (blocked, lost, stolen)] == ["62", "41", "43"]


def test_a_card_past_its_month_or_with_another_expiry_is_declined():
    held = uses.card()
    assert uses.use(held, expiry=(2030, 3)).is_approved
    assert uses.use(held, expiry=(2030, 4)).reason == R.WRONG_EXPIRY
    assert uses.use(held, now=NOW.replace(year=2030, month=4)).code == "54"


@pytest.mark.parametrize(
    ("switch", "use", "code"),
    [
        ("online", {"channel": C.ONLINE}, "57"),
        ("contactless", {"channel": C.CONTACTLESS}, "57"),
        ("atm", {"channel": C.ATM}, "57"),
        ("abroad", {"merchant": ABROAD}, "62"),
    ],
)
def test_a_use_that_is_switched_off_is_declined_and_others_are_not(switch, use, code):
    held = uses.card()
    assert uses.use(held, **use).is_approved
    off = replace(issuing.Switches(), **{switch: False})
    issuing.set_switches(card_id=held.card.card_id, switches=off, **BY)
    assert uses.use(held, **use).code == code
    assert uses.use(held).is_approved


def test_purchases_and_cash_have_limits_of_their_own_for_the_day_and_the_month():
    held = uses.card(funds=5_000)
    limits = issuing.Limits(
        purchases_day=eur(50), purchases_month=eur(70), cash_day=eur(30), cash_month=eur(30)
    )
    issuing.set_limits(card_id=held.card.card_id, limits=limits, **BY)
    assert uses.use(held, eur(50)).is_approved
    assert uses.use(held, eur("0.01")).reason == R.DAY_LIMIT
    assert uses.use(held, eur(30), channel=C.ATM).is_approved
    assert uses.use(held, eur(1), channel=C.ATM).code == "61"
    wider = replace(limits, purchases_day=eur(70))
    issuing.set_limits(card_id=held.card.card_id, limits=wider, **BY)
    assert uses.use(held, eur(20)).is_approved
    wider = replace(wider, purchases_month=eur(80))
    issuing.set_limits(card_id=held.card.card_id, limits=wider, **BY)
    assert uses.use(held, eur(5)).reason == R.DAY_LIMIT
    spent = issuing.spent_with(card_id=held.card.card_id, actor=TESTER)
    assert (spent.purchases_day, spent.cash_month) == (eur(70), eur(30))


def test_what_was_declined_or_taken_back_does_not_count_against_limits():
    held = uses.card(funds=2_000)
    assert uses.use(held, eur(1_001)).reason == R.DAY_LIMIT
    asked = uses.paid(held, eur(1_000))
    issuing.reverse(reference=asked.reference, **BY)
    assert uses.use(held, eur(1_000)).is_approved


def test_an_account_without_the_money_or_that_is_blocked_does_not_pay():
    held = uses.card(funds=10)
    answer = uses.use(held, eur("10.01"))
    assert (answer.code, held.balance().held) == ("51", eur(0))
    set_status(held.account, accounts.AccountStatus.FROZEN)
    assert uses.use(held).code == "05"
    assert uses.ties()


def test_another_currency_or_no_amount_is_declined():
    held = uses.card()
    assert uses.use(held, Money.of(10, "USD")).reason == R.CURRENCY
    assert uses.use(held, eur(0)).code == "13"


@pytest.mark.parametrize(
    ("verdict", "channel", "code"),
    [
        ("DECLINE", C.CHIP, "59"),
        ("REVIEW", C.ONLINE, "59"),
        ("CHALLENGE", C.ONLINE, "1A"),
        ("CHALLENGE", C.CHIP, "59"),
    ],
)
def test_a_purchase_that_risk_does_not_let_go_is_declined(monkeypatch, verdict, channel, code):
    says(monkeypatch, verdict)
    held = uses.card(funds=100)
    assert uses.use(held, eur(60), channel=channel).code == code
    assert held.balance().held == eur(0)
    assert uses.use(held, eur(40), channel=channel).is_approved


def test_a_number_that_the_bank_has_not_made_is_answered_14_and_is_not_kept():
    before = uses.picture()
    held = uses.card()
    number = vault.reveal(token=held.token).number
    assert uses.use(held, token="", number=number).is_approved
    made_up = "4000009900000002" if number != "4000009900000002" else "4000009912345675"
    answer = uses.use(held, token="", number=made_up)
    assert (answer.code, answer.authorisation_id) == ("14", None)
    assert vault.find_card(merchant="issuing", number=made_up) is None
    assert before != uses.picture()
    assert number not in repr(uses.ask(held, token="", number=number))


def test_the_same_reference_gets_the_same_answer_and_sets_nothing_aside_twice():
    held = uses.card()
    asked = uses.ask(held, eur(40))
    first = issuing.authorise(request=asked, **BY)
    before = uses.picture()
    again = issuing.authorise(request=asked, **BY)
    assert again == replace(first, replayed=True)
    other = issuing.authorise(request=replace(asked, amount=eur(41)), **BY)
    assert (other.code, other.authorisation_id) == ("94", None)
    assert uses.picture() == before


def test_a_decline_is_kept_and_repeated_even_where_the_cause_is_gone():
    held = uses.card()
    issuing.freeze(card_id=held.card.card_id, **BY)
    asked = uses.ask(held)
    assert issuing.authorise(request=asked, **BY).code == "62"
    issuing.unfreeze(card_id=held.card.card_id, **BY)
    assert issuing.authorise(request=asked, **BY).code == "62"
    told = issuing.uses_of(card_id=held.card.card_id, actor=TESTER, limit=5)
    assert [(each.state, each.reason) for each in told] == [("DECLINED", "FROZEN")]


def test_a_reversal_gives_the_money_back_once():
    held = uses.card()
    asked = uses.paid(held, eur(40))
    first = issuing.reverse(reference=asked.reference, **BY)
    assert (first.code, held.balance().held) == ("00", eur(0))
    before = uses.picture()
    assert issuing.reverse(reference=asked.reference, **BY).replayed
    assert uses.picture() == before
    assert issuing.reverse(reference=uses.reference(), **BY).code == "25"
    assert uses.ties()


def test_what_was_declined_or_booked_is_not_reversed():
    held = uses.card()
    booked, declined = uses.paid(held), uses.ask(held, eur(1_000))
    uses.present(booked)
    issuing.authorise(request=declined, **BY)
    before = uses.picture()
    for asked in (booked, declined):
        assert issuing.reverse(reference=asked.reference, **BY).code == "21"
    assert uses.picture() == before


def test_what_nobody_presents_in_time_is_the_customers_again():
    held = uses.card()
    asked = uses.paid(held, eur(40))
    early, late = NOW + timedelta(days=6, hours=23), NOW + timedelta(days=7)
    assert issuing.expire_authorisations(actor=TESTER, now=early) == 0
    assert issuing.expire_authorisations(actor=TESTER, now=late) == 1
    assert issuing.expire_authorisations(actor=TESTER, now=late) == 0
    assert (uses.state_of(asked), held.balance().held) == ("EXPIRED", eur(0))
    assert uses.ties()


def test_a_holder_who_is_one_no_more_spends_no_more():
    anna, ben = factories.account(funds=100), factories.customer("Ben")
    who = {"account_id": anna.account_id, "customer_id": ben.customer_id}
    accounts.add_holder(**who, valid_from=OPENING_DAY - timedelta(days=9), **BY)
    held = uses.Held(anna, issuing.order(**who, **BY))
    assert uses.use(held).is_approved
    accounts.end_rights(**who, last_day=OPENING_DAY - timedelta(days=1), **BY)
    assert uses.use(held).reason == R.NOT_THE_HOLDERS
