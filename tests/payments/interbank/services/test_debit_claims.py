"""Direct debits that customers have back, and what is theirs to say of them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts import public as accounts
from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.interbank import public as interbank
from payments.interbank.domain.collections import Right, is_creditor_id, right
from payments.interbank.models import Collection, DebitClaim, DebitMandate
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur
from tests.payments.interbank.collected import (
    CREDITOR,
    collections,
    draw,
    ends,
    give_back,
    one,
    pass_days,
    went_back,
    went_back_by_ach,
)
from tests.payments.interbank.exchanges import ACH, SEPA, ach_credit, ach_file, put, receive, send
from tests.payments.services import online
from tests.payments.services.movements import left, own

pytestmark = pytest.mark.usefixtures("bank")
REFUND, UNAUTHORISED = interbank.ClaimKind.NO_QUESTIONS, interbank.ClaimKind.UNAUTHORISED


def staff(name: str, *permissions: str) -> Actor:
    return Actor(ActorKind.USER, name, Rights(permissions=frozenset(permissions)))


CLERK = staff("901", "interbank.manage_debits", "interbank.decide_claims")
DECIDER = staff("902", "interbank.decide_claims")


@pytest.fixture
def anna():
    return online.customer("anna", funds=100)


@pytest.fixture
def drawn(anna, folder):
    """Have 30 euros collected from Anna."""
    put(folder, "a.xml", collections(one(anna.account.iban, eur(30))))
    receive()
    draw()
    return Collection.objects.get()


def claim(row, actor, kind=REFUND) -> interbank.Claimed:
    return interbank.claim_back(
        collection_id=row.public_id, kind=kind, words="", actor=actor, now=NOW
    )


def decide(claimed, actor, *, grant=True) -> interbank.Claimed:
    return interbank.decide_claim(claim_id=claimed.claim_id, grant=grant, actor=actor, now=NOW)


def test_within_eight_weeks_a_customer_has_the_money_back_at_once_and_once(anna, drawn, folder):
    assert left(anna.account) == eur(70)
    pass_days(OPENING_DAY + timedelta(weeks=8))
    first = claim(drawn, anna.actor)
    again = claim(drawn, anna.actor)
    assert (first.state, again.replayed, again.claim_id) == ("GRANTED", True, first.claim_id)
    assert (left(anna.account), own("2900")) == (eur(100), -3_000)
    assert (give_back(), give_back()) == (1, 0)
    assert (own("1100"), own("2900")) == (0, 0)
    send()
    assert went_back(folder) == [("C1", eur(30), "MD06")]
    assert books.broken() == []


def test_the_money_has_value_on_the_day_it_was_taken(anna, drawn):
    pass_days(date(2026, 3, 6))
    claim(drawn, anna.actor)
    drawn.refresh_from_db()
    back = ledger.transaction(txn_id=drawn.back_txn_id)
    assert (back.booking_date, back.value_date) == (date(2026, 3, 6), OPENING_DAY)


def test_after_eight_weeks_only_what_was_not_authorised_comes_back_and_staff_decide(
    anna, drawn, folder
):
    pass_days(OPENING_DAY + timedelta(weeks=8, days=1))
    with pytest.raises(interbank.NotGivenBack, match="did not authorise"):
        claim(drawn, anna.actor)
    asked = claim(drawn, anna.actor, UNAUTHORISED)
    assert (asked.state, left(anna.account)) == ("ASKED", eur(70))
    granted = decide(asked, DECIDER)
    assert (granted.state, left(anna.account)) == ("GRANTED", eur(100))
    with pytest.raises(interbank.ClaimNotOpen):
        decide(asked, DECIDER)
    give_back()
    send()
    assert went_back(folder) == [("C1", eur(30), "MD01")]


def test_a_claim_that_is_refused_gives_nothing_back_and_may_be_made_again(anna, drawn):
    pass_days(OPENING_DAY + timedelta(weeks=9))
    decide(claim(drawn, anna.actor, UNAUTHORISED), DECIDER, grant=False)
    assert (left(anna.account), ends()) == (eur(70), {"C1": ("BOOKED", "")})
    assert not claim(drawn, anna.actor, UNAUTHORISED).replayed


def test_what_staff_ask_for_a_second_one_decides(anna, drawn):
    asked = claim(drawn, CLERK)
    assert (asked.state, left(anna.account)) == ("ASKED", eur(70))
    with pytest.raises(interbank.ClaimByOneself):
        decide(asked, CLERK)
    assert left(anna.account) == eur(70)
    decide(asked, DECIDER)
    assert left(anna.account) == eur(100)


def test_the_database_lets_nobody_decide_an_own_claim(drawn):
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        DebitClaim.objects.create(
            collection=drawn,
            kind="NO_QUESTIONS",
            state="GRANTED",
            words="",
            asked_by="user:1",
            asked_at=NOW,
            asked_on=OPENING_DAY,
            decided_by="user:1",
            decided_at=NOW,
        )


def test_after_thirteen_months_nothing_comes_back(anna, drawn):
    pass_days(date(2027, 4, 3))
    with pytest.raises(interbank.NotGivenBack, match="too late"):
        claim(drawn, anna.actor, UNAUTHORISED)
    assert left(anna.account) == eur(70)


def test_what_was_not_booked_or_is_back_is_not_given_back(anna, folder):
    put(folder, "a.xml", collections(one(anna.account.iban, eur(300))))
    receive()
    row = Collection.objects.get()
    for _ in range(2):  # while it waits, and when it was returned
        with pytest.raises(interbank.NotGivenBack, match="Nothing is on the account"):
            claim(row, anna.actor)
        draw()
    assert left(anna.account) == eur(100)


def test_debits_between_companies_are_not_given_back(anna, folder):
    put(folder, "a.xml", collections(one(anna.account.iban, eur(30), scheme="B2B")))
    receive()
    interbank.confirm_mandate(
        mandate_id=DebitMandate.objects.get().public_id, actor=anna.actor, now=NOW
    )
    draw()
    for kind in (REFUND, UNAUTHORISED):
        with pytest.raises(interbank.NotGivenBack, match="companies"):
            claim(Collection.objects.get(), anna.actor, kind)


def test_what_is_anothers_is_not_there(anna, drawn):
    ben = online.customer("ben")
    mandate = DebitMandate.objects.get().public_id
    with pytest.raises(interbank.CollectionNotFound):
        claim(drawn, ben.actor)
    for act in (interbank.stop_mandate, interbank.resume_mandate, interbank.confirm_mandate):
        with pytest.raises(interbank.MandateNotFound):
            act(mandate_id=mandate, actor=ben.actor, now=NOW)
    with pytest.raises(accounts.AccountNotFound):
        interbank.set_debit_rules(
            account_id=anna.account.account_id,
            rules=interbank.AccountRules(block_all=True),
            actor=ben.actor,
            now=NOW,
        )
    with pytest.raises(accounts.AccountNotFound):
        block(anna.account.account_id, ben.actor)
    assert (left(anna.account), ends()) == (eur(70), {"C1": ("BOOKED", "")})


def block(account_id, actor, **changes) -> None:
    said = {"network": SEPA, "creditor_id": CREDITOR, "kind": interbank.CreditorRuleKind.BLOCKED}
    interbank.set_creditor_rule(
        account_id=account_id,
        rule=interbank.RuleOfCreditor(**said | changes),
        actor=actor,
        now=NOW,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"creditor_id": "DE97ZZZ09999999999"},
        {"creditor_id": ""},
        {"network": ACH, "creditor_id": "12345678901"},
        {"largest": eur(0)},
        {"largest": Money.of(5, "USD")},
    ],
)
def test_what_cannot_be_meant_of_a_creditor_is_refused(anna, changes):
    with pytest.raises(interbank.InvalidDebitRule):
        block(anna.account.account_id, anna.actor, **changes)


def test_who_may_not_look_after_debits_does_not(anna, drawn):
    nobody = staff("903")
    with pytest.raises(NotPermitted):
        claim(drawn, nobody)
    with pytest.raises(NotPermitted):
        interbank.decide_claim(claim_id=uuid4(), grant=True, actor=CLERK_ONLY, now=NOW)


CLERK_ONLY = staff("904", "interbank.manage_debits")


def by_ach(anna, folder, entry_class="PPD"):
    dollars = factories.account(owner=anna.customer, funds=100, currency="USD")
    entry = ach_credit(dollars.iban[-10:], 1_250, code=27)
    put(folder, "in-1.ach", ach_file(entry, entry_class=entry_class), ACH)
    receive(ACH)
    draw(ACH)
    return dollars, Collection.objects.get()


def test_an_ach_debit_that_was_not_authorised_comes_back_for_sixty_days(anna, folder):
    dollars, row = by_ach(anna, folder)
    with pytest.raises(interbank.NotGivenBack, match="not authorised"):
        claim(row, anna.actor)
    pass_days(OPENING_DAY + timedelta(days=60))
    assert claim(row, anna.actor, UNAUTHORISED).state == "GRANTED"
    assert left(dollars) == Money.of(100, "USD")
    give_back(ACH)
    send(ACH)
    assert went_back_by_ach(folder) == [("888888880000009", 1_250, "R10")]
    assert (own("1100", "USD"), own("2900", "USD")) == (0, 0)


def test_a_company_has_two_banking_days(anna, folder):
    dollars, row = by_ach(anna, folder, "CCD")
    pass_days(OPENING_DAY + timedelta(days=3))
    with pytest.raises(interbank.NotGivenBack, match="too late"):
        claim(row, anna.actor, UNAUTHORISED)
    assert left(dollars) == Money.of("87.50", "USD")


@pytest.mark.parametrize(
    ("network", "scheme", "days", "found"),
    [
        (SEPA, "CORE", 56, Right.AT_ONCE),
        (SEPA, "CORE", 57, Right.IF_UNAUTHORISED),
        (SEPA, "CORE", 396, Right.IF_UNAUTHORISED),
        (SEPA, "CORE", 397, Right.NONE),
        (SEPA, "B2B", 0, Right.NONE),
        (ACH, "WEB", 60, Right.AT_ONCE),
        (ACH, "WEB", 61, Right.NONE),
        (ACH, "CCD", 2, Right.AT_ONCE),
        (ACH, "CCD", 3, Right.NONE),
    ],
)
def test_how_long_the_right_lasts(network, scheme, days, found):
    assert right(network, scheme, OPENING_DAY, OPENING_DAY + timedelta(days=days)) is found


def test_thirteen_months_end_with_a_shorter_month():
    assert right(SEPA, "CORE", date(2027, 1, 31), date(2028, 2, 29)) is Right.IF_UNAUTHORISED
    assert right(SEPA, "CORE", date(2027, 1, 31), date(2028, 3, 1)) is Right.NONE


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("DE98ZZZ09999999999", True),
        ("DE98ABC09999999999", True),  # the business code is no part of it
        ("DE97ZZZ09999999999", False),
        ("DEXXZZZ09999999999", False),
        ("DE98ZZZ", False),
        ("12345678901", False),
        ("DE98ZZZ0999999999\u0661", False),
    ],
)
def test_a_creditor_id_has_check_digits(text, is_one):
    assert is_creditor_id(text) is is_one
