"""One confirmation pays once, however many use it at the same moment."""

from __future__ import annotations

from bankcore.identity import public as identity
from bankcore.identity.models import Confirmation
from payments import public as payments
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, in_threads
from tests.factories import eur, factors, request_key
from tests.payments.services import online
from tests.payments.services.movements import left


def kinds(results) -> dict[str, int]:
    names = [type(each).__name__ for each in results]
    return {name: names.count(name) for name in set(names)}


def test_ten_requests_with_one_confirmation_pay_once(committed_bank):
    del committed_bank
    anna, ben = online.customer("anna"), factories.account()
    order = online.transfer(anna, ben, eur(1))
    confirmed = anna.confirm(online.ask(anna, order))
    results = in_threads(10, lambda _: online.submit(anna, order, confirmed))
    assert kinds(results) == {"Movement": 1, "ConfirmationUsed": 9}, results
    assert (left(anna.account), left(ben)) == (eur(99), eur(1))
    assert Confirmation.objects.get().state == "USED"
    assert books.broken() == []


def test_one_request_sent_ten_times_pays_once_and_is_answered_ten_times(committed_bank):
    del committed_bank
    anna = online.customer("anna")
    order, request = online.payment(anna, eur(1)), request_key()
    confirmed = anna.confirm(online.ask(anna, order))
    results = in_threads(10, lambda _: online.submit(anna, order, confirmed, request=request))
    assert kinds(results) == {"Movement": 10}, results
    assert [each.replayed for each in results].count(False) == 1
    assert left(anna.account) == eur(99)


def test_one_code_given_to_four_confirmations_confirms_one(committed_bank):
    del committed_bank
    anna = online.customer("anna")
    order = online.payment(anna, eur(1))
    asked = [online.ask(anna, order) for _ in range(4)]
    code = factors.code(anna.user_id)

    def give(number):
        return identity.confirm_by_code(
            confirmation_id=asked[number].confirmation_id, code=code, actor=anna.actor, now=NOW
        )

    results = in_threads(4, give)
    assert kinds(results) == {"ConfirmationView": 1, "ProofWrong": 3}, results


def test_wrong_codes_at_once_are_all_counted(committed_bank):
    del committed_bank
    anna = online.customer("anna")
    asked = [online.ask(anna, online.payment(anna, eur(1))) for _ in range(8)]

    def guess(number):
        return identity.confirm_by_code(
            confirmation_id=asked[number].confirmation_id, code="1", actor=anna.actor, now=NOW
        )

    results = in_threads(8, guess)
    assert kinds(results) == {"ProofWrong": 5, "TooManyWrongCodes": 3}, results


def test_a_standing_order_is_changed_once_by_one_confirmation(committed_bank):
    del committed_bank
    anna = online.customer("anna")
    given = online.ordered(anna, eur(10))
    wanted = payments.StandingOrderChange(amount=eur(20))
    asked = payments.ask_to_confirm_standing_order_change(
        order_id=given.order_id, wanted=wanted, actor=anna.actor, now=NOW
    )
    confirmed = anna.confirm(asked)
    results = in_threads(
        5,
        lambda _: payments.change_standing_order(
            order_id=given.order_id,
            wanted=wanted,
            actor=anna.actor,
            now=NOW,
            confirmation_id=confirmed,
        ),
    )
    assert [each.replayed for each in results].count(False) == 1, results
