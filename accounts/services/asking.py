"""Asking a second person for new terms, limits, larger refunds and erasures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.repositories import accounts as accounts_repo
from accounts.repositories import fees as fees_repo
from accounts.repositories import interest_terms as interest_repo
from accounts.repositories import usage as usage_repo
from accounts.services import accounts, fees, interest_terms, overdrafts, personal_data, terms
from accounts.services.customer_access import found
from accounts.services.fees import RefundOrder
from accounts.services.interest_terms import RateOrder, TermsOrder
from accounts.services.overdrafts import OverdraftOrder
from accounts.services.personal_data import ErasureOrder
from accounts.services.terms import FeeTermsOrder, UsageTermsOrder
from accounts.services.two_people import TwoPeople
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case


@needs("accounts.set_terms")
@use_case
def ask_for_interest_terms(
    *, order: TermsOrder, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for new interest terms; raises what introduce_within and TwoPeople.ask raise."""
    return _INTEREST_TERMS.ask(order=order, reason=reason, actor=actor, now=now)


@needs("accounts.set_terms")
@use_case
def ask_for_interest_rate(
    *, order: RateOrder, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for one account's own rate; raises what agree_rate_within and TwoPeople.ask raise."""
    return _INTEREST_RATE.ask(order=order, reason=reason, actor=actor, now=now)


@needs("accounts.set_terms")
@use_case
def ask_for_usage_terms(
    *, order: UsageTermsOrder, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for new terms of use; raises what add_usage_within and TwoPeople.ask raise."""
    return _USAGE_TERMS.ask(order=order, reason=reason, actor=actor, now=now)


@needs("accounts.set_terms")
@use_case
def ask_for_fee_terms(
    *, order: FeeTermsOrder, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for a new fee; raises what add_fee_within and TwoPeople.ask raise."""
    return _FEE_TERMS.ask(order=order, reason=reason, actor=actor, now=now)


@needs("accounts.agree_limits")
@use_case
def ask_for_overdraft(
    *, order: OverdraftOrder, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for an overdraft; raises what agree_within and TwoPeople.ask raise."""
    return _OVERDRAFT.ask(order=order, reason=reason, actor=actor, now=now)


@needs("accounts.refund_fee")
@use_case
def ask_for_fee_refund(
    *, order: RefundOrder, actor: Actor, now: datetime
) -> approvals.RequestView | None:
    """Give a fee back, or ask for it where it is above settings.FEE_REFUND_LIMIT.

    None where it is done. Raises what refund_within and TwoPeople.ask raise.
    """
    if fees.refund_takes_two(charge_id=order.charge_id, actor=actor):
        return _FEE_REFUND.ask(order=order, reason=order.reason, actor=actor, now=now)
    fees.refund_within(order=order, actor=actor, now=now)
    return None


@needs("accounts.erase_customer")
@use_case
def ask_for_erasure(
    *, order: ErasureOrder, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for a customer's erasure; raises what erase_within and TwoPeople.ask raise."""
    return _ERASURE.ask(order=order, reason=reason, actor=actor, now=now)


def _interest_facts(order: TermsOrder) -> Mapping[str, object]:
    product = accounts_repo.product(code=order.product)
    if product is None:
        return {}
    versions = interest_repo.versions(product_id=product.pk, currency=order.currency.number)
    return {"from": [each.effective_from for each in versions if each.side is order.side]}


def _rate_facts(order: RateOrder) -> Mapping[str, object]:
    ref = accounts.resolve(account_ids=[order.account_id])[order.account_id]
    own = interest_repo.specials_of(account_id=ref.ledger_account_id)
    return {"from": [each.effective_from for each in own if each.side == order.side]}


def _usage_facts(order: UsageTermsOrder) -> Mapping[str, object]:
    version = order.version
    product = accounts_repo.product(code=version.product)
    if product is None:
        return {}
    return {
        "latest": usage_repo.latest_usage_terms(product=product, currency=version.currency.number)
    }


def _fee_facts(order: FeeTermsOrder) -> Mapping[str, object]:
    version = order.version
    product = accounts_repo.product(code=version.product)
    if product is None:
        return {}
    latest = usage_repo.latest_fee_terms(
        product=product, currency=version.currency.number, event=order.event
    )
    return {"latest": latest}


def _overdraft_facts(order: OverdraftOrder) -> Mapping[str, object]:
    there = overdrafts.of_account(account_id=order.account_id)
    return {
        "agreed": there.agreed,
        "in_force": there.in_force,
        "from_day": there.from_day,
        "to_day": there.to_day,
    }


def _refund_facts(order: RefundOrder) -> Mapping[str, object]:
    return {"refunded": fees_repo.is_refunded(charge_id=order.charge_id)}


def _erasure_facts(order: ErasureOrder) -> Mapping[str, object]:
    customer = found(order.customer_id)
    return {"status": customer.status, "erased": customer.erased_at is not None}


_INTEREST_TERMS = TwoPeople(
    kind="accounts.interest_terms",
    order=TermsOrder,
    subject=lambda order: f"product:{order.product} {order.currency} {order.side.name}",
    facts=_interest_facts,
    deed=interest_terms.introduce_within,
)
_INTEREST_RATE = TwoPeople(
    kind="accounts.interest_rate",
    order=RateOrder,
    subject=lambda order: f"account:{order.account_id}",
    facts=_rate_facts,
    deed=interest_terms.agree_rate_within,
)
_USAGE_TERMS = TwoPeople(
    kind="accounts.usage_terms",
    order=UsageTermsOrder,
    subject=lambda order: f"product:{order.version.product} {order.version.currency}",
    facts=_usage_facts,
    deed=terms.add_usage_within,
)
_FEE_TERMS = TwoPeople(
    kind="accounts.fee_terms",
    order=FeeTermsOrder,
    subject=lambda order: (
        f"product:{order.version.product} {order.version.currency} {order.event.value}"
    ),
    facts=_fee_facts,
    deed=terms.add_fee_within,
)
_OVERDRAFT = TwoPeople(
    kind="accounts.overdraft",
    order=OverdraftOrder,
    subject=lambda order: f"account:{order.account_id}",
    facts=_overdraft_facts,
    deed=overdrafts.agree_within,
    amount=lambda order: order.limit,
)
_FEE_REFUND = TwoPeople(
    kind="accounts.fee_refund",
    order=RefundOrder,
    subject=lambda order: f"fee:{order.charge_id}",
    facts=_refund_facts,
    deed=fees.refund_within,
    amount=lambda order: fees.charged_amount(charge_id=order.charge_id),
)
_ERASURE = TwoPeople(
    kind="accounts.erasure",
    order=ErasureOrder,
    subject=lambda order: f"customer:{order.customer_id}",
    facts=_erasure_facts,
    deed=personal_data.erase_within,
)

# For bankcore/executors.py.
execute_interest_terms = _INTEREST_TERMS.execute
execute_interest_rate = _INTEREST_RATE.execute
execute_usage_terms = _USAGE_TERMS.execute
execute_fee_terms = _FEE_TERMS.execute
execute_overdraft = _OVERDRAFT.execute
execute_fee_refund = _FEE_REFUND.execute
execute_erasure = _ERASURE.execute
