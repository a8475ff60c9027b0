"""What must be so after any fault, once everything runs again; every test of faults ends with it.

The books hold, the gateway, the network and the ledger have the same money to the cent, nobody was
charged twice, nothing is left open, and each client has its answer under its Idempotency-Key.
"""

from __future__ import annotations

from collections import Counter
from io import StringIO

from django.core.management import call_command
from django.db import connection

from bankcore import clock
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments.cards.models import FileOrder, NetworkMessage, StoredReversal
from payments.gateway.domain.operations import MOVES_MONEY, OPEN
from payments.gateway.models import Operation, PaymentIntent, SentRequest
from payments.reconciliation import public as reconciliation
from payments.settlement.models import ClearingRecord
from tests.counterparties import CardNetwork

EUR = Currency.of("EUR")
_SIGN = {"CAPTURE": 1, "REFUND": -1, "CHARGEBACK": -1, "REPRESENTMENT": 1}
# What each operation moved on the network's line, debits positive, and in how many transactions.
_BOOKED = """
SELECT o.id, count(DISTINCT e.txn_id), coalesce(-sum(e.amount) FILTER (WHERE g.code = %s), 0)
FROM gateway_operation o
LEFT JOIN ledger_entry e ON e.txn_id = o.txn_id
LEFT JOIN ledger_account a ON a.id = e.account_id
LEFT JOIN ledger_gl_account g ON g.id = a.gl_account_id
WHERE o.connector = %s AND o.kind = ANY(%s) AND o.state = 'SUCCEEDED'
GROUP BY o.id"""


def everywhere(network: CardNetwork, *, name: str = "visa") -> None:
    """Hold that all that must be so is so, of a network that works with this bank alone."""
    books()
    nothing_is_open()
    payments_add_up()
    nobody_was_charged_twice()
    holds_agree(network, name)
    cleared_agree(network, name)
    ledger_agrees(name)
    clients_have_their_answers()


def books() -> None:
    """Hold that `verify_ledger` finds every invariant kept."""
    out = StringIO()
    call_command("verify_ledger", stdout=out, stderr=out)
    assert "All invariants hold." in out.getvalue()


def nothing_is_open() -> None:
    """Hold that nothing waits: no operation, no message, no reversal, no order of a file."""
    assert not Operation.objects.filter(state__in=OPEN).exclude(kind="REPRESENTMENT").exists()
    assert not NetworkMessage.objects.filter(state__in=["QUEUED", "SENT"]).exists()
    assert not StoredReversal.objects.exclude(state="ACKNOWLEDGED").exists()
    assert not FileOrder.objects.filter(done_at=None).exists()


def payments_add_up() -> None:
    """Hold that each payment's counters are the sums of its operations, and nothing is reserved."""
    for payment in PaymentIntent.objects.all():
        done = Counter()
        for each in payment.operations.filter(state="SUCCEEDED"):
            done[each.kind] += each.amount_minor if each.kind == "VOID" else each.approved_minor
        assert payment.authorised_minor == done["AUTHORISE"] + done["INCREMENT"]
        assert payment.captured_minor == done["CAPTURE"]
        assert payment.refunded_minor == done["REFUND"]
        assert payment.voided_minor >= done["VOID"]
        assert (payment.capturing_minor, payment.refunding_minor, payment.increasing_minor) == (
            *(0, 0, 0),
        )


def nobody_was_charged_twice() -> None:
    """Hold that a payment was authorised once at most, and captured within its amount."""
    for payment in PaymentIntent.objects.all():
        done = payment.operations.filter(state="SUCCEEDED")
        assert done.filter(kind="AUTHORISE").count() <= 1
        captured = sum(each.approved_minor for each in done.filter(kind="CAPTURE"))
        assert captured <= payment.amount_minor
    requests = Operation.objects.exclude(idempotency_id=None).values_list("idempotency_id")
    assert len(set(requests)) == requests.count()


def holds_agree(network: CardNetwork, name: str = "visa") -> None:
    """Hold that the network holds for payers what this bank has authorised, and nothing else."""
    told = {
        each["rrn"]: (each["authorised_minor"], each["presented_minor"])
        for each in network.state(name)["open"]
    }
    assert told == _expected_holds(name)


def _expected_holds(name: str) -> dict[str, tuple[int, int]]:
    found = {}
    for first in Operation.objects.filter(connector=name, kind="AUTHORISE", state="SUCCEEDED"):
        more = Operation.objects.filter(original=first, state="SUCCEEDED")
        voided = sum(each.amount_minor for each in more.filter(kind="VOID"))
        presented = sum(
            ClearingRecord.objects.filter(
                operation__original=first, kind="PRESENTMENT", state="TAKEN"
            ).values_list("amount_minor", flat=True)
        )
        standing = first.approved_minor - voided
        if standing > presented:
            found[first.network_reference] = (standing, presented)
    return found


def cleared_agree(network: CardNetwork, name: str = "visa") -> None:
    """Hold that the network was presented what is in our files, once."""
    records = ClearingRecord.objects.filter(file__network=name, state="TAKEN")
    ours = Counter()
    for each in records:
        ours[each.kind] += each.amount_minor
    assert len({each.operation_id for each in records}) == len(records)
    totals = network.state(name)["totals"].get("978", {})
    assert totals.get("presented_minor", 0) == ours["PRESENTMENT"]
    assert totals.get("refunded_minor", 0) == ours["REFUND"]


def ledger_agrees(name: str = "visa") -> None:
    """Hold that each movement is booked once for its amount, and the line is the open items."""
    line = {"visa": "1410", "mastercard": "1420"}[name]
    moved = {
        each.pk: (1, _SIGN[each.kind] * each.approved_minor)
        for each in Operation.objects.filter(
            connector=name, kind__in=MOVES_MONEY, state="SUCCEEDED"
        )
    }
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, [line, name, [str(each) for each in MOVES_MONEY]])
        booked = {pk: (count, int(minor)) for pk, count, minor in cursor.fetchall()}
    assert booked == moved
    control = _control(name)
    assert control.unexplained.minor == 0
    assert control.differing.minor == 0


@use_case
def _control(name: str) -> reconciliation.Control:
    return reconciliation.control_of(network=name, currency=EUR, today=ledger.business_date())


def clients_have_their_answers() -> None:
    """Hold that every request was answered, and that its answer is kept for who asks again."""
    for each in SentRequest.objects.all():
        assert each.status is not None, f"{each.key} waits for its answer"
        assert each.lease_until <= clock.now()


def reconciled(name: str = "visa") -> None:
    """Hold that the network's advices and its bank's statement say what the books do."""
    day = ledger.business_date()
    compared = [each for each in reconciliation.comparisons(day=day) if each.network == name]
    assert compared
    for run in compared:
        assert (run.exceptions, run.difference.minor) == (0, 0)
        assert run.items == run.matched_items
    control = _control(name)
    assert (control.ledger.minor, control.unpaid.minor, control.uncleared.minor) == (0, 0, 0)
    assert reconciliation.inbox() == []
