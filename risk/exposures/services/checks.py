"""May the bank lend so much more? Asked by accounts before it promises and before it pays out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from accounts import public as accounts
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from risk.exposures.domain.kinds import LARGE_SHARE, LimitKind
from risk.exposures.repositories import limits
from risk.exposures.services import book, worth
from risk.exposures.services.worth import EURO, Worth
from risk.market import public as market

Found = tuple[LimitKind, str, int, int]  # kind, key, measured, ceiling: euro cents


class CreditLimitExceeded(BankError):
    """It would be more than the bank lends to this customer, of this kind or there."""

    code = "credit_limit_exceeded"
    cure = "Ask for less, pledge collateral, or have two people change the limit."
    status = 409


@requires_transaction
def check(*, step: accounts.CreditStep, now: datetime) -> None:
    """Raise CreditLimitExceeded where a limit would be, and ExposureNotKnown.

    A promise is held against what is lent and promised, a payout against what is lent: who comes
    first is paid out. Nobody else steps until the transaction ends, so two steps at once cannot
    pass a limit together. `settings.LOAN_LIMITS` names this.
    """
    del now
    limits.lock_lending()
    day = ledger.business_date()
    for kind, _key, measured, ceiling in _measured(step, day):
        if measured > ceiling:
            over = Money(measured - ceiling, EURO)
            message = f"The limit of the {kind.lower()} would be exceeded by {over}."
            if kind is LimitKind.LARGE:
                message = f"A quarter of Tier 1 would be exceeded by {over}."
            raise CreditLimitExceeded(message)


def large_ceiling() -> int | None:
    """Return the most to one customer or group by law; None where the books show no Tier 1.

    Of a bank that has not booked its capital, a quarter says nothing: the end of each day tells it.
    """
    tier_one = market.latest_tier_one()
    return None if tier_one is None or tier_one.minor <= 0 else tier_one.minor // LARGE_SHARE


def _measured(step: accounts.CreditStep, day: date) -> Iterator[Found]:
    """Yield what is to be measured: only what has a ceiling."""
    in_force = limits.in_force(day=day)
    cents = worth.at(day=day)
    by_law = large_ceiling()

    def ceiling(kind: LimitKind, key: str) -> int | None:
        return in_force.get((kind, key), in_force.get((kind, "")))

    group = limits.group_of(step.customer_id)
    names = [(LimitKind.CUSTOMER, str(step.customer_id), frozenset({step.customer_id}))]
    if group is not None:
        names.append((LimitKind.GROUP, str(group.pk), limits.members_of(group)))
    for kind, key, customers in names:
        own = ceiling(kind, key)
        if own is not None or by_law is not None:
            measured = _net(step, customers, day, cents)
            yield from ((kind, key, measured, each) for each in [own] if each is not None)
            yield from (
                (LimitKind.LARGE, key, measured, each) for each in [by_law] if each is not None
            )
    wider = (
        (LimitKind.PRODUCT, step.product),
        (LimitKind.COUNTRY, accounts.country_of_customer(customer_id=step.customer_id)),
        (LimitKind.SECTOR, limits.sector_of(step.customer_id)),
    )
    for kind, key in wider:
        most = ceiling(kind, key)
        if key and most is not None:
            yield kind, key, _gross(step, kind, key, cents), most


def _net(step: accounts.CreditStep, customers: frozenset[UUID], day: date, cents: Worth) -> int:
    """Return what these customers owe with the step, less what collateral covers of each loan."""
    chosen = accounts.CreditFilter(customers=customers)
    loans: dict[UUID, int] = {}
    overdrawn = 0
    for each in book.in_euros(accounts.credit_positions(chosen=chosen), cents):
        if each.application_id is None:
            overdrawn += each.total
        else:
            loans[each.application_id] = _counted(step, each)
    if step.application_id is None:
        overdrawn += cents(step.amount)
    else:
        before = loans.get(step.application_id, 0)
        loans[step.application_id] = before + cents(step.amount)
    covered = book.covered_of(loans, day=day, worth=cents)
    return overdrawn + sum(loans.values()) - sum(covered.values())


def _gross(step: accounts.CreditStep, kind: LimitKind, key: str, cents: Worth) -> int:
    """Return what is lent of a product, in a country or sector, with the step."""
    chosen = accounts.CreditFilter(
        product=key if kind is LimitKind.PRODUCT else None,
        country=key if kind is LimitKind.COUNTRY else None,
        customers=_of_sector(key) if kind is LimitKind.SECTOR else None,
    )
    positions = book.in_euros(accounts.credit_positions(chosen=chosen), cents)
    return sum(_counted(step, each) for each in positions) + cents(step.amount)


def _of_sector(sector: str) -> frozenset[UUID]:
    return frozenset(who for who, found in limits.sectors().items() if found == sector)


def _counted(step: accounts.CreditStep, owed: book.Owed) -> int:
    """Return what counts of a position: of loans only what is drawn, where one is paid out."""
    is_promise = step.is_payout and owed.application_id is not None
    return owed.drawn if is_promise else owed.total
