"""Introducing interest terms, and agreeing on one account's own rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from accounts.domain.day_counts import DayCount
from accounts.domain.interest import (
    LARGEST_RATE,
    SMALLEST_RATE,
    Compounding,
    PostingPeriod,
    Side,
    Terms,
    Tier,
    TierMethod,
)
from accounts.repositories import accounts as accounts_repo
from accounts.repositories import interest_terms
from accounts.services import accounts
from accounts.services.two_people import refuse_alone
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency


class TermsNotInFuture(BankError):
    """Interest terms would change days that have begun or are over."""

    code = "terms_not_in_future"
    cure = "Let the terms take effect on a day after the open business day."


class UnusableTerms(BankError):
    """The terms do not say what every balance earns."""

    code = "unusable_terms"
    cure = "Give tiers that ascend from zero, and rates between -100 and 1000 per cent."


class TermsExist(BankError):
    """Other terms take effect on the same day, and terms are never changed."""

    code = "terms_exist"
    cure = "Choose another day."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOrder:
    """Interest terms to be; rates are annual, 0.05 for five per cent."""

    product: str
    currency: Currency
    side: Side
    effective_from: date
    day_count: DayCount
    tiers: Sequence[tuple[int, Decimal]]
    method: TierMethod = TierMethod.WHOLE
    compounding: Compounding = Compounding.SIMPLE
    posting_period: PostingPeriod = PostingPeriod.MONTHLY
    tax_rate: Decimal = Decimal(0)
    excess_rate: Decimal = Decimal(0)


@needs("accounts.set_terms")
@use_case
def introduce(*, order: TermsOrder, actor: Actor, now: datetime) -> Terms:
    """Introduce terms as a part of the bank; people ask for it by `ask_for_interest_terms`.

    Raises two_people.TakesTwoPeople and what introduce_within raises.
    """
    refuse_alone(actor)
    return introduce_within(order=order, actor=actor, now=now)


@requires_transaction
def introduce_within(*, order: TermsOrder, actor: Actor, now: datetime) -> Terms:
    """Let terms take effect on a day to come, for one side of a product in one currency.

    Raises accounts.services.accounts.UnknownProduct, TermsNotInFuture, UnusableTerms, TermsExist.
    """
    product = accounts_repo.product(code=order.product)
    if product is None:
        message = f"The bank has no product {order.product}."
        raise accounts.UnknownProduct(message)
    _require_future(order.effective_from)
    _check(order)
    terms = Terms(
        product_id=product.pk,
        currency=order.currency.number,
        side=order.side,
        effective_from=order.effective_from,
        day_count=order.day_count,
        method=order.method,
        compounding=order.compounding,
        posting_period=order.posting_period,
        tiers=tuple(Tier(from_minor, rate) for from_minor, rate in order.tiers),
        tax_rate=order.tax_rate,
        excess_rate=order.excess_rate,
    )
    if not interest_terms.add(terms=terms, by=str(actor), now=now):
        message = f"Other terms take effect on {order.effective_from}."
        raise TermsExist(message)
    audit.record(
        actor=actor,
        action="accounts.interest_terms.introduced",
        subject=f"product:{order.product}",
        detail={
            "currency": order.currency.code,
            "side": order.side.name,
            "effective_from": order.effective_from.isoformat(),
            "tiers": [[tier.from_minor, str(tier.rate)] for tier in terms.tiers],
        },
        at=now,
    )
    return terms


@dataclass(frozen=True, slots=True, kw_only=True)
class RateOrder:
    """A rate of its own for one side of an account from a day on; None is the tiers again."""

    account_id: UUID
    side: Side
    effective_from: date
    rate: Decimal | None


@needs("accounts.set_terms")
@use_case
def agree_rate(
    *,
    account_id: UUID,
    side: Side,
    effective_from: date,
    rate: Decimal | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Agree on a rate as a part of the bank; people ask for it by `ask_for_interest_rate`.

    Raises two_people.TakesTwoPeople and what agree_rate_within raises.
    """
    refuse_alone(actor)
    order = RateOrder(account_id=account_id, side=side, effective_from=effective_from, rate=rate)
    agree_rate_within(order=order, actor=actor, now=now)


@requires_transaction
def agree_rate_within(*, order: RateOrder, actor: Actor, now: datetime) -> None:
    """Give one account a rate of its own from a day to come on; None gives it the tiers again.

    Raises AccountNotFound, TermsNotInFuture, UnusableTerms and TermsExist.
    """
    account_id, side, rate = order.account_id, order.side, order.rate
    effective_from = order.effective_from
    ref = accounts.resolve(account_ids=[account_id])[account_id]
    _require_future(effective_from)
    if rate is not None:
        _check_rate(rate)
    if not interest_terms.add_special(
        account_id=ref.ledger_account_id,
        side=side,
        effective_from=effective_from,
        rate=rate,
        by=str(actor),
        at=now,
    ):
        message = f"Another rate takes effect on {effective_from}."
        raise TermsExist(message)
    audit.record(
        actor=actor,
        action="accounts.interest_rate.agreed",
        subject=f"account:{account_id}",
        detail={"side": side.name, "from": effective_from.isoformat(), "rate": str(rate)},
        at=now,
    )


def _require_future(day: date) -> None:
    today = ledger.business_date()
    if day <= today:
        message = f"{day} is not after the open business day, {today}."
        raise TermsNotInFuture(message)


def _check(order: TermsOrder) -> None:
    starts = [from_minor for from_minor, _ in order.tiers]
    if not starts or starts[0] != 0 or sorted(set(starts)) != starts:
        message = "The tiers must begin at zero and ascend."
        raise UnusableTerms(message)
    for _, rate in order.tiers:
        _check_rate(rate)
    if not 0 <= order.tax_rate <= 1 or not 0 <= order.excess_rate <= LARGEST_RATE:
        message = "Tax is a part of the interest, and a surcharge is none below zero."
        raise UnusableTerms(message)
    if (order.side is Side.DEBIT and order.tax_rate) or (
        order.side is Side.CREDIT and order.excess_rate
    ):
        message = "Tax is withheld from credit interest, and a surcharge is debit interest."
        raise UnusableTerms(message)
    if order.posting_period is PostingPeriod.AT_MATURITY and order.compounding is Compounding.DAILY:
        message = "Interest posted at maturity does not compound daily."
        raise UnusableTerms(message)


def _check_rate(rate: Decimal) -> None:
    if not SMALLEST_RATE <= rate <= LARGEST_RATE or rate != round(rate, 6):
        message = f"{rate} is no annual rate with up to six decimals."
        raise UnusableTerms(message)


def exist(*, product: str, currency: Currency, side: Side) -> bool:
    """Tell whether there are terms for one side of a product in one currency, now or to come."""
    found = accounts_repo.product(code=product)
    if found is None:
        return False
    versions = interest_terms.versions(product_id=found.pk, currency=currency.number)
    return any(terms.side is side for terms in versions)
