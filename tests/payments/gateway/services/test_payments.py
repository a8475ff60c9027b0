"""A payment from its making to its refund."""

from payments.gateway.domain.intents import IntentState
from tests.bankcore.ledger import books
from tests.payments.gateway import shops


def test_a_payment_is_authorised_captured_and_booked_with_its_fee(shop):
    paid = shops.confirmed(shop)
    assert paid.state is IntentState.SUCCEEDED
    assert shops.operations(paid) == [("AUTHORISE", "SUCCEEDED"), ("CAPTURE", "SUCCEEDED")]
    assert shops.counters(paid) == {"authorised": 10_000, "captured": 10_000}
    assert (shops.on_line("1410"), shops.on_line("2400"), shops.on_line("4400")) == (
        -10_000, 9_825, 175,
    )  # fmt: skip
    assert books.broken() == []


def test_a_payment_that_is_captured_by_hand_waits_for_it(shop):
    waiting = shops.authorised(shop)
    assert waiting.state is IntentState.REQUIRES_CAPTURE
    assert shops.on_line("2400") == 0
    paid = shops.capture(shop, waiting, 6_000)
    assert paid.state is IntentState.SUCCEEDED
    assert shops.counters(paid) == {"authorised": 10_000, "captured": 6_000, "voided": 4_000}


def test_what_is_refunded_leaves_the_merchants_balance(shop):
    paid = shops.confirmed(shop)
    refund = shops.refund(shop, paid, 4_000)
    assert (refund.state, refund.amount.minor) == ("SUCCEEDED", 4_000)
    assert shops.counters(paid)["refunded"] == 4_000
    assert (shops.on_line("1410"), shops.on_line("2400")) == (-6_000, 5_825)


def test_a_payment_is_cancelled_with_the_network(shop):
    gone = shops.cancel(shop, shops.authorised(shop))
    assert gone.state is IntentState.CANCELED
    assert shops.operations(gone)[-1] == ("VOID", "SUCCEEDED")


def test_a_sandbox_merchants_payments_are_never_booked(bank):
    shop = shops.merchant(sandbox=True)
    paid = shops.confirmed(shop)
    shops.refund(shop, paid, 1_000)
    assert paid.state is IntentState.SUCCEEDED
    assert (shops.on_line("1410"), shops.on_line("2400"), shops.on_line("4400")) == (0, 0, 0)
