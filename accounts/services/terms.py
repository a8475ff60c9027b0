"""New versions of a product's terms: added ahead of their day, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.domain.fees import FeeEvent, WaiverBasis
from accounts.domain.usage import FeeSchedule, UsageLimits
from accounts.models import FeeTerms, Product, UsageTerms
from accounts.repositories import accounts as accounts_repo
from accounts.repositories import usage
from accounts.services.accounts import UnknownProduct
from accounts.services.two_people import refuse_alone
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsVersion:
    """Of which product and currency, and from which day on, terms are."""

    product: str
    currency: Currency
    effective_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTermsOrder:
    """A version of a product's terms of use."""

    version: TermsVersion
    limits: UsageLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTermsOrder:
    """A version of a product's fee for an event."""

    version: TermsVersion
    event: FeeEvent
    schedule: FeeSchedule


class TermsNotAhead(BankError):
    """Terms take effect in the future, after every version there is."""

    code = "terms_not_ahead"
    cure = "Choose a later day; only the first version of all may begin today."
    status = 409


class InvalidTerms(BankError):
    """The terms contradict themselves."""

    code = "invalid_terms"
    cure = "Correct the amounts."


@needs("accounts.set_terms")
@use_case
def add_usage(*, version: TermsVersion, limits: UsageLimits, actor: Actor, now: datetime) -> None:
    """Add terms of use as a part of the bank; people ask for it by `ask_for_usage_terms`.

    Raises two_people.TakesTwoPeople and what add_usage_within raises.
    """
    refuse_alone(actor)
    order = UsageTermsOrder(version=version, limits=limits)
    add_usage_within(order=order, actor=actor, now=now)


@requires_transaction
def add_usage_within(*, order: UsageTermsOrder, actor: Actor, now: datetime) -> None:
    """Add a version of a product's terms of use.

    Raises UnknownProduct, TermsNotAhead and InvalidTerms.
    """
    version, limits = order.version, order.limits
    product = _product(version.product)
    _check_limits(limits)
    number = version.currency.number
    _check_day(version, usage.latest_usage_terms(product=product, currency=number))
    usage.add_terms(
        UsageTerms(
            product=product,
            currency=number,
            effective_from=version.effective_from,
            minimum_balance=limits.minimum_balance,
            transaction_limit=limits.transaction_limit,
            daily_limit=limits.daily_limit,
            monthly_limit=limits.monthly_limit,
            dormancy_days=limits.dormancy_days,
            overdraft_cap=limits.overdraft_cap,
            recorded_at=now,
            recorded_by=str(actor),
        )
    )
    _record("accounts.usage_terms.added", version, actor, now)


@needs("accounts.set_terms")
@use_case
def add_fee(
    *, version: TermsVersion, event: FeeEvent, schedule: FeeSchedule, actor: Actor, now: datetime
) -> None:
    """Add fee terms as a part of the bank; people ask for it by `ask_for_fee_terms`.

    Raises two_people.TakesTwoPeople and what add_fee_within raises.
    """
    refuse_alone(actor)
    order = FeeTermsOrder(version=version, event=event, schedule=schedule)
    add_fee_within(order=order, actor=actor, now=now)


@requires_transaction
def add_fee_within(*, order: FeeTermsOrder, actor: Actor, now: datetime) -> None:
    """Add a version of a product's fee for an event; one of nothing ends the fee.

    Raises UnknownProduct, TermsNotAhead and InvalidTerms.
    """
    version, event, schedule = order.version, order.event, order.schedule
    product = _product(version.product)
    _check_schedule(schedule)
    number = version.currency.number
    _check_day(version, usage.latest_fee_terms(product=product, currency=number, event=event))
    rate, waiver = schedule.rate, schedule.waiver
    usage.add_terms(
        FeeTerms(
            product=product,
            currency=number,
            event=event,
            effective_from=version.effective_from,
            fixed=rate.fixed,
            percentage=rate.percentage,
            lowest=rate.lowest,
            highest=rate.highest,
            waived_from=None if waiver is None else waiver.waived_from,
            waived_basis=WaiverBasis.AVERAGE if waiver is None else waiver.basis,
            within_days=schedule.within_days,
            recorded_at=now,
            recorded_by=str(actor),
        )
    )
    _record("accounts.fee_terms.added", version, actor, now)


def _product(code: str) -> Product:
    found = accounts_repo.product(code=code)
    if found is None:
        message = f"The bank has no product {code}."
        raise UnknownProduct(message)
    return found


def _check_day(version: TermsVersion, latest: date | None) -> None:
    """Refuse terms that are not ahead; a bank that starts needs its first ones at once."""
    today = ledger.business_date()
    if latest is None and version.effective_from >= today:
        return
    if version.effective_from <= today or (latest and version.effective_from <= latest):
        message = f"Terms from {version.effective_from} would change what was agreed before."
        raise TermsNotAhead(message, field="effective_from")


def _check_limits(limits: UsageLimits) -> None:
    positive = (
        limits.transaction_limit,
        limits.daily_limit,
        limits.monthly_limit,
        limits.dormancy_days,
    )
    if any(limit is not None and limit <= 0 for limit in positive):
        message = "A limit is more than zero; leave it out where there is none."
        raise InvalidTerms(message)
    if limits.overdraft_cap is not None and limits.overdraft_cap < 0:
        message = "The cap of overdrafts is zero or more."
        raise InvalidTerms(message)


def _check_schedule(schedule: FeeSchedule) -> None:
    rate = schedule.rate
    if min(rate.fixed, rate.lowest or 0, rate.highest or 0) < 0 or rate.percentage < 0:
        message = "A fee is zero or more."
        raise InvalidTerms(message)
    if rate.lowest is not None and rate.highest is not None and rate.highest < rate.lowest:
        message = "The highest fee is less than the lowest."
        raise InvalidTerms(message)
    if schedule.within_days is not None and schedule.within_days <= 0:
        message = "A fee for early closing is for one day or more."
        raise InvalidTerms(message)


def _record(action: str, version: TermsVersion, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"product:{version.product}",
        detail={
            "currency": version.currency.code,
            "effective_from": version.effective_from.isoformat(),
        },
        at=now,
    )
