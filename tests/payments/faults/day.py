"""The end of a bank's day beside a card network: files, money, merchants' batches and payouts."""

from __future__ import annotations

from bankcore import clock
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from payments.gateway.models import Operation
from payments.reconciliation import public as reconciliation
from payments.settlement import public as settlement
from payments.settlement.models import MerchantBalance, Payout, SettlementBatch, SettlementLine
from tests.counterparties import CardNetwork

BANK = Actor.system("settlement")


def make_file(name: str = "visa") -> object:
    """Write what was captured and refunded for the network."""
    network = settlement.ClearingNetwork(name)
    return settlement.make_file(
        network=network, day=ledger.business_date(), actor=BANK, now=clock.now()
    )


def take_files(name: str = "visa") -> settlement.TakenFiles:
    """Take in what the network has left."""
    network = settlement.ClearingNetwork(name)
    return settlement.take_network_files(network=network, actor=BANK, now=clock.now())


def reconcile() -> reconciliation.Reconciled:
    """Take the statements of the network's bank in, and compare."""
    return reconciliation.reconcile(day=ledger.business_date(), actor=BANK, now=clock.now())


def settle() -> object:
    """Settle with the merchants."""
    return settlement.settle_merchants(day=ledger.business_date(), actor=BANK, now=clock.now())


def pay() -> object:
    """Order what is due to merchants, and pay it."""
    settlement.schedule_payouts(day=ledger.business_date(), actor=BANK, now=clock.now())
    return settlement.pay_out(actor=BANK, now=clock.now())


def clear(network: CardNetwork, name: str = "visa") -> None:
    """Let the network end its day."""
    network.clear(ledger.business_date(), network=name)


def settled_once() -> None:
    """Hold that every movement is in one batch, and that what is owed and what is paid add up."""
    moved = Operation.objects.filter(kind__in=["CAPTURE", "REFUND"], state="SUCCEEDED")
    lines = SettlementLine.objects.all()
    assert sorted(lines.values_list("operation_id", flat=True)) == sorted(
        moved.values_list("pk", flat=True)
    )
    assert not moved.filter(settlement_batch=None).exists()
    assert settlement.balance_differences() == []
    for balance in MerchantBalance.objects.all():
        paid = Payout.objects.filter(merchant=balance.merchant, state="PAID")
        held = SettlementBatch.objects.filter(merchant=balance.merchant)
        assert balance.available_minor == sum(each.net_minor for each in held) - sum(
            each.amount_minor for each in paid
        )
    assert not Payout.objects.filter(state="PENDING").exists()
