"""Comparing our books with what a network has told of a day."""

from __future__ import annotations

from datetime import date, datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from payments.reconciliation.domain.verdicts import RunView
from payments.reconciliation.models import ReconRun
from payments.reconciliation.repositories import comparing, locks
from payments.reconciliation.repositories.sources import SOURCES


class UnknownNetwork(BankError):
    """There is no such network to compare with."""

    code = "unknown_network"
    cure = "Name one of the networks that the bank is joined to."

    def __init__(self, network: str) -> None:
        super().__init__(f"{network} is no network of the bank's.", field="network")


def compare_day(*, network: str, day: date, actor: Actor, now: datetime) -> list[RunView]:
    """Compare a network's day in every currency; each currency is a use case of its own.

    Comparing again makes new versions and changes nothing that agrees. Raises UnknownNetwork.
    """
    if network not in SOURCES:
        raise UnknownNetwork(network)
    return [
        compare(network=network, day=day, currency=currency, actor=actor, now=now)
        for currency in comparing.currencies(network=network, day=day)
    ]


@needs("reconciliation.reconcile")
@use_case
def compare(*, network: str, day: date, currency: str, actor: Actor, now: datetime) -> RunView:
    """Compare one network's day in one currency, and keep what does not agree as exceptions.

    Two at a time are done one after the other. Raises UnknownNetwork.
    """
    if network not in SOURCES:
        raise UnknownNetwork(network)
    locks.of_network(network)
    found = comparing.compare(network=network, day=day, currency=currency, now=now)
    run = comparing.add_run(network=network, day=day, currency=currency, found=found, now=now)
    audit.record(
        actor=actor,
        action="reconciliation.run.made",
        subject=f"reconciliation:{run.pk}",
        detail={
            "network": network,
            "day": day.isoformat(),
            "items": found.items,
            "exceptions": found.items - found.matched_items,
            "unexplained": found.difference - found.explained,
        },
        at=now,
    )
    return view_of(run)


def comparisons(*, day: date) -> list[RunView]:
    """Return the last comparison of each network and currency on a business day."""
    return [view_of(run) for run in comparing.newest_runs(day=day)]


def view_of(run: ReconRun) -> RunView:
    """Return the run as others see it."""
    unit = Currency.of(run.currency)
    return RunView(
        run_id=run.pk,
        network=run.network,
        business_date=run.business_date,
        currency=run.currency,
        version=run.version,
        ours=Money(run.ours_minor, unit),
        theirs=Money(run.theirs_minor, unit),
        matched=Money(run.matched_minor, unit),
        items=run.items,
        matched_items=run.matched_items,
        exceptions=run.exceptions,
        difference=Money(run.theirs_minor - run.ours_minor, unit),
        explained=Money(run.explained_minor, unit),
    )
