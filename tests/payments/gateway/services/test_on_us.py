"""Payers of this bank pay from their accounts: set aside, captured, given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import public as accounts
from bankcore.ledger import public as ledger
from payments.gateway.domain.intents import IntentState
from payments.gateway.services import confirming
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.payments.gateway import shops


@pytest.fixture
def payer(bank):
    return factories.account(funds=150)


def left(account) -> tuple:
    found = ledger.balance(account_id=account.ledger_account_id)
    return found.posted, found.held


def test_a_payment_sets_money_aside_and_takes_it_when_it_is_captured(shop, payer):
    waiting = shops.authorised(shop, shops.account_method(shop, payer.account_id))
    assert left(payer) == (eur(150), eur(100))
    shops.capture(shop, waiting, 6_000)
    assert left(payer) == (eur(90), eur(0))
    assert (shops.on_line("2400"), shops.on_line("4400")) == (6_000 - 115, 115)
    assert books.broken() == []


def test_several_captures_use_up_what_was_set_aside_with_its_increment(shop, payer):
    waiting = shops.authorised(shop, shops.account_method(shop, payer.account_id), 8_000)
    raised = shops.intents.increment(
        merchant=shop, intent=waiting.object_id, amount=eur(100), idempotency=None,
        actor=shops.SHOP, now=NOW,
    )  # fmt: skip
    assert (raised.amount, raised.capturable) == (eur(100), eur(100))
    assert left(payer) == (eur(150), eur(100))
    shops.capture(shop, waiting, 7_000, is_final=False)
    assert left(payer) == (eur(80), eur(30))
    done = shops.capture(shop, waiting, 2_000)
    assert done.state is IntentState.SUCCEEDED
    assert left(payer) == (eur(60), eur(0))
    assert shops.counters(done) == {"authorised": 10_000, "captured": 9_000, "voided": 1_000}


def test_a_cancelled_payment_gives_back_what_was_set_aside(shop, payer):
    gone = shops.cancel(shop, shops.authorised(shop, shops.account_method(shop, payer.account_id)))
    assert gone.state is IntentState.CANCELED
    assert left(payer) == (eur(150), eur(0))


def test_a_refund_is_back_on_the_payers_account(shop, payer):
    paid = shops.confirmed(shop, shops.account_method(shop, payer.account_id))
    shops.refund(shop, paid, 2_500)
    assert left(payer) == (eur(75), eur(0))


def test_a_payer_with_too_little_is_declined(shop, payer):
    failed = shops.confirmed(shop, shops.account_method(shop, payer.account_id), 15_001)
    assert (failed.state, failed.decline_code) == ("REQUIRES_PAYMENT_METHOD", "insufficient_funds")
    assert left(payer) == (eur(150), eur(0))


def test_nobody_is_charged_without_a_mandate(shop, payer):
    payment = shops.made(shop, shops.account_method(shop, payer.account_id, with_mandate=False))
    with pytest.raises(confirming.MandateMissing):
        shops.confirm(shop, payment)
    assert shops.again(shop, payment) == payment
    assert left(payer) == (eur(150), eur(0))


@pytest.mark.parametrize("named", [True, False])
def test_nobody_is_charged_by_a_mandate_that_was_taken_back(shop, payer, named):
    method = shops.account_method(shop, payer.account_id, with_mandate=False)
    mandate = shops.mandate(shop, method)
    mandate.revoked_at = NOW - timedelta(days=1)
    mandate.save()
    payment = shops.made(shop, method)
    with pytest.raises(confirming.MandateMissing):
        shops.confirm(shop, payment, mandate=mandate.object_id if named else None)
    assert shops.again(shop, payment) == payment


def test_a_mandate_for_another_account_allows_nothing(shop, payer):
    other = shops.mandate(shop, shops.account_method(shop, payer.account_id, with_mandate=False))
    method = shops.account_method(shop, payer.account_id, with_mandate=False)
    with pytest.raises(confirming.MandateMissing):
        shops.confirm(shop, shops.made(shop, method), mandate=other.object_id)


def test_a_mandate_for_one_charge_is_used_once(shop, payer):
    method = shops.account_method(shop, payer.account_id, with_mandate=False)
    mandate = shops.mandate(shop, method)
    mandate.is_single_use = True
    mandate.save()
    shops.confirmed(shop, method, 1_000)
    with pytest.raises(confirming.MandateMissing):
        shops.confirmed(shop, method, 1_000)


def test_a_capture_from_an_account_blocked_meanwhile_is_declined(shop, payer):
    waiting = shops.authorised(shop, shops.account_method(shop, payer.account_id))
    accounts.set_account_status(
        account_id=payer.account_id,
        status=accounts.AccountStatus.FROZEN,
        actor=TESTER,
        now=NOW,
        reason="a test",
    )
    kept = shops.capture(shop, waiting)
    assert kept.state is IntentState.REQUIRES_CAPTURE
    assert shops.counters(kept) == {"authorised": 10_000}
    assert shops.on_line("2400") == 0
