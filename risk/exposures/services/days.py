"""What all lending comes to at a day's end: the largest, concentration, breaches, lapses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.money import Money
from bankcore.outbox import public as outbox
from risk.exposures.domain import netting
from risk.exposures.domain.events import CreditLimitBreached
from risk.exposures.domain.kinds import REPORTED_SHARE, RULES, CollateralKind, LimitKind
from risk.exposures.models import Breach, ExposureDay, NamedExposure
from risk.exposures.repositories import collateral, days, limits
from risk.exposures.services import book, worth
from risk.exposures.services.checks import Found, large_ceiling
from risk.market import public as market

_LARGEST: Final = 20
_NO_CAPITAL: Final = "no capital in the books"


@dataclass(slots=True)
class Name:
    """What a customer, or a group of connected customers, owes: euro cents."""

    drawn: int = 0
    undrawn: int = 0
    covered: int = 0

    @property
    def total(self) -> int:
        """Drawn and promised."""
        return self.drawn + self.undrawn

    @property
    def net(self) -> int:
        """What no collateral covers."""
        return self.total - self.covered


@dataclass(slots=True)
class Book:
    """All lending by name and by whatever else it is limited by."""

    customers: defaultdict[str, Name] = field(default_factory=lambda: defaultdict(Name))
    groups: defaultdict[str, Name] = field(default_factory=lambda: defaultdict(Name))
    alone: set[str] = field(default_factory=set)
    sums: dict[LimitKind, defaultdict[str, int]] = field(
        default_factory=lambda: {
            kind: defaultdict(int)
            for kind in (LimitKind.PRODUCT, LimitKind.COUNTRY, LimitKind.SECTOR)
        }
    )

    def names(self) -> Iterator[tuple[str, bool, Name]]:
        """Yield groups, and the customers who are in none."""
        for key, name in self.groups.items():
            yield key, True, name
        for key in self.alone:
            yield key, False, self.customers[key]


def measure(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Measure exposures at the end of a day: a step of the end of day, and done once a day."""
    del next_day
    if days.of(day=day) is not None:
        return {"limits of credit exceeded": limits.breaches_on(day=day)}
    return _measure(day=day, actor=actor, now=now)


@use_case
def _measure(*, day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    cents = worth.at(day=day)
    everything = accounts.credit_positions(chosen=accounts.CreditFilter())
    known = [each for each in everything if worth.has_rate(cents, each.drawn)]
    found = _book(known, day, cents)
    tier_one = market.latest_tier_one()
    names = sorted(found.names(), key=lambda each: (-each[2].net, each[0]))
    reported = _reported_from(tier_one)
    large = [each for each in names if reported is not None and each[2].net >= reported]
    kept = limits.add(
        ExposureDay(
            day=day,
            drawn=sum(name.drawn for _, _, name in names),
            undrawn=sum(name.undrawn for _, _, name in names),
            covered=sum(name.covered for _, _, name in names),
            tier_one=None if tier_one is None else tier_one.minor,
            names=len(names),
            large=len(large),
            hhi_names=netting.herfindahl(name.net for _, _, name in names),
            hhi_products=netting.herfindahl(found.sums[LimitKind.PRODUCT].values()),
            hhi_countries=netting.herfindahl(found.sums[LimitKind.COUNTRY].values()),
            hhi_sectors=netting.herfindahl(found.sums[LimitKind.SECTOR].values()),
            left_out=", ".join(
                sorted({str(each.drawn.currency) for each in everything if each not in known})
            )[:100],
            made_at=now,
        )
    )
    days.add_largest(
        NamedExposure(
            day=kept, name=key, is_group=is_group,
            drawn=name.drawn, undrawn=name.undrawn, covered=name.covered,
        )
        for key, is_group, name in names[: max(_LARGEST, len(large))]
    )  # fmt: skip
    breaches = list(_breaches(found, day))
    if names and tier_one is not None and tier_one.minor <= 0:
        breaches.append((LimitKind.LARGE, _NO_CAPITAL, max(1, names[0][2].net), 0))
    for each in breaches:
        _tell(each, day, actor, now)
    return {
        "names that owe": len(names),
        "limits of credit exceeded": len(breaches),
        "collateral lapsed": _lapses(day, actor, now),
    }


def _reported_from(tier_one: Money | None) -> int | None:
    """Return from which amount on an exposure is large; None where there is no Tier 1."""
    if tier_one is None or tier_one.minor <= 0:
        return None
    return tier_one.minor // REPORTED_SHARE


def _book(positions: list[accounts.CreditPosition], day: date, cents: worth.Worth) -> Book:
    groups, sectors = limits.groups_by_customer(), limits.sectors()
    owed = book.in_euros(positions, cents)
    loans = {each.application_id: each.total for each in owed if each.application_id is not None}
    items = book.covers(collateral.held(day=day), day=day, worth=cents)
    covered = netting.covered(items, loans)
    found = Book()
    for position, each in zip(positions, owed, strict=True):
        group = groups.get(each.customer_id)
        names = [found.customers[str(each.customer_id)]]
        if group is None:
            found.alone.add(str(each.customer_id))
        else:
            names.append(found.groups[str(group)])
        for name in names:
            name.drawn += each.drawn
            name.undrawn += each.undrawn
            name.covered += 0 if each.application_id is None else covered[each.application_id]
        _add_sums(found, position, each, sectors)
    return found


def _add_sums(
    found: Book,
    position: accounts.CreditPosition,
    owed: book.Owed,
    sectors: Mapping[UUID, str],
) -> None:
    found.sums[LimitKind.PRODUCT][position.product] += owed.total
    found.sums[LimitKind.COUNTRY][position.country] += owed.total
    found.sums[LimitKind.SECTOR][sectors.get(owed.customer_id, "")] += owed.total


def _breaches(found: Book, day: date) -> Iterator[Found]:
    in_force = limits.in_force(day=day)
    by_law = large_ceiling()
    measured = [(LimitKind.CUSTOMER, key, name.net) for key, name in found.customers.items()]
    measured += [(LimitKind.GROUP, key, name.net) for key, name in found.groups.items()]
    measured += [
        (kind, key, amount) for kind, sums in found.sums.items() for key, amount in sums.items()
    ]
    for kind, key, amount in measured:
        ceiling = in_force.get((kind, key), in_force.get((kind, "")))
        if key and ceiling is not None and amount > ceiling:
            yield kind, key, amount, ceiling
    for key, _, name in found.names():
        if by_law is not None and name.net > by_law:
            yield LimitKind.LARGE, key, name.net, by_law


def _tell(found: Found, day: date, actor: Actor, now: datetime) -> None:
    kind, key, measured, ceiling = found
    limits.add(Breach(day=day, kind=kind, key=key, measured=measured, ceiling=ceiling, made_at=now))
    subject = f"credit-limit:{kind}:{key}"
    told = CreditLimitBreached(day=day.isoformat(), measured=measured, ceiling=ceiling)
    audit.record(
        actor=actor, action="exposures.limit.breached", subject=subject, detail=asdict(told), at=now
    )
    outbox.publish(told, subject=subject, at=now)


def _lapses(day: date, actor: Actor, now: datetime) -> int:
    """Tell once of each pledged item that has ended, or whose value counts no more."""
    told = 0
    for item, valuation, applications in collateral.held(day=day):
        if not applications:
            continue
        ended: list[tuple[str, date]] = []
        if item.expires_on is not None and item.expires_on <= day:
            ended.append(("EXPIRED", item.expires_on))
        if valuation is not None:
            counts = timedelta(days=RULES[CollateralKind(item.kind)].counts_days)
            if valuation.valued_on + counts <= day:
                ended.append(("STALE", valuation.valued_on + counts))
        for what, since in ended:
            if collateral.tell_lapse(item, what=what, since=since, at=now):
                told += 1
                audit.record(
                    actor=actor,
                    action="exposures.collateral.lapsed",
                    subject=f"collateral:{item.pk}",
                    detail={"what": what, "since": since.isoformat()},
                    at=now,
                )
    return told
