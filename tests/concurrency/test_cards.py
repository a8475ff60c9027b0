"""Cards used at the same moment: no euro is promised twice, and a frozen card pays nobody."""

from dataclasses import replace

import pytest

from payments.issuing import public as issuing
from payments.issuing.models import Authorisation
from tests import factories
from tests.conftest import in_threads
from tests.factories import eur
from tests.payments.issuing import uses
from tests.payments.issuing.uses import BY

pytestmark = pytest.mark.usefixtures("committed_bank")


def test_of_many_uses_at_once_the_last_euro_is_promised_once():
    held = uses.card(funds=35)
    asked = [uses.ask(held, eur(10)) for _ in range(8)]
    answers = in_threads(8, lambda n: issuing.authorise(request=asked[n], **BY))
    assert sorted(each.code for each in answers) == ["00"] * 3 + ["51"] * 5
    assert held.balance().available == eur(5)
    presented = [a for a, b in zip(asked, answers, strict=True) if b.is_approved]
    in_threads(3, lambda n: uses.present(presented[n]))
    assert held.balance().posted == eur(5)
    assert uses.ties()


def test_of_many_uses_at_once_as_many_are_approved_as_the_limit_has_room_for():
    held = uses.card(funds=1_000)
    limits = replace(held.card.limits, purchases_day=eur(25))
    issuing.set_limits(card_id=held.card.card_id, limits=limits, **BY)
    answers = in_threads(6, lambda _: uses.use(held, eur(10)))
    assert sorted(each.code for each in answers) == ["00"] * 2 + ["61"] * 4
    assert held.balance().held == eur(20)


def test_one_request_of_a_network_that_comes_many_times_at_once_is_answered_once():
    held = uses.card(funds=100)
    asked = uses.ask(held, eur(10))
    answers = in_threads(6, lambda _: issuing.authorise(request=asked, **BY))
    assert len({each.approval_code for each in answers}) == 1, answers
    assert held.balance().held == eur(10)
    cleared = in_threads(4, lambda _: uses.present(asked))
    assert len({each.transaction_id for each in cleared}) == 1, cleared
    assert held.balance().posted == eur(90)
    assert uses.ties()


def test_a_presentment_and_a_reversal_at_once_leave_one_of_them():
    held = uses.card(funds=100)
    asked = uses.paid(held, eur(10))

    def act(number):
        if number:
            return issuing.reverse(reference=asked.reference, **BY)
        return uses.present(asked)

    in_threads(2, act)
    balance, state = held.balance(), Authorisation.objects.get().state
    assert (state, balance.posted) in {("CLEARED", eur(90)), ("REVERSED", eur(100))}
    assert balance.held == eur(0)
    assert uses.ties()


def test_two_orders_at_once_make_one_card():
    account = factories.account()
    made = in_threads(2, lambda _: issuing.order(account_id=account.account_id, **BY))
    assert sorted(type(each).__name__ for each in made) == ["CardThereAlready", "CardView"]
