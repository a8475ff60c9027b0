"""Comparing customers' names with the lists: one customer, or all of them bit by bit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from risk.cases import public as cases
from risk.crime.domain.states import RunState
from risk.crime.models import ScreeningRun
from risk.crime.repositories import names
from risk.crime.repositories.names import Near
from risk.sanctions import public as sanctions
from risk.terms import parties

SOURCE: Final = "customer screening"
CHUNK: Final = 200
_LISTED, _EXPOSED = 4, 2


@needs("crime.decide_name")
@use_case
def screen_customer(*, customer_id: UUID, actor: Actor, now: datetime) -> int:
    """Compare a customer's names with the lists; returns how many new ones are near.

    Somebody who is no customer has none.
    """
    del actor
    named = accounts.names_of_customer(customer_id=customer_id)
    return 0 if named is None else _screen(named, now)


@use_case
def begin_run(*, actor: Actor, now: datetime) -> bool:
    """Begin to compare all customers with the lists as they stand; False where that is begun."""
    edition = sanctions.newest_edition()
    names.overtake(before=edition, at=now)
    made = names.begin_run(edition=edition, after=0, at=now)
    if made:
        audit.record(
            actor=actor, action="crime.screening.begun", subject=f"edition:{edition}", at=now
        )
    return made


@use_case
def _begin_with_new(*, now: datetime) -> bool:
    """Begin to compare the customers who came after the last that a run has seen."""
    after = names.reached()
    if not accounts.count_names(after=after):
        return False
    return names.begin_run(edition=0, after=after, at=now)


def go_on(*, actor: Actor, now: datetime) -> int:
    """Go on with the runs that are not done, to their ends; returns how many were compared.

    Each step of 200 customers is a use case of its own: whoever goes on after a crash begins where
    the last step ended, and several may work at once.
    """
    count = 0
    while (step := _step(actor=actor, now=now)) is not None:
        count += step
    return count


def rescreen(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Compare everybody who is to be with the lists: a step of the end of day.

    That is all customers where a list has changed and nobody has gone over them yet, and those who
    came by an import.
    """
    del day, next_day
    if sanctions.newest_edition():
        begin_run(actor=actor, now=now)
    compared = go_on(actor=actor, now=now)
    if _begin_with_new(now=now):
        compared += go_on(actor=actor, now=now)
    return {"customers compared": compared}


@use_case
def _step(*, actor: Actor, now: datetime) -> int | None:
    run = names.lock_run()
    if run is None:
        return None
    page = accounts.page_of_names(after=run.after, limit=CHUNK)
    for named in page:
        run.found += _screen(named, now)
        run.after = named.key
    run.screened += len(page)
    if len(page) < CHUNK:
        _end(run, actor, now)
    names.save_run(run)
    return len(page)


def _end(run: ScreeningRun, actor: Actor, now: datetime) -> None:
    run.state, run.ended_at = RunState.DONE, now
    audit.record(
        actor=actor,
        action="crime.screening.done",
        subject=f"run:{run.pk}",
        detail={"customers": run.screened, "found": run.found},
        at=now,
    )


@requires_transaction
def _screen(named: accounts.NamedCustomer, now: datetime) -> int:
    found = 0
    subject = str(named.customer_id)
    for name in named.names:
        kind = sanctions.ListedKind.PERSON if name.is_person else sanctions.ListedKind.ORGANISATION
        near = sanctions.screen(
            name=name.name, kind=kind, born=name.born, countries=name.countries, subject=subject
        )
        found += sum(_keep(named, name, each, now, is_pep=False) for each in near)
        if name.is_person:
            exposed = sanctions.screen_exposed(
                name=name.name, born=name.born, countries=name.countries, subject=subject
            )
            found += sum(_keep(named, name, each, now, is_pep=True) for each in exposed)
    names.add_screened(
        customer_id=named.customer_id,
        edition=sanctions.newest_edition(),
        names=len(named.names),
        at=now,
    )
    return found


def _keep(
    named: accounts.NamedCustomer,
    name: accounts.KnownName,
    match: sanctions.Match,
    now: datetime,
    *,
    is_pep: bool,
) -> bool:
    """Keep a name that is near and have a person look; False where that was done before."""
    subject = parties.of_customer(named.customer_id)
    near = Near(
        customer_id=named.customer_id,
        whose=name.whose,
        entry_id=match.key,
        list_code=match.list_code,
        uid=match.uid,
        is_pep=is_pep,
        score=f"{match.score:.1f}",
        why="; ".join(match.why)[:200],
    )
    hit = names.add(near, at=now)
    if hit is None:
        return False
    alert = cases.raise_alert(
        kind=cases.CaseKind.SANCTIONS,
        subject=subject,
        reference=f"name:{hit}",
        priority=_EXPOSED if is_pep else _LISTED,
        reason=f"The {name.whose}'s name is {match.score:.0f} near {match.list_code} {match.uid}:"
        f" {near.why}.",
        source=SOURCE,
        now=now,
        links=[cases.Link(entity="payer", name=subject)],
    )
    names.set_alert(hit, alert)
    return True
